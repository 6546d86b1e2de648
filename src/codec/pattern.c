/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pattern.h"

#include "errors.h"
#include "hex.h"
#include "text-regex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SockeyePattern
{
  gatomicrefcount ref_count;
  const SockeyeCharset *charset;

  GBytes *needle; /* NULL: regex is used */
  SockeyeTextRegex *regex;
  GRegex *sentence_regex; /* for what is text already: events */

  gboolean fold;          /* ASCII letters match in either case */
  gboolean need_boundary; /* the bytes may also occur across two characters */
  guint8 folded[256];
  gsize skip[256]; /* Horspool's shifts, by folded byte */
};

/* The longest part of an earlier record in which a regular expression's match may begin. */
#define REGEX_OVERLAP 4096

static gboolean
text_has_cased_non_ascii (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x80 && (g_unichar_tolower (c) != c || g_unichar_toupper (c) != c))
        return TRUE;
    }

  return FALSE;
}

/* Whether there is a byte as the log shows one that is no text: \xNN. */
static gboolean
has_shown_byte (const char *text)
{
  for (const char *p = strstr (text, "\\x"); p != NULL; p = strstr (p + 2, "\\x"))
    if (g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3]))
      return TRUE;

  return FALSE;
}

static void
prepare_fold (SockeyePattern *self)
{
  gsize length;
  const guint8 *needle = g_bytes_get_data (self->needle, &length);

  for (guint i = 0; i < 256; i++)
    {
      self->folded[i] = (guint8) g_ascii_tolower ((char) i);
      self->skip[i] = length;
    }
  for (gsize i = 0; i + 1 < length; i++)
    self->skip[self->folded[needle[i]]] = length - 1 - i;
}

static gboolean
prepare_text (SockeyePattern *self, const char *text, gboolean shown, gboolean match_case, GError **error)
{
  if ((!match_case && (self->charset->unit > 1 || text_has_cased_non_ascii (text)))
      || (shown && has_shown_byte (text)))
    {
      g_autofree char *escaped = g_regex_escape_string (text, -1);

      self->regex = sockeye_text_regex_new (escaped, match_case, self->charset, error);
      return self->regex != NULL;
    }

  /* The sentence of the failure speaks of sending; this one is about looking. */
  self->needle = sockeye_charset_encode (self->charset, text, -1, NULL);
  if (self->needle == NULL)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE,
                   /* Translators: %s is the name of an encoding, such as GBK */
                   _ ("Nothing can match: the text has a character that does not exist in %s. Remove it, or "
                      "choose the encoding in which the text was sent."),
                   self->charset->label);
      return FALSE;
    }

  self->fold = !match_case;
  self->need_boundary = self->charset->longest > 1 && g_strcmp0 (self->charset->id, "utf-8") != 0;
  return TRUE;
}

static void
prepare_sentence (SockeyePattern *self, const char *text, gboolean match_case)
{
  g_autofree char *escaped = g_regex_escape_string (text, -1);

  /* No error to report: an escaped text is always a regular expression. */
  self->sentence_regex = g_regex_new (escaped, match_case ? 0 : G_REGEX_CASELESS, 0, NULL);
}

static gboolean
prepare (SockeyePattern *self, SockeyePatternKind kind, const char *text, gboolean match_case, GError **error)
{
  switch (kind)
    {
    case SOCKEYE_PATTERN_REGEX:
      self->regex = sockeye_text_regex_new (text, match_case, self->charset, error);
      return self->regex != NULL;
    case SOCKEYE_PATTERN_HEX:
      self->needle = sockeye_hex_parse (text, error);
      return self->needle != NULL;
    case SOCKEYE_PATTERN_TEXT:
    case SOCKEYE_PATTERN_LITERAL:
    default:
      prepare_sentence (self, text, match_case);
      return prepare_text (self, text, kind != SOCKEYE_PATTERN_LITERAL, match_case, error);
    }
}

static gboolean
equal_folded (SockeyePattern *self, const guint8 *a, const guint8 *b, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (self->folded[a[i]] != self->folded[b[i]])
      return FALSE;

  return TRUE;
}

/* R. N. Horspool, "Practical fast searching in strings" (1980), on folded bytes. */
static const guint8 *
find_folded (SockeyePattern *self,
             const guint8 *bytes,
             gsize length,
             const guint8 *needle,
             gsize needle_length)
{
  const guint8 last = self->folded[needle[needle_length - 1]];
  gsize at = needle_length - 1;

  while (at < length)
    {
      guint8 c = self->folded[bytes[at]];

      if (c == last && equal_folded (self, bytes + at + 1 - needle_length, needle, needle_length))
        return bytes + at + 1 - needle_length;
      at += self->skip[c];
    }

  return NULL;
}

static guint
find_bytes (SockeyePattern *self,
            const guint8 *bytes,
            gsize length,
            gsize context,
            GArray *matches,
            guint max)
{
  gsize needle_length;
  const guint8 *needle = g_bytes_get_data (self->needle, &needle_length);
  /* A match that ends within the context was reported with the bytes it ends in. */
  gsize at = context >= needle_length ? context - needle_length + 1 : 0;
  guint found = 0;

  while (found < max && at + needle_length <= length)
    {
      const guint8 *hit = self->fold ? find_folded (self, bytes + at, length - at, needle, needle_length)
                                     : memmem (bytes + at, length - at, needle, needle_length);
      SockeyeMatch match;

      if (hit == NULL)
        break;

      match.start = (gint64) (hit - bytes) - (gint64) context;
      match.length = (gint64) needle_length;
      if (matches != NULL)
        g_array_append_val (matches, match);
      found++;
      at = (gsize) (hit - bytes) + needle_length;
    }

  return found;
}

/**
 * sockeye_pattern_new:
 * @kind: how @text is to be read
 * @text: what to look for
 * @match_case: (text and regular expression) whether "A" differs from "a"
 * @charset: the encoding in which text stands in the bytes
 * @error: return location for an error
 *
 * Prepares a search. Fails with %SOCKEYE_ERROR_INVALID_PATTERN when @text is empty or no regular expression
 * (PCRE, by GRegex), with %SOCKEYE_ERROR_INVALID_HEX, or with %SOCKEYE_ERROR_UNENCODABLE when the encoding
 * cannot express it, so that it cannot occur.
 *
 * Returns: (transfer full) (nullable): the pattern
 */
SockeyePattern *
sockeye_pattern_new (SockeyePatternKind kind,
                     const char *text,
                     gboolean match_case,
                     const SockeyeCharset *charset,
                     GError **error)
{
  g_autoptr (SockeyePattern) self = g_new0 (SockeyePattern, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->charset = charset;
  if (*text != '\0' && !prepare (self, kind, text, match_case, error))
    return NULL;

  if (self->regex == NULL && (self->needle == NULL || g_bytes_get_size (self->needle) == 0))
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
                           _ ("There is nothing to look for. Type some text."));
      return NULL;
    }
  if (self->fold)
    prepare_fold (self);

  return g_steal_pointer (&self);
}

/**
 * sockeye_pattern_make_quick:
 * @self: a pattern
 *
 * A regular expression can take very long for a short text. The one that is returned gives up after about a
 * millisecond, so that the UI thread can use it while it draws; what it then does not find is only not marked.
 *
 * Returns: (transfer full): the same pattern, or one that finds the same in less time or nothing
 */
SockeyePattern *
sockeye_pattern_make_quick (SockeyePattern *self)
{
  SockeyePattern *quick;

  if (self->regex == NULL)
    return sockeye_pattern_ref (self);

  quick = g_new0 (SockeyePattern, 1);
  g_atomic_ref_count_init (&quick->ref_count);
  quick->charset = self->charset;
  quick->regex = sockeye_text_regex_new_quick (self->regex);
  quick->sentence_regex = self->sentence_regex != NULL ? g_regex_ref (self->sentence_regex) : NULL;
  return quick;
}

/**
 * sockeye_pattern_ref:
 * @self: a pattern
 *
 * Returns: (transfer full): @self
 */
SockeyePattern *
sockeye_pattern_ref (SockeyePattern *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * sockeye_pattern_unref:
 * @self: (transfer full): a pattern
 */
void
sockeye_pattern_unref (SockeyePattern *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->needle, g_bytes_unref);
  g_clear_pointer (&self->regex, sockeye_text_regex_free);
  g_clear_pointer (&self->sentence_regex, g_regex_unref);
  g_free (self);
}

/**
 * sockeye_pattern_has_given_up:
 * @self: a pattern
 *
 * A regular expression may need more steps for a text than PCRE allows. Any thread.
 *
 * Returns: whether a search was ended that way, so that matches may be missing
 */
gboolean
sockeye_pattern_has_given_up (SockeyePattern *self)
{
  return self->regex != NULL && sockeye_text_regex_has_given_up (self->regex);
}

/**
 * sockeye_pattern_has_matched_places:
 * @self: a pattern
 *
 * A regular expression may match places between characters, such as "^" or "(?=a)", which are not found: there is
 * nothing to show. Any thread.
 *
 * Returns: whether there was such a place in what was searched in vain
 */
gboolean
sockeye_pattern_has_matched_places (SockeyePattern *self)
{
  return self->regex != NULL && sockeye_text_regex_has_matched_places (self->regex);
}

/**
 * sockeye_pattern_get_charset:
 * @self: a pattern
 *
 * Returns: (transfer none): the encoding it was made for
 */
const SockeyeCharset *
sockeye_pattern_get_charset (SockeyePattern *self)
{
  return self->charset;
}

/**
 * sockeye_pattern_is_fixed:
 * @self: a pattern
 *
 * Returns: %TRUE if every match has the same number of bytes, so that the overlap before and behind a border
 *   holds all matches across it; otherwise the context and all of what follows must be given in one piece
 */
gboolean
sockeye_pattern_is_fixed (SockeyePattern *self)
{
  return self->needle != NULL;
}

/**
 * sockeye_pattern_get_overlap:
 * @self: a pattern
 *
 * Returns: how many bytes of what came before in the same stream must be given as context, so that no match
 *   that begins there is missed
 */
gsize
sockeye_pattern_get_overlap (SockeyePattern *self)
{
  return self->needle != NULL ? g_bytes_get_size (self->needle) - 1 : REGEX_OVERLAP;
}

/**
 * sockeye_pattern_needs_boundary:
 * @self: a pattern
 *
 * In some encodings the bytes of a text also occur where the end of one character meets the beginning of the
 * next, and ASCII letters occur inside of characters.
 *
 * Returns: %TRUE if the caller has to check that a match begins at a character's first byte
 */
gboolean
sockeye_pattern_needs_boundary (SockeyePattern *self)
{
  return self->need_boundary;
}

/**
 * sockeye_pattern_find:
 * @self: a pattern
 * @bytes: the context, followed by the bytes to be searched
 * @length: of both together
 * @context: how many of them are context: only matches that end after it are found; for a regular expression they
 *   are of the same message
 * @matches: (element-type SockeyeMatch) (nullable): takes the matches, in order
 * @max: find no more than this
 *
 * Matches do not overlap.
 *
 * Returns: the number of matches found
 */
guint
sockeye_pattern_find (SockeyePattern *self,
                      const guint8 *bytes,
                      gsize length,
                      gsize context,
                      GArray *matches,
                      guint max)
{
  if (self->needle != NULL)
    return find_bytes (self, bytes, length, context, matches, max);

  return sockeye_text_regex_find (self->regex, bytes, length, context, matches, max);
}

/**
 * sockeye_pattern_find_in_stream:
 * @self: a pattern for which sockeye_pattern_is_fixed() is not true
 * @bytes: what came before in the stream, followed by a record
 * @length: of both together
 * @context: how many of them came before
 * @starts: (element-type guint32): where in @bytes the earlier records begin, the nearest first
 * @matches: (element-type SockeyeMatch): takes the matches that end in the record, in order
 *
 * Each record begins a line, as where it is shown; matches go over the borders of records all the same.
 *
 * Returns: the number of matches found
 */
guint
sockeye_pattern_find_in_stream (SockeyePattern *self,
                                const guint8 *bytes,
                                gsize length,
                                gsize context,
                                GArray *starts,
                                GArray *matches)
{
  g_return_val_if_fail (self->regex != NULL, 0);

  return sockeye_text_regex_find_in_stream (self->regex, bytes, length, context, starts, matches);
}

/**
 * sockeye_pattern_continue:
 * @self: a pattern for which sockeye_pattern_is_fixed()
 * @bytes: the bytes whose beginning was already searched, with the context before it
 * @length: how many
 * @matches: (element-type SockeyeMatch): what was found there; takes the further matches
 *
 * Goes on behind the last match, without a copy of the bytes.
 */
void
sockeye_pattern_continue (SockeyePattern *self, const guint8 *bytes, gsize length, GArray *matches)
{
  guint n_before = matches->len;
  gint64 from = 0;

  g_return_if_fail (self->needle != NULL);

  if (n_before > 0)
    {
      const SockeyeMatch *last = &g_array_index (matches, SockeyeMatch, n_before - 1);

      from = MAX (0, last->start + last->length);
    }
  if ((gsize) from >= length)
    return;

  find_bytes (self, bytes + from, length - (gsize) from, 0, matches, G_MAXUINT);
  for (guint i = n_before; i < matches->len; i++)
    g_array_index (matches, SockeyeMatch, i).start += from;
}

/**
 * sockeye_pattern_find_in_text:
 * @self: a pattern
 * @text: valid UTF-8, such as an event's sentence
 * @matches: (element-type SockeyeMatch) (nullable): takes the matches, in order and in bytes of @text
 * @max: find no more than this
 *
 * Returns: the number of matches found; none, when it is a pattern of bytes
 */
guint
sockeye_pattern_find_in_text (SockeyePattern *self, const char *text, GArray *matches, guint max)
{
  /* No error to report: what was escaped takes no more steps than there are letters. */
  if (self->sentence_regex != NULL)
    return sockeye_regex_find_in_text (self->sentence_regex, text, matches, max, NULL);

  return self->regex != NULL ? sockeye_text_regex_find_in_text (self->regex, text, matches, max) : 0;
}
