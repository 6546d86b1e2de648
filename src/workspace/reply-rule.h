/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer-pattern.h"
#include "payload-template.h"

G_BEGIN_DECLS

#define SOCKEYE_REPLY_NAME_MAX     200 /* characters */
#define SOCKEYE_REPLY_PATTERN_MAX  4000
#define SOCKEYE_REPLY_TEXT_MAX     65536
#define SOCKEYE_REPLY_DELAY_MAX_MS 3600000

typedef enum
{
  SOCKEYE_REPLY_WHEN_MESSAGE,    /* any message */
  SOCKEYE_REPLY_WHEN_CONNECTION, /* a connection is made */
  SOCKEYE_REPLY_WHEN_BOTH,       /* either of these */
  SOCKEYE_REPLY_WHEN_EQUALS,     /* the message is the pattern; a line end behind a text does not count */
  SOCKEYE_REPLY_WHEN_STARTS,     /* … starts with it */
  SOCKEYE_REPLY_WHEN_CONTAINS,   /* … contains it */
  SOCKEYE_REPLY_WHEN_REGEX,      /* … matches it, a regular expression */
  SOCKEYE_REPLY_WHEN_N_KINDS
} SockeyeReplyWhen;

typedef enum
{
  SOCKEYE_REPLY_WITH_PAYLOAD, /* what is typed */
  SOCKEYE_REPLY_WITH_NOTHING, /* the message is dealt with all the same */
  SOCKEYE_REPLY_WITH_CHARGEN, /* the characters of RFC 864 */
  SOCKEYE_REPLY_WITH_N_KINDS
} SockeyeReplyWith;

/**
 * SockeyeReplyFields:
 * @enabled: it is used
 * @name: what the user calls it
 * @when: what it answers
 * @hex: the pattern is bytes in hexadecimal; a regular expression is matched on bytes instead of characters
 * @pattern: what a message is compared with
 * @from: whom it answers, see sockeye_peer_pattern_parse()
 * @with: what it answers with
 * @text: (payload) what is typed
 * @plan: (payload) how @text becomes bytes
 * @delay_ms: how long after the message
 * @go_on: the rules behind it are looked at as well, when it has answered
 *
 * What a rule says. A plain value whose strings are borrowed.
 */
typedef struct
{
  gboolean enabled;
  const char *name;
  SockeyeReplyWhen when;
  gboolean hex;
  const char *pattern;
  const char *from;
  SockeyeReplyWith with;
  const char *text;
  SockeyeSendPlan plan;
  guint delay_ms;
  gboolean go_on;
} SockeyeReplyFields;

/*
 * A rule of the auto-reply. Does not change, but for its counter; any thread.
 */
typedef struct _SockeyeReplyRule SockeyeReplyRule;

SockeyeReplyRule *sockeye_reply_rule_new (const SockeyeReplyFields *fields, SockeyeReplyRule *before);
SockeyeReplyRule *sockeye_reply_rule_ref (SockeyeReplyRule *self);
void sockeye_reply_rule_unref (SockeyeReplyRule *self);

const SockeyeReplyFields *sockeye_reply_rule_get_fields (SockeyeReplyRule *self);
char *sockeye_reply_rule_get_title (SockeyeReplyRule *self);
char *sockeye_reply_rule_describe (SockeyeReplyRule *self);
gboolean sockeye_reply_rule_has_pattern (SockeyeReplyRule *self);
SockeyePayloadTemplate *
sockeye_reply_rule_read_text (SockeyeReplyRule *self, const SockeyeCharset *charset, GError **error);

guint64 sockeye_reply_rule_get_count (SockeyeReplyRule *self);
void sockeye_reply_rule_count (SockeyeReplyRule *self);
void sockeye_reply_rule_reset_count (SockeyeReplyRule *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeReplyRule, sockeye_reply_rule_unref)

G_END_DECLS
