/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rule.h"
#include "text.h"

G_BEGIN_DECLS

/* A regular expression sees no more of a message. */
#define SOCKEYE_REPLY_REGEX_MAX (64u << 10)
/* ${0} to ${9} */
#define SOCKEYE_REPLY_GROUPS_MAX 10

/**
 * SockeyeReplySubject:
 * @bytes: the message, borrowed
 * @length: how many there are
 * @total: bytes of the whole message, when more of it came than was kept
 * @delimiter: (array length=delimiter_length) (nullable): what ends a message by the framing rule, borrowed
 * @delimiter_length: how many bytes
 *
 * A message that rules are compared with. What one rule found out about it the next one uses: clear it with
 * sockeye_reply_subject_clear().
 */
typedef struct
{
  const guint8 *bytes;
  gsize length;
  gsize total;
  const guint8 *delimiter;
  guint delimiter_length;

  /*< private >*/
  SockeyeText *text; /* (nullable): the first bytes, decoded … */
  gsize decoded;     /* … and how many these are */
} SockeyeReplySubject;

void sockeye_reply_subject_clear (SockeyeReplySubject *subject);

/**
 * SockeyeReplyGroups:
 * @bytes: what ${0}, ${1} … stand for
 * @n: how many
 */
typedef struct
{
  GBytes *bytes[SOCKEYE_REPLY_GROUPS_MAX];
  guint n;
} SockeyeReplyGroups;

void sockeye_reply_groups_clear (SockeyeReplyGroups *groups);

/* Compares messages with a rule's pattern. Belongs to one thread. */
typedef struct _SockeyeReplyMatcher SockeyeReplyMatcher;

SockeyeReplyMatcher *
sockeye_reply_matcher_new (const SockeyeReplyFields *fields, const SockeyeCharset *charset, GError **error);
void sockeye_reply_matcher_free (SockeyeReplyMatcher *self);
gboolean sockeye_reply_matcher_match (SockeyeReplyMatcher *self,
                                      SockeyeReplySubject *subject,
                                      SockeyeReplyGroups *groups,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeReplyMatcher, sockeye_reply_matcher_free)

G_END_DECLS
