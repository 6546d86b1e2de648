/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "arrival-text.h"

#include "group.h"

#include <glib/gi18n-lib.h>

static void
add (GPtrArray *parts, char *part)
{
  g_ptr_array_add (parts, part);
}

static void
add_way (GPtrArray *parts, const SockeyeArrival *arrival)
{
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];

  sockeye_endpoint_format_host (&arrival->destination, host, sizeof host);
  if (sockeye_endpoint_is_multicast (&arrival->destination))
    /* Translators: about a datagram; %s is the address of a multicast group */
    add (parts, g_strdup_printf (_ ("sent to the group %s"), host));
  else
    /* Translators: about a datagram; %s is an address */
    add (parts, g_strdup_printf (_ ("sent to %s"), host));
  if (arrival->interface[0] != '\0')
    /* Translators: about a datagram; %s is a network interface, such as "eth0" */
    add (parts, g_strdup_printf (_ ("came through %s"), arrival->interface));
}

/**
 * sockeye_arrival_text:
 * @capture: a capture
 * @record: one of its records
 *
 * Says what the kernel told about a datagram besides its bytes: where it was sent to, through which interface it came,
 * whose time it has, and whether it is complete.
 *
 * Returns: (transfer full) (nullable): a line for the user; %NULL for everything but received datagrams
 */
char *
sockeye_arrival_text (SockeyeCapture *capture, const SockeyeRecord *record)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  SockeyeArrival arrival;

  if (record->kind != SOCKEYE_RECORD_RECEIVED || (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0)
    return NULL;

  if (sockeye_capture_get_arrival (capture, record->arrival, &arrival))
    add_way (parts, &arrival);
  else if (record->arrival == SOCKEYE_ARRIVAL_OTHER)
    /* Translators: about a datagram */
    add (parts, g_strdup (_ ("destination not kept, because there were too many different ones")));
  /* Translators: about a datagram */
  add (parts, g_strdup ((record->flags & SOCKEYE_RECORD_KERNEL_TIME) != 0
                            ? _ ("time taken by the kernel")
                            /* Translators: about a datagram */
                            : _ ("time taken by the program, because the kernel gave none")));
  /* Translators: about a datagram */
  add (parts, g_strdup ((record->flags & SOCKEYE_RECORD_TRUNCATED) != 0 ? _ ("cut off when it was received")
                                                                        /* Translators: about a datagram */
                                                                        : _ ("complete")));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}
