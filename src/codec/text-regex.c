/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "text-regex.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Steps of a quick search: about a millisecond. PCRE's own limit is some hundred milliseconds. */
#define QUICK_LIMIT "(*LIMIT_MATCH=20000)"

/* Bytes of text that are gone through again, to look whether a match begins where an earlier record begins. */
#define STARTS_LENGTH_MAX (16u << 10)
/* Places behind a border that are tried again with what stands before it */
#define LOOK_BEHIND_MAX 256

/* Bytes of text without a match, in which it is looked whether the expression matches places only. */
#define PLACES_LENGTH_MAX (1u << 20)

struct _SockeyeTextRegex
{
  const SockeyeCharset *charset;
  GRegex *regex;
  GRegex *anchored;  /* NULL: it does not matter what stands before a match */
  guint look_behind; /* characters */

  gint gave_up;        /* atomic: PCRE's limits ended a search */
  gint matched_places; /* atomic: it was found, but there was no character in it */
  gint places_left;    /* atomic: of PLACES_LENGTH_MAX */
};

/* One text that is searched: the context, and what follows it. */
typedef struct
{
  SockeyeTextRegex *self;
  SockeyeText *text;
  gsize context;
} Search;

/* A ^ elsewhere than in [^…]; one too many costs only time. */
static gboolean
has_line_begin (const char *expression)
{
  for (const char *p = strchr (expression, '^'); p != NULL; p = strchr (p + 1, '^'))
    if (p == expression || p[-1] != '[' || (p - 1 > expression && p[-2] == '\\'))
      return TRUE;

  return FALSE;
}

static gboolean
compile (SockeyeTextRegex *self, const char *expression, GRegexCompileFlags flags, GError **error)
{
  self->regex = g_regex_new (expression, flags, 0, error);
  if (self->regex == NULL)
    return FALSE;

  self->look_behind = (guint) MIN (g_regex_get_max_lookbehind (self->regex), LOOK_BEHIND_MAX);
  /* PCRE does not count the beginning of a line as looking behind. No error to report: it was compiled already. */
  if (self->look_behind > 0 || has_line_begin (expression))
    self->anchored = g_regex_new (expression, flags | G_REGEX_ANCHORED, 0, NULL);
  return TRUE;
}

/* Which cell holds a byte of the text; the first one beyond it when between two cells. */
static guint
find_cell (const SockeyeText *text, guint position)
{
  guint low = 0;
  guint high = text->cells->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, middle);

      if (cell->text + cell->text_length <= position)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Where the text begins that stands for the bytes from a place on; a character that goes over it belongs to it. */
static guint
find_text (const SockeyeText *text, gsize byte)
{
  guint low = 0;
  guint high = text->cells->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, middle);

      if ((gsize) cell->bytes + cell->bytes_length <= byte)
        low = middle + 1;
      else
        high = middle;
    }

  return low < text->cells->len ? g_array_index (text->cells, SockeyeCell, low).text
                                : (guint) text->utf8->len;
}

static gboolean
match_from_text (const Search *search, gsize start, gsize end, SockeyeMatch *match)
{
  const SockeyeText *text = search->text;
  const SockeyeCell *first;
  const SockeyeCell *last;

  if (end <= start)
    return FALSE;

  first = &g_array_index (text->cells, SockeyeCell, find_cell (text, (guint) start));
  last = &g_array_index (text->cells, SockeyeCell, find_cell (text, (guint) end - 1));
  match->start = (gint64) first->bytes - (gint64) search->context;
  match->length = (gint64) last->bytes + last->bytes_length - first->bytes;
  return match->start + match->length > 0;
}

/* A match that runs into PCRE's limits ends the search of this piece, it is not an error of the data. */
static void
note_error (Search *search, GError *error)
{
  if (error != NULL)
    g_atomic_int_set (&search->self->gave_up, TRUE);
}

/* All matches in the text from a place on, as if nothing stood before it. */
static guint
find_all (Search *search, gsize subject, GArray *matches, guint max)
{
  const GString *utf8 = search->text->utf8;
  g_autoptr (GMatchInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  guint found = 0;
  gboolean more;

  more = g_regex_match_full (search->self->regex, utf8->str + subject, (gssize) (utf8->len - subject), 0,
                             G_REGEX_MATCH_NOTEMPTY, &info, &error);
  while (more && found < max)
    {
      SockeyeMatch match;
      gint start, end;

      if (g_match_info_fetch_pos (info, 0, &start, &end)
          && match_from_text (search, subject + (gsize) start, subject + (gsize) end, &match))
        {
          if (matches != NULL)
            g_array_append_val (matches, match);
          found++;
        }
      more = error == NULL && g_match_info_next (info, &error);
    }
  note_error (search, error);
  return found;
}

/* Whether a match begins just at a place; what stands before `subject` is not there. */
static gboolean
match_at (Search *search, gsize subject, gsize at, SockeyeMatch *match)
{
  const GString *utf8 = search->text->utf8;
  g_autoptr (GMatchInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found;
  gint start, end;

  found = g_regex_match_full (search->self->anchored, utf8->str + subject, (gssize) (utf8->len - subject),
                              (gint) (at - subject), G_REGEX_MATCH_NOTEMPTY, &info, &error)
          && g_match_info_fetch_pos (info, 0, &start, &end)
          && match_from_text (search, subject + (gsize) start, subject + (gsize) end, match);
  note_error (search, error);
  return found;
}

/* The first match that begins before the border and goes over it; lines begin at line ends only. */
static gboolean
find_over_border (Search *search, gsize border, gboolean begins, SockeyeMatch *match)
{
  GRegexMatchFlags flags = G_REGEX_MATCH_NOTEMPTY | (begins ? 0 : G_REGEX_MATCH_NOTBOL);
  g_autoptr (GMatchInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;
  gboolean more = g_regex_match_full (search->self->regex, search->text->utf8->str,
                                      (gssize) search->text->utf8->len, 0, flags, &info, &error);

  while (more && !found)
    {
      gint start, end;

      if (!g_match_info_fetch_pos (info, 0, &start, &end) || (gsize) start >= border)
        break;
      found = (gsize) end > border && match_from_text (search, (gsize) start, (gsize) end, match);
      more = !found && g_match_info_next (info, &error);
    }
  note_error (search, error);
  return found;
}

/* The same for a match that begins where an earlier record begins, which is the beginning of a line. */
static gboolean
find_from_starts (Search *search, GArray *starts, SockeyeMatch *match)
{
  gsize length = 0;

  for (guint i = 0; i < starts->len; i++)
    {
      gsize at = find_text (search->text, g_array_index (starts, guint32, i));

      length += search->text->utf8->len - at;
      if (i > 0 && length > STARTS_LENGTH_MAX)
        break;
      if (match_at (search, at, at, match))
        return TRUE;
    }

  return FALSE;
}

static gboolean
add_before (GArray *own, GArray *matches, const SockeyeMatch *match)
{
  if (own->len > 0 && match->start + match->length > g_array_index (own, SockeyeMatch, 0).start)
    return FALSE;

  g_array_append_vals (matches, match, 1);
  return TRUE;
}

/* What is only a match because of what came before the record, such as (?<=a)b with the "a" there. */
static void
find_behind_border (Search *search, gsize border, GArray *own, GArray *matches)
{
  const GString *utf8 = search->text->utf8;
  const char *at = utf8->str + border;
  gint64 free_from = 0;

  if (matches->len > 0)
    {
      const SockeyeMatch *last = &g_array_index (matches, SockeyeMatch, matches->len - 1);

      free_from = last->start + last->length;
    }
  for (guint i = 0; i < search->self->look_behind && at < utf8->str + utf8->len; i++)
    {
      SockeyeMatch match;

      if (match_at (search, 0, (gsize) (at - utf8->str), &match) && match.start >= free_from
          && add_before (own, matches, &match))
        free_from = match.start + match.length;
      at = g_utf8_next_char (at);
    }
}

/* The record as it is shown comes first; then what goes over its border, where there is room. */
static void
find_own_and_others (Search *search, GArray *starts, GArray *matches)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  gsize border = find_text (search->text, search->context);
  gboolean begins = starts->len > 0
                    && g_array_index (starts, guint32, starts->len - 1) == 0; /* the farthest comes last */
  SockeyeMatch match;

  if (find_all (search, border, own, G_MAXUINT) == 0 || g_array_index (own, SockeyeMatch, 0).start > 0)
    {
      if (!find_over_border (search, border, begins, &match) || !add_before (own, matches, &match))
        if (find_from_starts (search, starts, &match))
          add_before (own, matches, &match);
      find_behind_border (search, border, own, matches);
    }
  g_array_append_vals (matches, own->data, own->len);
}

/* An expression that matches between characters is said to do so, lest somebody waits for a match of it. */
static void
look_for_places (Search *search, gsize subject)
{
  const GString *utf8 = search->text->utf8;
  gint left = g_atomic_int_get (&search->self->places_left);

  if (left <= 0)
    return;
  g_atomic_int_set (&search->self->places_left, left - (gint) MIN ((gsize) left, utf8->len - subject + 1));
  if (g_regex_match_full (search->self->regex, utf8->str + subject, (gssize) (utf8->len - subject), 0, 0,
                          NULL, NULL))
    {
      g_atomic_int_set (&search->self->matched_places, TRUE);
      g_atomic_int_set (&search->self->places_left, 0);
    }
}

/**
 * sockeye_text_regex_new:
 * @expression: a regular expression (PCRE, by GRegex); ^ and $ stand for the ends of lines, too
 * @match_case: whether "A" differs from "a"
 * @charset: the encoding in which text stands in the bytes
 * @error: return location for %SOCKEYE_ERROR_INVALID_PATTERN
 *
 * Returns: (transfer full) (nullable): the expression
 */
SockeyeTextRegex *
sockeye_text_regex_new (const char *expression,
                        gboolean match_case,
                        const SockeyeCharset *charset,
                        GError **error)
{
  GRegexCompileFlags flags = G_REGEX_MULTILINE | G_REGEX_OPTIMIZE | (match_case ? 0 : G_REGEX_CASELESS);
  g_autoptr (SockeyeTextRegex) self = g_new0 (SockeyeTextRegex, 1);
  g_autoptr (GError) local_error = NULL;

  self->charset = charset;
  self->places_left = PLACES_LENGTH_MAX;
  if (compile (self, expression, flags, &local_error))
    return g_steal_pointer (&self);

  /* Translators: %s is the regular expression library's own message, with the position in it */
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
               _ ("This is not a regular expression: %s. Correct it, or search for plain text."),
               local_error->message);
  return NULL;
}

/**
 * sockeye_text_regex_new_quick:
 * @self: an expression
 *
 * Returns: (transfer full): the same one, which gives up after about a millisecond
 */
SockeyeTextRegex *
sockeye_text_regex_new_quick (SockeyeTextRegex *self)
{
  SockeyeTextRegex *quick = g_new0 (SockeyeTextRegex, 1);
  g_autofree char *text = g_strconcat (QUICK_LIMIT, g_regex_get_pattern (self->regex), NULL);

  quick->charset = self->charset;
  /* No error to report: without the limit it was compiled already. */
  if (!compile (quick, text, g_regex_get_compile_flags (self->regex) | G_REGEX_OPTIMIZE, NULL))
    quick->regex = g_regex_ref (self->regex);
  return quick;
}

/**
 * sockeye_text_regex_free:
 * @self: (transfer full): an expression
 */
void
sockeye_text_regex_free (SockeyeTextRegex *self)
{
  g_clear_pointer (&self->regex, g_regex_unref);
  g_clear_pointer (&self->anchored, g_regex_unref);
  g_free (self);
}

/**
 * sockeye_text_regex_has_given_up:
 * @self: an expression
 *
 * Returns: whether a search took more steps than PCRE allows, so that matches may be missing
 */
gboolean
sockeye_text_regex_has_given_up (SockeyeTextRegex *self)
{
  return g_atomic_int_get (&self->gave_up);
}

/**
 * sockeye_text_regex_has_matched_places:
 * @self: an expression
 *
 * "^" or "(?=a)" match places between characters, which are no matches here: there is nothing to show. Looked at in
 * the first MiB of text without a match.
 *
 * Returns: whether there was such a place
 */
gboolean
sockeye_text_regex_has_matched_places (SockeyeTextRegex *self)
{
  return g_atomic_int_get (&self->matched_places);
}

/**
 * sockeye_text_regex_find:
 * @self: an expression
 * @bytes: the context, followed by the bytes to be searched
 * @length: of both together
 * @context: how many of them are context, of the same message: only matches that end after it are found
 * @matches: (element-type SockeyeMatch) (nullable): takes the matches, in order
 * @max: find no more than this
 *
 * Returns: the number of matches found
 */
guint
sockeye_text_regex_find (SockeyeTextRegex *self,
                         const guint8 *bytes,
                         gsize length,
                         gsize context,
                         GArray *matches,
                         guint max)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  Search search = { self, text, context };
  guint found;

  sockeye_text_decode (text, self->charset, bytes, length, 0, SOCKEYE_DECODE_PLAIN);
  found = find_all (&search, 0, matches, max);
  if (found == 0)
    look_for_places (&search, 0);
  return found;
}

/**
 * sockeye_text_regex_find_in_stream:
 * @self: an expression
 * @bytes: what came before in the stream, followed by a record
 * @length: of both together
 * @context: how many of them came before
 * @starts: (element-type guint32): where in @bytes the earlier records begin, the nearest first
 * @matches: (element-type SockeyeMatch): takes the matches that end in the record, in order
 *
 * Each record begins a line, as it does where it is shown, and matches go over the borders of records all the same.
 *
 * Returns: the number of matches found
 */
guint
sockeye_text_regex_find_in_stream (SockeyeTextRegex *self,
                                   const guint8 *bytes,
                                   gsize length,
                                   gsize context,
                                   GArray *starts,
                                   GArray *matches)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  Search search = { self, text, context };
  guint n_before = matches->len;

  sockeye_text_decode (text, self->charset, bytes, length, 0, SOCKEYE_DECODE_PLAIN);
  if (self->anchored != NULL)
    find_own_and_others (&search, starts, matches);
  else
    find_all (&search, 0, matches, G_MAXUINT);
  if (matches->len == n_before)
    look_for_places (&search, find_text (text, context));
  return matches->len - n_before;
}

/**
 * sockeye_text_regex_find_in_text:
 * @self: an expression
 * @text: valid UTF-8
 * @matches: (element-type SockeyeMatch) (nullable): takes the matches, in bytes of @text
 * @max: find no more than this
 *
 * Returns: the number of matches found
 */
guint
sockeye_text_regex_find_in_text (SockeyeTextRegex *self, const char *text, GArray *matches, guint max)
{
  g_autoptr (GError) error = NULL;
  guint found = sockeye_regex_find_in_text (self->regex, text, matches, max, &error);

  if (error != NULL)
    g_atomic_int_set (&self->gave_up, TRUE);
  return found;
}

/**
 * sockeye_regex_find_in_text:
 * @regex: a regular expression
 * @text: valid UTF-8
 * @matches: (element-type SockeyeMatch) (nullable): takes the matches, in bytes of @text
 * @max: find no more than this
 * @error: return location for PCRE's error, such as that it took more steps than allowed
 *
 * Returns: the number of matches found; those before an error count
 */
guint
sockeye_regex_find_in_text (GRegex *regex, const char *text, GArray *matches, guint max, GError **error)
{
  g_autoptr (GMatchInfo) info = NULL;
  gboolean more = g_regex_match_full (regex, text, -1, 0, G_REGEX_MATCH_NOTEMPTY, &info, error);
  guint found = 0;
  gint start, end;

  for (; more && found < max; more = g_match_info_next (info, error))
    {
      SockeyeMatch match;

      if (!g_match_info_fetch_pos (info, 0, &start, &end) || end <= start)
        continue;
      match = (SockeyeMatch){ .start = start, .length = end - start };
      if (matches != NULL)
        g_array_append_val (matches, match);
      found++;
    }
  return found;
}
