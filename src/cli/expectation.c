/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "expectation.h"

#include "errors.h"
#include "escape.h"
#include "hex.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SockeyeExpectation
{
  SockeyePatternKind kind;
  char *text;
  const SockeyeCharset *charset;
  GBytes *needle;        /* (nullable): for text and hex */
  SockeyePattern *regex; /* (nullable) */
};

static GBytes *
make_needle (SockeyePatternKind kind,
             const char *text,
             gboolean escapes,
             const SockeyeCharset *charset,
             GError **error)
{
  if (kind == SOCKEYE_PATTERN_HEX)
    return sockeye_hex_parse (text, error);
  return escapes ? sockeye_escape_encode (charset, text, error)
                 : sockeye_charset_encode (charset, text, -1, error);
}

/**
 * sockeye_expectation_new:
 * @kind: how @text is to be read
 * @text: what has to come
 * @escapes: (text) a backslash begins an escape
 * @charset: the encoding in which text comes
 * @error: what is wrong with @text, in a sentence for the user
 *
 * Returns: (transfer full) (nullable): the expectation
 */
SockeyeExpectation *
sockeye_expectation_new (SockeyePatternKind kind,
                         const char *text,
                         gboolean escapes,
                         const SockeyeCharset *charset,
                         GError **error)
{
  g_autoptr (SockeyeExpectation) self = g_new0 (SockeyeExpectation, 1);

  self->kind = kind;
  self->text = g_strdup (text);
  self->charset = charset;
  if (kind == SOCKEYE_PATTERN_REGEX)
    self->regex = sockeye_pattern_new (kind, text, TRUE, charset, error);
  else
    self->needle = make_needle (kind, text, escapes, charset, error);
  if (self->regex == NULL && self->needle == NULL)
    return NULL;

  if (self->needle != NULL && g_bytes_get_size (self->needle) == 0)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
                           _ ("Nothing is expected. Give at least one character or byte."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * sockeye_expectation_free:
 * @self: (transfer full): an expectation
 */
void
sockeye_expectation_free (SockeyeExpectation *self)
{
  g_free (self->text);
  g_clear_pointer (&self->needle, g_bytes_unref);
  g_clear_pointer (&self->regex, sockeye_pattern_unref);
  g_free (self);
}

/**
 * sockeye_expectation_get_text:
 *
 * Returns: (transfer none): what was typed
 */
const char *
sockeye_expectation_get_text (const SockeyeExpectation *self)
{
  return self->text;
}

/**
 * sockeye_expectation_get_kind:
 *
 * Returns: how that is read
 */
SockeyePatternKind
sockeye_expectation_get_kind (const SockeyeExpectation *self)
{
  return self->kind;
}

/**
 * sockeye_expectation_get_charset:
 *
 * Returns: the encoding of what comes
 */
const SockeyeCharset *
sockeye_expectation_get_charset (const SockeyeExpectation *self)
{
  return self->charset;
}

/**
 * sockeye_expectation_get_overlap:
 *
 * Returns: how many of the bytes that were searched in vain can be the beginning of a match; %G_MAXSIZE: all
 */
gsize
sockeye_expectation_get_overlap (const SockeyeExpectation *self)
{
  return self->needle != NULL ? g_bytes_get_size (self->needle) - 1 : G_MAXSIZE;
}

/**
 * sockeye_expectation_has_given_up:
 *
 * Returns: whether a search was ended because it took too many steps, so that a match may have been missed
 */
gboolean
sockeye_expectation_has_given_up (const SockeyeExpectation *self)
{
  return self->regex != NULL && sockeye_pattern_has_given_up (self->regex);
}

/* In some encodings the bytes of a text also occur where one character's end meets the next one's beginning. */
static gboolean
begins_at_character (const SockeyeExpectation *self, const guint8 *bytes, gsize length, gsize at)
{
  g_autoptr (SockeyeText) text = NULL;

  if (self->kind != SOCKEYE_PATTERN_TEXT || self->charset->longest == 1
      || strcmp (self->charset->id, "utf-8") == 0)
    return TRUE;

  text = sockeye_text_new ();
  sockeye_text_decode (text, self->charset, bytes, length, 0, SOCKEYE_DECODE_PLAIN);
  for (guint i = 0; i < text->cells->len; i++)
    {
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, i);

      if (cell->bytes >= (gint64) at)
        return cell->bytes == (gint64) at;
    }
  return FALSE;
}

static gboolean
find_needle (const SockeyeExpectation *self, const guint8 *bytes, gsize length, gsize from, gsize *end)
{
  gsize size;
  const guint8 *needle = g_bytes_get_data (self->needle, &size);

  while (from < length)
    {
      const guint8 *hit = memmem (bytes + from, length - from, needle, size);
      gsize at = (gsize) (hit - bytes);

      if (hit == NULL)
        return FALSE;
      if (begins_at_character (self, bytes, at + size, at))
        {
          *end = at + size;
          return TRUE;
        }
      from = at + 1;
    }
  return FALSE;
}

static gboolean
find_regex (const SockeyeExpectation *self, const guint8 *bytes, gsize length, gsize *end)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  const SockeyeMatch *match;

  if (sockeye_pattern_find (self->regex, bytes, length, 0, matches, 1) == 0)
    return FALSE;
  match = &g_array_index (matches, SockeyeMatch, 0);
  *end = (gsize) (match->start + match->length);
  return TRUE;
}

/**
 * sockeye_expectation_find:
 * @bytes: what has come, from a character's first byte on
 * @length: how many bytes
 * @searched: how many of them were searched in vain
 * @end: (out): where the first match ends; unchanged without one
 *
 * Returns: whether it is among them
 */
gboolean
sockeye_expectation_find (const SockeyeExpectation *self,
                          const guint8 *bytes,
                          gsize length,
                          gsize searched,
                          gsize *end)
{
  gsize overlap = sockeye_expectation_get_overlap (self);

  if (self->needle == NULL)
    return find_regex (self, bytes, length, end);
  return find_needle (self, bytes, length, searched > overlap ? searched - overlap : 0, end);
}
