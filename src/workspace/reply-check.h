/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rule.h"

G_BEGIN_DECLS

/* What can be wrong with a rule. */
typedef enum
{
  SOCKEYE_REPLY_PART_PATTERN,
  SOCKEYE_REPLY_PART_FROM,
  SOCKEYE_REPLY_PART_TEXT,
  SOCKEYE_REPLY_N_PARTS
} SockeyeReplyPart;

gboolean sockeye_reply_check_part (const SockeyeReplyFields *fields,
                                   SockeyeReplyPart part,
                                   const SockeyeCharset *charset,
                                   GError **error);
gboolean
sockeye_reply_check (const SockeyeReplyFields *fields, const SockeyeCharset *charset, GError **error);

G_END_DECLS
