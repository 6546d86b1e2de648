/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rule.h"

G_BEGIN_DECLS

/* Characters of a datagram that answers with those of RFC 864, at most. */
#define SOCKEYE_CHARGEN_DATAGRAM_MAX 512

/* Well-known services as rules, that a user can change like any other. */
typedef enum
{
  SOCKEYE_READY_REPLY_ECHO,    /* RFC 862 */
  SOCKEYE_READY_REPLY_DISCARD, /* RFC 863 */
  SOCKEYE_READY_REPLY_DAYTIME, /* RFC 867 */
  SOCKEYE_READY_REPLY_CHARGEN, /* RFC 864 */
  SOCKEYE_READY_REPLY_HTTP,    /* RFC 9112: 200 to GET, HEAD and POST */
  SOCKEYE_READY_REPLY_N_KINDS
} SockeyeReadyReply;

GPtrArray *sockeye_ready_reply_make (SockeyeReadyReply kind);
GBytes *sockeye_chargen_make (gboolean datagram);

G_END_DECLS
