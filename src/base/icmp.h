/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeIcmp:
 * @ipv6: ICMPv6 (RFC 4443), not ICMP (RFC 792)
 * @type: of the message
 * @code: of the type
 *
 * What a router or a far end has reported.
 */
typedef struct
{
  gboolean ipv6;
  guint8 type;
  guint8 code;
} SockeyeIcmp;

guint64 sockeye_icmp_pack (const SockeyeIcmp *icmp);
gboolean sockeye_icmp_unpack (guint64 number, SockeyeIcmp *icmp);
const char *sockeye_icmp_get_name (const SockeyeIcmp *icmp);

G_END_DECLS
