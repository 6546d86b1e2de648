/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-matcher.h"

#include "errors.h"
#include "hex.h"
#include "pattern.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SockeyeReplyMatcher
{
  SockeyeReplyWhen when;
  gboolean hex;
  const SockeyeCharset *charset;

  GBytes *needle;          /* (nullable): equals, starts */
  SockeyePattern *pattern; /* (nullable): contains */
  GBytes *line_ends[3];    /* (text, equals): LF, CR LF, CR, as the encoding has them */

  GRegex *regex;         /* (nullable): translated to machine code */
  GRegex *careful;       /* (nullable): the same, interpreted; made when it is needed */
  char *limited_pattern; /* the expression with its limit */
  GRegexCompileFlags flags;
};

/* How often an expression may try before it is given up: 20 ms at most. */
#define REGEX_LIMIT "(*LIMIT_MATCH=1000000)"

/**
 * sockeye_reply_subject_clear:
 *
 * Frees what was found out about the message.
 */
void
sockeye_reply_subject_clear (SockeyeReplySubject *subject)
{
  g_clear_pointer (&subject->text, sockeye_text_free);
  subject->decoded = 0;
}

/**
 * sockeye_reply_groups_clear:
 *
 * Frees the bytes.
 */
void
sockeye_reply_groups_clear (SockeyeReplyGroups *groups)
{
  for (guint i = 0; i < groups->n; i++)
    g_bytes_unref (groups->bytes[i]);
  groups->n = 0;
}

/* --- Making one */

static gboolean
compile_regex (SockeyeReplyMatcher *self, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GRegex) plain = NULL;

  /* Of bytes, all are alike. */
  self->flags = self->hex ? G_REGEX_RAW | G_REGEX_DOTALL | G_REGEX_DOLLAR_ENDONLY : G_REGEX_NEWLINE_ANYCRLF;
  /* Without the limit first: places in the message are those of what was typed. */
  plain = g_regex_new (text, self->flags, 0, &cause);
  self->limited_pattern = g_strconcat (REGEX_LIMIT, text, NULL);
  if (plain != NULL)
    self->regex = g_regex_new (self->limited_pattern, self->flags | G_REGEX_OPTIMIZE, 0, &cause);
  if (self->regex != NULL)
    return TRUE;

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
               /* Translators: %s is the regular expression library's own message, with the position in it */
               _ ("This is not a regular expression: %s. Correct it, or compare with plain text."),
               cause->message);
  return FALSE;
}

static gboolean
set_unencodable (const SockeyeCharset *charset, GError **error)
{
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE,
               /* Translators: %s is the name of an encoding, such as GBK */
               _ ("No message can match: the text has a character that does not exist in %s. Remove it, or "
                  "choose the encoding in which messages come."),
               charset->label);
  return FALSE;
}

static gboolean
set_nothing (GError **error)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
                       _ ("There is nothing to compare messages with. Type it, or answer any message."));
  return FALSE;
}

static gboolean
prepare_needle (SockeyeReplyMatcher *self, const char *text, GError **error)
{
  static const char *const line_ends[] = { "\n", "\r\n", "\r" };

  if (self->hex)
    {
      self->needle = sockeye_hex_parse (text, error);
      return self->needle != NULL && (g_bytes_get_size (self->needle) > 0 || set_nothing (error));
    }

  /* NULL: its sentence speaks of sending. */
  self->needle = sockeye_charset_encode (self->charset, text, -1, NULL);
  if (self->needle == NULL)
    return set_unencodable (self->charset, error);
  for (guint i = 0; i < G_N_ELEMENTS (line_ends); i++)
    self->line_ends[i] = sockeye_charset_encode (self->charset, line_ends[i], -1, NULL);
  return TRUE;
}

static gboolean
prepare (SockeyeReplyMatcher *self, const char *text, GError **error)
{
  if (self->when < SOCKEYE_REPLY_WHEN_EQUALS)
    return TRUE;
  if (*text == '\0')
    return set_nothing (error);

  switch (self->when)
    {
    case SOCKEYE_REPLY_WHEN_REGEX:
      return compile_regex (self, text, error);
    case SOCKEYE_REPLY_WHEN_CONTAINS:
      self->pattern = sockeye_pattern_new (self->hex ? SOCKEYE_PATTERN_HEX : SOCKEYE_PATTERN_LITERAL, text,
                                           TRUE, self->charset, error);
      return self->pattern != NULL;
    case SOCKEYE_REPLY_WHEN_EQUALS:
    case SOCKEYE_REPLY_WHEN_STARTS:
    case SOCKEYE_REPLY_WHEN_MESSAGE:
    case SOCKEYE_REPLY_WHEN_CONNECTION:
    case SOCKEYE_REPLY_WHEN_BOTH:
    case SOCKEYE_REPLY_WHEN_N_KINDS:
    default:
      return prepare_needle (self, text, error);
    }
}

/**
 * sockeye_reply_matcher_new:
 * @fields: what a rule says
 * @charset: the encoding of messages
 * @error: what is wrong with the pattern: %SOCKEYE_ERROR_INVALID_PATTERN, %SOCKEYE_ERROR_INVALID_HEX or
 *   %SOCKEYE_ERROR_UNENCODABLE
 *
 * Returns: (transfer full) (nullable): a matcher
 */
SockeyeReplyMatcher *
sockeye_reply_matcher_new (const SockeyeReplyFields *fields, const SockeyeCharset *charset, GError **error)
{
  g_autoptr (SockeyeReplyMatcher) self = g_new0 (SockeyeReplyMatcher, 1);

  self->when = fields->when;
  self->hex = fields->hex;
  self->charset = charset;
  return prepare (self, fields->pattern, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * sockeye_reply_matcher_free:
 * @self: (transfer full): a matcher
 */
void
sockeye_reply_matcher_free (SockeyeReplyMatcher *self)
{
  g_clear_pointer (&self->needle, g_bytes_unref);
  g_clear_pointer (&self->pattern, sockeye_pattern_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->line_ends); i++)
    g_clear_pointer (&self->line_ends[i], g_bytes_unref);
  g_clear_pointer (&self->regex, g_regex_unref);
  g_clear_pointer (&self->careful, g_regex_unref);
  g_free (self->limited_pattern);
  g_free (self);
}

/* --- Bytes */

static gboolean
is_bytes (GBytes *bytes, const guint8 *other, gsize length)
{
  return g_bytes_get_size (bytes) == length && memcmp (g_bytes_get_data (bytes, NULL), other, length) == 0;
}

/* What ends a message is no part of its text. */
static gboolean
is_end (SockeyeReplyMatcher *self, const SockeyeReplySubject *subject, const guint8 *rest, gsize length)
{
  if (length == 0)
    return TRUE;
  if (self->hex)
    return FALSE;
  if (length == subject->delimiter_length && memcmp (rest, subject->delimiter, length) == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (self->line_ends); i++)
    if (is_bytes (self->line_ends[i], rest, length))
      return TRUE;
  return FALSE;
}

static gboolean
match_needle (SockeyeReplyMatcher *self, const SockeyeReplySubject *subject)
{
  gsize length;
  const guint8 *needle = g_bytes_get_data (self->needle, &length);

  if (length > subject->length || memcmp (needle, subject->bytes, length) != 0)
    return FALSE;
  return self->when == SOCKEYE_REPLY_WHEN_STARTS
         || (subject->total == subject->length
             && is_end (self, subject, subject->bytes + length, subject->length - length));
}

/* --- Text */

static const SockeyeText *
decode (SockeyeReplyMatcher *self, SockeyeReplySubject *subject, gsize length)
{
  if (subject->text == NULL)
    subject->text = sockeye_text_new ();
  if (subject->decoded < length)
    {
      sockeye_text_decode (subject->text, self->charset, subject->bytes, length, 0, SOCKEYE_DECODE_PLAIN);
      subject->decoded = length;
    }
  return subject->text;
}

/* Which cell holds a byte: of the message, or of its text. */
static const SockeyeCell *
find_cell (const SockeyeText *text, guint position, gboolean in_text)
{
  guint low = 0;
  guint high = text->cells->len - 1;

  while (low < high)
    {
      guint middle = low + (high - low + 1) / 2;
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, middle);

      if ((in_text ? cell->text : (guint) cell->bytes) <= position)
        low = middle;
      else
        high = middle - 1;
    }

  return &g_array_index (text->cells, SockeyeCell, low);
}

/* In some encodings the bytes of a text also stand across two characters. */
static gboolean
begins_character (SockeyeReplyMatcher *self, SockeyeReplySubject *subject, guint at)
{
  const SockeyeText *text = decode (self, subject, subject->length);

  return (guint) find_cell (text, at, FALSE)->bytes == at;
}

static gboolean
match_contained (SockeyeReplyMatcher *self, SockeyeReplySubject *subject)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  gsize from = 0;

  if (!sockeye_pattern_needs_boundary (self->pattern))
    return sockeye_pattern_find (self->pattern, subject->bytes, subject->length, 0, NULL, 1) > 0;

  while (sockeye_pattern_find (self->pattern, subject->bytes + from, subject->length - from, 0, found, 1) > 0)
    {
      gsize at = from + (gsize) g_array_index (found, SockeyeMatch, 0).start;

      if (begins_character (self, subject, (guint) at))
        return TRUE;
      g_array_set_size (found, 0);
      from = at + 1;
    }
  return FALSE;
}

/* --- Regular expressions */

/* The expression's text, and whether its places are those of the message's bytes. */
static const char *
get_regex_text (SockeyeReplyMatcher *self, SockeyeReplySubject *subject, gsize *length, gboolean *same)
{
  const SockeyeText *text;

  *length = MIN (subject->length, SOCKEYE_REPLY_REGEX_MAX);
  *same = self->hex
          || (g_strcmp0 (self->charset->id, "utf-8") == 0
              && g_utf8_validate_len ((const char *) subject->bytes, *length, NULL));
  if (*same)
    return (const char *) subject->bytes;

  text = decode (self, subject, *length);
  *length = *length < subject->decoded ? find_cell (text, (guint) *length, FALSE)->text : text->utf8->len;
  return text->utf8->str;
}

static void
add_group (SockeyeReplySubject *subject, SockeyeReplyGroups *groups, int start, int end, gboolean same)
{
  gsize from = (gsize) MAX (start, 0);
  gsize to = (gsize) MAX (end, 0);

  if (from < to && !same)
    {
      const SockeyeCell *last = find_cell (subject->text, (guint) to - 1, TRUE);

      from = (gsize) find_cell (subject->text, (guint) from, TRUE)->bytes;
      to = (gsize) last->bytes + last->bytes_length;
    }
  groups->bytes[groups->n++] = from < to ? g_bytes_new (subject->bytes + from, to - from)
                                         : g_bytes_new_static ("", 0);
}

static void
fill_groups (SockeyeReplySubject *subject, SockeyeReplyGroups *groups, GMatchInfo *info, gboolean same)
{
  int n = MIN (g_match_info_get_match_count (info), SOCKEYE_REPLY_GROUPS_MAX);

  for (int i = 0; i < n; i++)
    {
      int start = -1, end = -1;

      g_match_info_fetch_pos (info, i, &start, &end);
      add_group (subject, groups, start, end, same);
    }
}

/* Machine code has a small stack: where that is what ended it, the interpreter has another try. */
static gboolean
run_regex (SockeyeReplyMatcher *self, const char *text, gsize length, GMatchInfo **info, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_regex_match_full (self->regex, text, (gssize) length, 0, 0, info, &cause))
    return TRUE;
  if (cause == NULL)
    return FALSE;

  g_clear_error (&cause);
  g_clear_pointer (info, g_match_info_free);
  /* NULL: it has been compiled before. */
  if (self->careful == NULL)
    self->careful = g_regex_new (self->limited_pattern, self->flags, 0, NULL);
  if (g_regex_match_full (self->careful, text, (gssize) length, 0, 0, info, &cause))
    return TRUE;
  if (cause != NULL)
    g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
                         _ ("The regular expression tried too many ways to match and was given up. Make it "
                            "simpler: repetitions within repetitions, such as (a+)+, are what takes long."));
  return FALSE;
}

static gboolean
match_regex (SockeyeReplyMatcher *self,
             SockeyeReplySubject *subject,
             SockeyeReplyGroups *groups,
             GError **error)
{
  g_autoptr (GMatchInfo) info = NULL;
  gboolean same;
  gsize length;
  const char *text = get_regex_text (self, subject, &length, &same);

  if (!run_regex (self, text, length, &info, error))
    return FALSE;
  if (groups != NULL)
    fill_groups (subject, groups, info, same);
  return TRUE;
}

/**
 * sockeye_reply_matcher_match:
 * @subject: a message, whose bytes are not %NULL; always the same encoding and framing until it is cleared
 * @groups: (out caller-allocates) (nullable): empty before; takes what the groups of a regular expression matched, as it
 *   stands in the message, or else the message; to be cleared
 * @error: %SOCKEYE_ERROR_INVALID_PATTERN: the expression was given up, which takes some 20 ms
 *
 * Returns: whether the rule answers it
 */
gboolean
sockeye_reply_matcher_match (SockeyeReplyMatcher *self,
                             SockeyeReplySubject *subject,
                             SockeyeReplyGroups *groups,
                             GError **error)
{
  gboolean matches;

  if (self->regex != NULL)
    return match_regex (self, subject, groups, error);
  if (self->pattern != NULL)
    matches = match_contained (self, subject);
  else if (self->needle != NULL)
    matches = match_needle (self, subject);
  else
    matches = self->when != SOCKEYE_REPLY_WHEN_CONNECTION;

  if (matches && groups != NULL)
    groups->bytes[groups->n++] = g_bytes_new (subject->bytes, subject->length);
  return matches;
}
