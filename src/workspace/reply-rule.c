/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-rule.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>
#include <string.h>

struct _SockeyeReplyRule
{
  SockeyeReplyFields fields; /* its strings are owned */
  _Atomic guint64 *count;    /* shared by a rule and what it is changed into */
};

/* Characters of a pattern or a text that a description shows. */
#define DESCRIBED_MAX 40

/**
 * sockeye_reply_rule_new:
 * @fields: what it says; copied
 * @before: (nullable): the rule that this one takes the place of, whose counter it goes on with
 *
 * Returns: (transfer full): a rule
 */
SockeyeReplyRule *
sockeye_reply_rule_new (const SockeyeReplyFields *fields, SockeyeReplyRule *before)
{
  SockeyeReplyRule *self = g_atomic_rc_box_new0 (SockeyeReplyRule);

  self->fields = *fields;
  self->fields.name = g_strdup (fields->name != NULL ? fields->name : "");
  self->fields.pattern = g_strdup (fields->pattern != NULL ? fields->pattern : "");
  self->fields.from = g_strdup (fields->from != NULL ? fields->from : "");
  self->fields.text = g_strdup (fields->text != NULL ? fields->text : "");
  self->count = before != NULL ? g_atomic_rc_box_acquire ((gpointer) before->count)
                               : g_atomic_rc_box_alloc0 (sizeof *self->count);
  return self;
}

/**
 * sockeye_reply_rule_ref:
 *
 * Returns: (transfer full): the same
 */
SockeyeReplyRule *
sockeye_reply_rule_ref (SockeyeReplyRule *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SockeyeReplyRule *self)
{
  g_free ((char *) self->fields.name);
  g_free ((char *) self->fields.pattern);
  g_free ((char *) self->fields.from);
  g_free ((char *) self->fields.text);
  g_atomic_rc_box_release ((gpointer) self->count);
}

/**
 * sockeye_reply_rule_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_reply_rule_unref (SockeyeReplyRule *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_reply_rule_get_fields:
 *
 * Returns: (transfer none): what it says; no string is %NULL
 */
const SockeyeReplyFields *
sockeye_reply_rule_get_fields (SockeyeReplyRule *self)
{
  return &self->fields;
}

/**
 * sockeye_reply_rule_has_pattern:
 *
 * Returns: whether messages are compared with its pattern
 */
gboolean
sockeye_reply_rule_has_pattern (SockeyeReplyRule *self)
{
  return self->fields.when >= SOCKEYE_REPLY_WHEN_EQUALS;
}

/**
 * sockeye_reply_rule_read_text:
 * @charset: the encoding of the session
 * @error: as of sockeye_payload_template_new()
 *
 * Returns: (transfer full) (nullable): the payload that it answers with, for %SOCKEYE_REPLY_WITH_PAYLOAD
 */
SockeyePayloadTemplate *
sockeye_reply_rule_read_text (SockeyeReplyRule *self, const SockeyeCharset *charset, GError **error)
{
  return sockeye_payload_template_new (&self->fields.plan, charset, self->fields.text, TRUE, error);
}

/**
 * sockeye_reply_rule_get_count:
 *
 * Returns: how many messages it answered
 */
guint64
sockeye_reply_rule_get_count (SockeyeReplyRule *self)
{
  return atomic_load_explicit (self->count, memory_order_relaxed);
}

/**
 * sockeye_reply_rule_count:
 *
 * It has answered a message.
 */
void
sockeye_reply_rule_count (SockeyeReplyRule *self)
{
  atomic_fetch_add_explicit (self->count, 1, memory_order_relaxed);
}

/**
 * sockeye_reply_rule_reset_count:
 *
 * Counts from zero again.
 */
void
sockeye_reply_rule_reset_count (SockeyeReplyRule *self)
{
  atomic_store_explicit (self->count, 0, memory_order_relaxed);
}

/* Its first line, and not more of it than fits. */
static char *
shorten (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));
  gboolean cut = text[strlen (line)] != '\0' || g_utf8_strlen (line, -1) > DESCRIBED_MAX;
  g_autofree char *start = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), DESCRIBED_MAX));

  return cut ? g_strconcat (start, "…", NULL) : g_steal_pointer (&start);
}

static char *
describe_when (const SockeyeReplyFields *fields)
{
  g_autofree char *pattern = shorten (fields->pattern);

  switch (fields->when)
    {
    case SOCKEYE_REPLY_WHEN_CONNECTION:
      return g_strdup (_ ("New connection"));
    case SOCKEYE_REPLY_WHEN_BOTH:
      return g_strdup (_ ("Any message or new connection"));
    case SOCKEYE_REPLY_WHEN_EQUALS:
      /* Translators: a summary of a rule; %s is what a message has to be */
      return g_strdup_printf (_ ("Equals “%s”"), pattern);
    case SOCKEYE_REPLY_WHEN_STARTS:
      /* Translators: a summary of a rule; %s is what a message has to start with */
      return g_strdup_printf (_ ("Starts with “%s”"), pattern);
    case SOCKEYE_REPLY_WHEN_CONTAINS:
      /* Translators: a summary of a rule; %s is what a message has to contain */
      return g_strdup_printf (_ ("Contains “%s”"), pattern);
    case SOCKEYE_REPLY_WHEN_REGEX:
      /* Translators: a summary of a rule; %s is a regular expression */
      return g_strdup_printf (_ ("Matches “%s”"), pattern);
    case SOCKEYE_REPLY_WHEN_MESSAGE:
    case SOCKEYE_REPLY_WHEN_N_KINDS:
    default:
      return g_strdup (_ ("Any message"));
    }
}

static char *
describe_with (const SockeyeReplyFields *fields)
{
  if (fields->with == SOCKEYE_REPLY_WITH_NOTHING)
    return g_strdup (_ ("nothing"));
  if (fields->with == SOCKEYE_REPLY_WITH_CHARGEN)
    return g_strdup (_ ("test characters"));
  return shorten (fields->text);
}

/**
 * sockeye_reply_rule_describe:
 *
 * Returns: (transfer full): what it answers with what, in a line for the user
 */
char *
sockeye_reply_rule_describe (SockeyeReplyRule *self)
{
  g_autofree char *when = describe_when (&self->fields);
  g_autofree char *with = describe_with (&self->fields);

  /* Translators: a summary of a rule: which messages it answers, then what with */
  return g_strdup_printf (_ ("%s → %s"), when, with);
}

/**
 * sockeye_reply_rule_get_title:
 *
 * Returns: (transfer full): its name; what it does, when it has none
 */
char *
sockeye_reply_rule_get_title (SockeyeReplyRule *self)
{
  return *self->fields.name != '\0' ? g_strdup (self->fields.name) : sockeye_reply_rule_describe (self);
}
