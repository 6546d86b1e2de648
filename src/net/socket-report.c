/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-report.h"

#include "event.h"
#include "socket-option.h"
#include "socket-util.h"

#include <glib/gi18n-lib.h>

#define CONGESTION_CONTROLS "/proc/sys/net/ipv4/tcp_available_congestion_control"

/* The list is an offer: where the file is missing there is none. */
static char **
list_congestion_controls (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (CONGESTION_CONTROLS, &text, NULL, NULL))
    return NULL;
  return g_strsplit (g_strstrip (text), " ", -1);
}

/**
 * sockeye_socket_report_new:
 * @socket: (nullable): a socket; %NULL: none is open
 *
 * Asks the kernel for everything. I/O thread.
 *
 * Returns: (transfer full): what it says
 */
SockeyeSocketReport *
sockeye_socket_report_new (GSocket *socket)
{
  SockeyeSocketReport *self = g_new0 (SockeyeSocketReport, 1);

  self->groups = g_array_new (FALSE, FALSE, sizeof (SockeyeGroup));
  self->congestion_controls = list_congestion_controls ();
  self->open = socket != NULL;
  if (socket == NULL)
    return self;

  sockeye_socket_get_local (socket, &self->local);
  sockeye_socket_get_remote (socket, &self->remote);
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    self->error_numbers[i] = sockeye_socket_option_get (socket, i, &self->values[i]);
  self->tcp_error = sockeye_socket_diag_read_own (g_socket_get_fd (socket), &self->tcp);
  return self;
}

/**
 * sockeye_socket_report_free:
 * @self: (transfer full): a report
 */
void
sockeye_socket_report_free (SockeyeSocketReport *self)
{
  g_array_unref (self->groups);
  g_strfreev (self->congestion_controls);
  g_free (self);
}

/**
 * sockeye_socket_report_format:
 * @self: a report
 * @option: an option
 *
 * Returns: (transfer full): the value with its unit, or why there is none; empty when no socket is open
 */
char *
sockeye_socket_report_format (const SockeyeSocketReport *self, SockeyeOption option)
{
  if (!self->open)
    return g_strdup ("");
  if (self->error_numbers[option] != 0)
    /* Translators: instead of the value of a socket option; %s is an error's symbol, such as ENOPROTOOPT */
    return g_strdup_printf (_ ("not reported (%s)"), sockeye_errno_symbol (self->error_numbers[option]));

  return sockeye_option_format (option, self->values[option].number, self->values[option].text);
}
