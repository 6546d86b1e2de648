/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "netassist.h"

/* The clock writes microseconds, this format has milliseconds. */
#define DIGITS_TOO_MANY 3

static void
append_peer (GString *string, const char *preposition, const SockeyeEndpoint *remote)
{
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];

  if (remote == NULL || !sockeye_endpoint_is_set (remote))
    return;

  g_string_append_printf (string, " %s %s", preposition,
                          sockeye_endpoint_format_host (remote, host, sizeof host));
  if (sockeye_endpoint_get_port (remote) != 0)
    g_string_append_printf (string, " :%u", sockeye_endpoint_get_port (remote));
}

/**
 * sockeye_netassist_append_heading:
 * @string: where to append
 * @clock: writes the time
 * @record: what the heading is for
 * @remote: (nullable): the far end, where it is known
 * @hex: the bytes that follow are written in hex
 *
 * Appends "[2025-11-22 16:05:41.240]# RECV ASCII FROM 127.0.0.1 :8888>" and a line end; for an event, whose sentence
 * stands in the same line, "[2025-11-22 16:05:41.240]# ". Not translated: programs read it.
 */
void
sockeye_netassist_append_heading (GString *string,
                                  SockeyeLogClock *clock,
                                  const SockeyeRecord *record,
                                  const SockeyeEndpoint *remote,
                                  gboolean hex)
{
  gboolean received = record->kind == SOCKEYE_RECORD_RECEIVED;

  g_string_append_c (string, '[');
  sockeye_log_clock_append (clock, string, record->time, TRUE);
  g_string_truncate (string, string->len - DIGITS_TOO_MANY);
  g_string_append (string, "]# ");
  if (record->kind == SOCKEYE_RECORD_EVENT)
    return;

  g_string_append_printf (string, "%s %s", received ? "RECV" : "SEND", hex ? "HEX" : "ASCII");
  append_peer (string, received ? "FROM" : "TO", remote);
  g_string_append (string, ">\n");
}
