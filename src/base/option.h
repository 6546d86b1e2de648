/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longer than the names of network interfaces and of congestion controls, which are the texts among the values. */
#define SOCKEYE_OPTION_TEXT_MAX 32

/* Socket options that are the user's, under their names in the manual pages. */
typedef enum
{
  SOCKEYE_OPTION_SO_RCVBUF,
  SOCKEYE_OPTION_SO_SNDBUF,
  SOCKEYE_OPTION_TCP_NODELAY,
  SOCKEYE_OPTION_SO_KEEPALIVE,
  SOCKEYE_OPTION_TCP_KEEPIDLE,
  SOCKEYE_OPTION_TCP_KEEPINTVL,
  SOCKEYE_OPTION_TCP_KEEPCNT,
  SOCKEYE_OPTION_TCP_USER_TIMEOUT,
  SOCKEYE_OPTION_SO_LINGER,
  SOCKEYE_OPTION_IP_TTL, /* for IPv6 the hop limit */
  SOCKEYE_OPTION_IP_TOS, /* for IPv6 the traffic class */
  SOCKEYE_OPTION_TCP_MAXSEG,
  SOCKEYE_OPTION_TCP_CONGESTION,
  SOCKEYE_OPTION_SO_BINDTODEVICE,
  SOCKEYE_OPTION_SO_REUSEADDR,
  SOCKEYE_OPTION_SO_REUSEPORT,
  SOCKEYE_OPTION_SO_BROADCAST,
  SOCKEYE_OPTION_IP_MULTICAST_IF,
  SOCKEYE_OPTION_IP_MULTICAST_TTL,
  SOCKEYE_OPTION_IP_MULTICAST_LOOP,
  SOCKEYE_OPTION_IP_MULTICAST_ALL,
  SOCKEYE_N_OPTIONS
} SockeyeOption;

typedef enum
{
  SOCKEYE_OPTION_SWITCH, /* the number is 0 or 1 */
  SOCKEYE_OPTION_NUMBER,
  SOCKEYE_OPTION_TEXT,
} SockeyeOptionKind;

/**
 * SockeyeOptionValue:
 * @number: of switches and numbers; of %SOCKEYE_OPTION_SO_LINGER the seconds, -1: off
 * @text: of texts: an interface or a congestion control; empty: none
 *
 * A plain value: copy it by assignment.
 */
typedef struct
{
  gint64 number;
  char text[SOCKEYE_OPTION_TEXT_MAX];
} SockeyeOptionValue;

const char *sockeye_option_get_name (SockeyeOption option);
SockeyeOptionKind sockeye_option_get_kind (SockeyeOption option);
gboolean sockeye_option_find (const char *name, SockeyeOption *option);
char *sockeye_option_format (SockeyeOption option, gint64 number, const char *text);

G_END_DECLS
