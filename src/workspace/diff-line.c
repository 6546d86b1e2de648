/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-line.h"

#include "alignment.h"
#include "log-sentence.h"
#include "text.h"

#include <string.h>

#define N_BYTE_VALUES 256u
/* Beyond so many edits the bytes have little to do with each other. */
#define EDITS_MAX 256u
/* A few bytes between two differences are the same by chance. */
#define COMMON_MIN 3u
/* Control Pictures stand in the same order as what they are pictures of, but for one. */
#define PICTURES          0x2400u
#define PICTURE_OF_DELETE 0x2421u

/* Most changes leave the length as it is. */
static gboolean
mark_in_place (const guint8 *left, const guint8 *right, gsize length, guint8 *left_marks, guint8 *right_marks)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      left_marks[i] = right_marks[i] = left[i] != right[i];
      n += left_marks[i];
    }
  return n <= length / 2;
}

static guint32 *
widen (const guint8 *bytes, gsize length)
{
  guint32 *values = g_new (guint32, MAX (length, 1));

  for (gsize i = 0; i < length; i++)
    values[i] = bytes[i];
  return values;
}

/**
 * sockeye_diff_mark:
 * @left: (array length=n_left): bytes
 * @n_left: how many
 * @right: (array length=n_right): other bytes
 * @n_right: how many
 * @left_marks: (out caller-allocates) (array length=n_left): not 0: the byte is part of a difference
 * @right_marks: (out caller-allocates) (array length=n_right): the same
 *
 * Tells which bytes differ.
 */
void
sockeye_diff_mark (const guint8 *left,
                   gsize n_left,
                   const guint8 *right,
                   gsize n_right,
                   guint8 *left_marks,
                   guint8 *right_marks)
{
  g_autofree guint32 *one = NULL;
  g_autofree guint32 *other = NULL;
  g_autoptr (GArray) common = NULL;
  gboolean shortest;

  if (n_left == n_right && mark_in_place (left, right, n_left, left_marks, right_marks))
    return;
  one = widen (left, n_left);
  other = widen (right, n_right);
  common = sockeye_align (one, (guint) n_left, other, (guint) n_right, N_BYTE_VALUES, EDITS_MAX, NULL, NULL,
                          &shortest);
  if (n_left > 0)
    memset (left_marks, 1, n_left);
  if (n_right > 0)
    memset (right_marks, 1, n_right);
  for (guint i = 0; i < common->len; i++)
    {
      const SockeyeAlignedRun *run = &g_array_index (common, SockeyeAlignedRun, i);
      gboolean at_edge = (run->left == 0 && run->right == 0)
                         || (run->left + run->length == n_left && run->right + run->length == n_right);

      if (run->length < COMMON_MIN && !at_edge)
        continue;
      memset (left_marks + run->left, 0, run->length);
      memset (right_marks + run->right, 0, run->length);
    }
}

static void
add_span (GArray *spans, gsize start, gsize end)
{
  SockeyeDiffSpan span = { (guint32) start, (guint32) end };
  SockeyeDiffSpan *last = spans->len > 0 ? &g_array_index (spans, SockeyeDiffSpan, spans->len - 1) : NULL;

  if (last != NULL && last->end == start)
    last->end = span.end;
  else
    g_array_append_val (spans, span);
}

/* The blank between two bytes that differ belongs to the difference. */
static char *
make_hex (const guint8 *bytes, gsize length, const guint8 *marks, GArray *spans)
{
  GString *text = g_string_sized_new (3 * length + 1);

  for (gsize i = 0; i < length; i++)
    {
      gsize start = text->len;

      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "%02X", bytes[i]);
      if (marks != NULL && marks[i] != 0)
        add_span (spans, i > 0 && marks[i - 1] == 0 ? start + 1 : start, text->len);
    }
  return g_string_free (text, FALSE);
}

static void
append_control (GString *text, guint c, gboolean wide)
{
  switch (c)
    {
    case '\n':
      g_string_append (text, "\\n");
      break;
    case '\r':
      g_string_append (text, "\\r");
      break;
    case '\t':
      g_string_append (text, "\\t");
      break;
    default:
      g_string_append_printf (text, wide ? "\\u%04X" : "\\x%02X", c);
      break;
    }
}

/* A backslash always begins an escape, and a picture is one that was received: what looks the same has the same bytes. */
static void
append_cell (GString *line, const SockeyeCell *cell, const char *text, const guint8 *bytes)
{
  gunichar c = g_utf8_get_char (text);

  if (cell->kind == SOCKEYE_CELL_CHARACTER && c == '\\')
    g_string_append (line, "\\\\");
  else if (cell->kind == SOCKEYE_CELL_CONTROL && cell->bytes_length == 1 && cell->bytes >= 0)
    append_control (line, bytes[cell->bytes], FALSE);
  else if (cell->kind == SOCKEYE_CELL_CONTROL && c != '\\')
    append_control (line, c == PICTURE_OF_DELETE ? 0x7F : c - PICTURES, TRUE);
  else
    g_string_append_len (line, text, cell->text_length);
}

static gboolean
is_marked (const SockeyeCell *cell, const guint8 *marks, gsize length)
{
  for (gint32 at = MAX (cell->bytes, 0); at < cell->bytes + cell->bytes_length && (gsize) at < length; at++)
    if (marks[at] != 0)
      return TRUE;
  return FALSE;
}

static char *
make_text (const SockeyeDiffLook *look, const guint8 *bytes, gsize length, const guint8 *marks, GArray *spans)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  GString *line = g_string_new (NULL);

  sockeye_text_decode (text, look->charset, bytes, length, 0, SOCKEYE_DECODE_DISPLAY);
  for (guint i = 0; i < text->cells->len; i++)
    {
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, i);
      gsize start = line->len;

      append_cell (line, cell, text->utf8->str + cell->text, bytes);
      if (marks != NULL && is_marked (cell, marks, length))
        add_span (spans, start, line->len);
    }
  return g_string_free (line, FALSE);
}

/**
 * sockeye_diff_line_make:
 * @look: how they are shown
 * @bytes: (array length=length): bytes of a message
 * @length: how many
 * @marks: (nullable) (array length=length): see sockeye_diff_mark()
 * @spans: (nullable) (element-type SockeyeDiffSpan): gets what is marked in the result
 *
 * Text is written with \n, \x01, \xFF and so on for what is no character, and with \\ for a backslash, so that
 * different bytes never look the same.
 *
 * Returns: (transfer full): one line, whatever the bytes are
 */
char *
sockeye_diff_line_make (const SockeyeDiffLook *look,
                        const guint8 *bytes,
                        gsize length,
                        const guint8 *marks,
                        GArray *spans)
{
  return look->hex ? make_hex (bytes, length, marks, spans) : make_text (look, bytes, length, marks, spans);
}

/**
 * sockeye_diff_line_describe_event:
 * @bytes: (array length=length): its details
 * @length: how many
 *
 * Returns: (transfer full): one line for the user, as the log shows it; "" if this version does not know the event
 */
char *
sockeye_diff_line_describe_event (const guint8 *bytes, gsize length)
{
  char *sentence = sockeye_log_sentence_new (bytes, length);

  return sentence != NULL ? sentence : g_strdup ("");
}

/**
 * sockeye_diff_line_get_arrow:
 * @item: an item
 *
 * Returns: what the log has in front of it
 */
const char *
sockeye_diff_line_get_arrow (const SockeyeDiffItem *item)
{
  switch (item->kind)
    {
    case SOCKEYE_RECORD_RECEIVED:
      return "←";
    case SOCKEYE_RECORD_SENT:
      return "→";
    default:
      return "•";
    }
}
