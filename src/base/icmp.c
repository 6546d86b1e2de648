/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "icmp.h"

#include <glib/gi18n-lib.h>

/* An event's number is 0 where nothing is known. */
#define PACKED_IPV4 (G_GUINT64_CONSTANT (1) << 16)
#define PACKED_IPV6 (G_GUINT64_CONSTANT (2) << 16)

/* RFC 792, 1122, 1812 and, for version 6, RFC 4443. */
static const struct
{
  gboolean ipv6;
  guint8 type;
  guint8 code;
  const char *name;
} names[] = {
  { FALSE, 3, 0, N_ ("network unreachable") },
  { FALSE, 3, 1, N_ ("host unreachable") },
  { FALSE, 3, 2, N_ ("protocol unreachable") },
  { FALSE, 3, 3, N_ ("port unreachable") },
  { FALSE, 3, 4, N_ ("too large to go on unfragmented") },
  { FALSE, 3, 5, N_ ("source route failed") },
  { FALSE, 3, 6, N_ ("network unknown") },
  { FALSE, 3, 7, N_ ("host unknown") },
  { FALSE, 3, 9, N_ ("network forbidden by the administrator") },
  { FALSE, 3, 10, N_ ("host forbidden by the administrator") },
  { FALSE, 3, 13, N_ ("forbidden by the administrator") },
  { FALSE, 4, 0, N_ ("source quench") },
  { FALSE, 11, 0, N_ ("time to live exceeded on the way") },
  { FALSE, 11, 1, N_ ("fragments did not come in time") },
  { FALSE, 12, 0, N_ ("header not understood") },
  { TRUE, 1, 0, N_ ("network unreachable") },
  { TRUE, 1, 1, N_ ("forbidden by the administrator") },
  { TRUE, 1, 2, N_ ("beyond the scope of the source address") },
  { TRUE, 1, 3, N_ ("host unreachable") },
  { TRUE, 1, 4, N_ ("port unreachable") },
  { TRUE, 1, 5, N_ ("source address refused") },
  { TRUE, 1, 6, N_ ("route refused") },
  { TRUE, 2, 0, N_ ("too large to go on unfragmented") },
  { TRUE, 3, 0, N_ ("time to live exceeded on the way") },
  { TRUE, 3, 1, N_ ("fragments did not come in time") },
  { TRUE, 4, 0, N_ ("header not understood") },
};

/**
 * sockeye_icmp_pack:
 * @icmp: a message's type and code
 *
 * Returns: both as the number of an event, never 0
 */
guint64
sockeye_icmp_pack (const SockeyeIcmp *icmp)
{
  return (icmp->ipv6 ? PACKED_IPV6 : PACKED_IPV4) | (guint64) icmp->type << 8 | icmp->code;
}

/**
 * sockeye_icmp_unpack:
 * @number: the number of an event
 * @icmp: (out): the message's type and code; unchanged on failure
 *
 * Returns: whether the number is one of sockeye_icmp_pack()
 */
gboolean
sockeye_icmp_unpack (guint64 number, SockeyeIcmp *icmp)
{
  guint64 version = number & ~(guint64) G_MAXUINT16;

  if (version != PACKED_IPV4 && version != PACKED_IPV6)
    return FALSE;

  icmp->ipv6 = version == PACKED_IPV6;
  icmp->type = (guint8) (number >> 8);
  icmp->code = (guint8) number;
  return TRUE;
}

/**
 * sockeye_icmp_get_name:
 * @icmp: a message's type and code
 *
 * Returns: (transfer none) (nullable): what it says, in the user's language; %NULL: not known
 */
const char *
sockeye_icmp_get_name (const SockeyeIcmp *icmp)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].ipv6 == icmp->ipv6 && names[i].type == icmp->type && names[i].code == icmp->code)
      return _ (names[i].name);

  return NULL;
}
