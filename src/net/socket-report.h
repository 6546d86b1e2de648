/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "group.h"
#include "option.h"
#include "socket-diag.h"

G_BEGIN_DECLS

/**
 * SockeyeSocketReport:
 * @open: there is such a socket; otherwise only @congestion_controls tells anything
 * @local: its own end
 * @remote: its far end, if it is connected
 * @values: what the kernel reports, by option
 * @error_numbers: why it reports nothing (errno), by option; 0: it does
 * @groups: (element-type SockeyeGroup): the groups that it was put in
 * @tcp_error: why @tcp tells nothing (errno); 0: it does
 * @tcp: the socket's state, as it tells it itself
 * @congestion_controls: (array zero-terminated=1) (nullable): the names that the kernel knows; %NULL: it does not tell
 *
 * A socket as the kernel sees it at one moment.
 */
typedef struct
{
  gboolean open;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  SockeyeOptionValue values[SOCKEYE_N_OPTIONS];
  int error_numbers[SOCKEYE_N_OPTIONS];
  GArray *groups;
  int tcp_error;
  SockeyeTcpFacts tcp;
  char **congestion_controls;
} SockeyeSocketReport;

SockeyeSocketReport *sockeye_socket_report_new (GSocket *socket);
void sockeye_socket_report_free (SockeyeSocketReport *self);
char *sockeye_socket_report_format (const SockeyeSocketReport *self, SockeyeOption option);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeSocketReport, sockeye_socket_report_free)

G_END_DECLS
