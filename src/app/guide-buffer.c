/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "guide-buffer.h"

#include <string.h>

#define SEARCH_FLAGS                                                                                         \
  (GTK_TEXT_SEARCH_CASE_INSENSITIVE | GTK_TEXT_SEARCH_VISIBLE_ONLY | GTK_TEXT_SEARCH_TEXT_ONLY)

/* How far items and code stand in, in pixels. */
#define BULLET 16
#define INSET  28

/* In both themes, over what is behind it. */
static const GdkRGBA shade = { 0.5, 0.5, 0.5, 0.16 };
static const GdkRGBA mark = { 0.97, 0.83, 0.1, 0.4 };
static const GdkRGBA current_mark = { 1.0, 0.55, 0.0, 0.75 };

/* Chinese characters have no italics: words of the window are bold, and typed ones have a ground. */
static void
add_tags (GtkTextBuffer *buffer)
{
  PangoTabArray *tabs = pango_tab_array_new_with_positions (1, TRUE, PANGO_TAB_LEFT, BULLET);

  gtk_text_buffer_create_tag (buffer, "title", "scale", 1.6, "weight", PANGO_WEIGHT_BOLD,
                              "pixels-below-lines", 8, NULL);
  gtk_text_buffer_create_tag (buffer, "section", "scale", 1.2, "weight", PANGO_WEIGHT_BOLD,
                              "pixels-above-lines", 18, "pixels-below-lines", 3, NULL);
  gtk_text_buffer_create_tag (buffer, "text", "pixels-above-lines", 5, "pixels-below-lines", 5,
                              "pixels-inside-wrap", 4, NULL);
  gtk_text_buffer_create_tag (buffer, "item", "pixels-above-lines", 4, "pixels-below-lines", 4,
                              "pixels-inside-wrap", 4, "left-margin", INSET, "accumulative-margin", TRUE,
                              "indent", -BULLET, "tabs", tabs, NULL);
  gtk_text_buffer_create_tag (buffer, "block", "family", "monospace", "paragraph-background-rgba", &shade,
                              "left-margin", BULLET, "accumulative-margin", TRUE, "pixels-above-lines", 2,
                              "pixels-below-lines", 2, NULL);
  gtk_text_buffer_create_tag (buffer, "strong", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "label", "weight", PANGO_WEIGHT_SEMIBOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "code", "family", "monospace", "background-rgba", &shade, NULL);
  gtk_text_buffer_create_tag (buffer, "match", "background-rgba", &mark, NULL);
  gtk_text_buffer_create_tag (buffer, "current", "background-rgba", &current_mark, NULL);
  pango_tab_array_free (tabs);
}

/* @inner: (nullable) */
static void
append (GtkTextBuffer *buffer, const char *text, gssize length, const char *outer, const char *inner)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert_with_tags_by_name (buffer, &end, text, (int) length, outer, inner, NULL);
}

static const char *
read_mark (const char *text, const char **tag)
{
  if (g_str_has_prefix (text, "**"))
    *tag = "strong";
  else if (*text == '*')
    *tag = "label";
  else if (*text == '`')
    *tag = "code";
  else
    return NULL;
  return g_str_has_prefix (text, "**") ? "**" : *text == '*' ? "*" : "`";
}

/* Between two marks of a kind nothing else is one. */
static void
append_marked (GtkTextBuffer *buffer, const char *text, const char *outer)
{
  while (*text != '\0')
    {
      const char *tag = NULL;
      const char *kind = read_mark (text, &tag);
      const char *end = kind != NULL ? strstr (text + strlen (kind), kind) : NULL;

      if (end != NULL)
        {
          text += strlen (kind);
          append (buffer, text, end - text, outer, tag);
          text = end + strlen (kind);
        }
      else
        {
          gsize length = 1 + strcspn (text + 1, "*`");

          append (buffer, text, (gssize) length, outer, NULL);
          text += length;
        }
    }
}

static void
append_line (GtkTextBuffer *buffer, const char *line, gboolean code)
{
  append (buffer, "\n", 1, NULL, NULL);
  if (code)
    append (buffer, line, -1, "block", NULL);
  else if (g_str_has_prefix (line, "## "))
    append_marked (buffer, line + strlen ("## "), "section");
  else if (g_str_has_prefix (line, "- "))
    {
      append (buffer, "•\t", -1, "item", NULL);
      append_marked (buffer, line + strlen ("- "), "item");
    }
  else
    append_marked (buffer, line, "text");
}

/**
 * sockeye_guide_buffer_new:
 * @chapter: a chapter
 *
 * Returns: (transfer full): its title and its text, to be shown in a view
 */
GtkTextBuffer *
sockeye_guide_buffer_new (const SockeyeGuideChapter *chapter)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);
  g_auto (GStrv) lines = g_strsplit (chapter->body, "\n", -1);
  gboolean code = FALSE;

  add_tags (buffer);
  append (buffer, chapter->title, -1, "title", NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "```"))
      code = !code;
    else if (code || *lines[i] != '\0')
      append_line (buffer, lines[i], code);
  return buffer;
}

/**
 * sockeye_guide_buffer_find:
 * @buffer: a chapter
 * @text: what is looked for, in letters of either case; empty: nothing
 *
 * Marks all places at which the text stands.
 *
 * Returns: how many there are
 */
guint
sockeye_guide_buffer_find (GtkTextBuffer *buffer, const char *text)
{
  GtkTextIter start, end, at;
  guint n = 0;

  gtk_text_buffer_get_bounds (buffer, &at, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "match", &at, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "current", &at, &end);
  if (*text == '\0')
    return 0;

  while (gtk_text_iter_forward_search (&at, text, SEARCH_FLAGS, &start, &end, NULL))
    {
      gtk_text_buffer_apply_tag_by_name (buffer, "match", &start, &end);
      n++;
      at = end;
    }
  return n;
}

/**
 * sockeye_guide_buffer_find_next:
 * @buffer: a chapter
 * @text: what is looked for; not empty
 * @from: the first character to look at, counted from 0
 * @found: (out): where it begins
 *
 * Returns: whether there is one
 */
gboolean
sockeye_guide_buffer_find_next (GtkTextBuffer *buffer, const char *text, int from, int *found)
{
  GtkTextIter at, start;

  gtk_text_buffer_get_iter_at_offset (buffer, &at, from);
  if (!gtk_text_iter_forward_search (&at, text, SEARCH_FLAGS, &start, NULL, NULL))
    return FALSE;
  *found = gtk_text_iter_get_offset (&start);
  return TRUE;
}

/**
 * sockeye_guide_buffer_find_previous:
 * @buffer: a chapter
 * @text: what is looked for; not empty
 * @from: the character that it ends before; -1: the end of the chapter
 * @found: (out): where it begins
 *
 * Returns: whether there is one
 */
gboolean
sockeye_guide_buffer_find_previous (GtkTextBuffer *buffer, const char *text, int from, int *found)
{
  GtkTextIter at, start;

  gtk_text_buffer_get_iter_at_offset (buffer, &at, from);
  if (!gtk_text_iter_backward_search (&at, text, SEARCH_FLAGS, &start, NULL, NULL))
    return FALSE;
  *found = gtk_text_iter_get_offset (&start);
  return TRUE;
}

/**
 * sockeye_guide_buffer_show_found:
 * @buffer: a chapter
 * @text: what was looked for
 * @found: where it begins; -1: nowhere
 *
 * Marks this one place as the present one.
 */
void
sockeye_guide_buffer_show_found (GtkTextBuffer *buffer, const char *text, int found)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "current", &start, &end);
  if (found < 0)
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &start, found);
  end = start;
  gtk_text_iter_forward_chars (&end, (int) g_utf8_strlen (text, -1));
  gtk_text_buffer_apply_tag_by_name (buffer, "current", &start, &end);
}
