/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "address-facts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SockeyePortRules:
 * @first_unprivileged: ports from here on may be bound by any user
 * @ephemeral_first: the first port that the system chooses from where none is given
 * @ephemeral_last: the last one
 * @privileged: this program may bind the others, too
 * @tcp_service: (nullable): the name that this machine has for it over TCP
 * @udp_service: (nullable): over UDP
 *
 * What this machine says about ports.
 */
typedef struct
{
  guint16 first_unprivileged;
  guint16 ephemeral_first;
  guint16 ephemeral_last;
  gboolean privileged;
  const char *tcp_service;
  const char *udp_service;
} SockeyePortRules;

GPtrArray *sockeye_port_facts_list (guint16 port, const SockeyePortRules *rules);

void sockeye_port_facts_list_async (guint16 port,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GPtrArray *sockeye_port_facts_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS
