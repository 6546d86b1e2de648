/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include "highlight-palette.h"

/* Matches that go over a row's ends are found if they do not go further. */
#define CONTEXT 64u
#define ROW_MAX (SOCKEYE_LOG_LINE_BYTES_MAX + 2 * CONTEXT)

GArray *
log_row_create_highlights (void)
{
  return g_array_new (FALSE, FALSE, sizeof (LogHighlight));
}

static void
add_highlight (LogRow *row, const SockeyeHighlight *found)
{
  gint64 first = MAX (found->start, 0);
  gint64 end = MIN (found->start + found->length, row->line->n_bytes);
  guint32 base = row->line->first_byte;
  LogHighlight highlight = { .color = found->color };

  if (first >= end)
    return;
  highlight.start = log_row_index_of_byte (row, base + (guint32) first, FALSE);
  highlight.end = log_row_index_of_byte (row, base + (guint32) end, TRUE);
  if (highlight.start < highlight.end)
    g_array_append_val (row->highlights, highlight);
}

/*
 * Reads the row's bytes, and some before and behind, as far as they stand in its message. They were in memory when the
 * row was read; if they are no more, the row is drawn without marks.
 */
static gsize
read_bytes (SockeyeLogView *self, const SockeyeLogLine *line, guint8 *bytes, gsize *context)
{
  guint32 before = MIN (line->first_byte, CONTEXT);
  guint32 shown = MIN (line->n_bytes, SOCKEYE_LOG_LINE_BYTES_MAX);
  guint32 left = line->record.length - MIN (line->record.length, line->first_byte);
  gsize length = before + MIN (left, shown + CONTEXT);

  *context = before;
  if (sockeye_log_model_read_bytes (self->model, line, line->first_byte - before, bytes, length)
      != SOCKEYE_READ_OK)
    return 0;
  return length;
}

/* What is looked for lies over what the rules mark. */
static void
find_found (SockeyeLogView *self, const guint8 *bytes, gsize length, gsize context, GArray *found)
{
  g_autoptr (GArray) matches = NULL;

  /* After a change of the encoding the old pattern stands for other text, until there is a new one. */
  if (self->found == NULL
      || sockeye_pattern_get_charset (self->found) != sockeye_log_model_get_charset (self->model))
    return;

  matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  sockeye_pattern_find (self->found, bytes, length, context, matches, SOCKEYE_HIGHLIGHT_MATCHES_MAX);
  for (guint i = 0; i < matches->len; i++)
    {
      const SockeyeMatch *match = &g_array_index (matches, SockeyeMatch, i);
      SockeyeHighlight highlight = { match->start, match->length, SOCKEYE_HIGHLIGHT_FOUND };

      g_array_append_val (found, highlight);
    }
}

/* A sentence has no bytes: what is found in it are places of its text. */
static void
find_in_sentence (SockeyeLogView *self, LogRow *row)
{
  g_autoptr (GArray) matches = NULL;

  if (self->found == NULL)
    return;

  matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  sockeye_pattern_find_in_text (self->found, row->line->text->utf8->str, matches,
                                SOCKEYE_HIGHLIGHT_MATCHES_MAX);
  for (guint i = 0; i < matches->len; i++)
    {
      const SockeyeMatch *match = &g_array_index (matches, SockeyeMatch, i);
      LogHighlight highlight = { .start = (gsize) match->start,
                                 .end = (gsize) (match->start + match->length),
                                 .color = SOCKEYE_HIGHLIGHT_FOUND };

      g_array_append_val (row->highlights, highlight);
    }
}

static gboolean
has_marks (SockeyeLogView *self)
{
  return self->found != NULL
         || (self->highlights != NULL && !sockeye_highlights_are_empty (self->highlights));
}

/* To be called when the row has been read. Costs what the row has, for each rule. */
void
log_row_find_highlights (SockeyeLogView *self, LogRow *row)
{
  const SockeyeLogLine *line = row->line;
  g_autoptr (GArray) found = NULL;
  guint8 bytes[ROW_MAX];
  gsize length, context;

  g_array_set_size (row->highlights, 0);
  if (!has_marks (self) || line->result != SOCKEYE_READ_OK)
    return;
  if (line->record.kind == SOCKEYE_RECORD_EVENT)
    {
      find_in_sentence (self, row);
      return;
    }
  if (line->text->cells->len == 0)
    return;

  length = read_bytes (self, line, bytes, &context);
  if (length == 0)
    return;
  found = g_array_new (FALSE, FALSE, sizeof (SockeyeHighlight));
  if (self->highlights != NULL)
    sockeye_highlights_find (self->highlights, sockeye_log_model_get_charset (self->model), bytes, length,
                             context, found);
  find_found (self, bytes, length, context, found);
  for (guint i = 0; i < found->len; i++)
    add_highlight (row, &g_array_index (found, SockeyeHighlight, i));
}

static gboolean
is_dark (SockeyeLogView *self)
{
  const GdkRGBA *text = &self->style->colors[SOCKEYE_LOG_COLOR_TEXT];

  return 0.2126 * text->red + 0.7152 * text->green + 0.0722 * text->blue > 0.5;
}

static void
append_highlight (SockeyeLogView *self,
                  GtkSnapshot *snapshot,
                  LogRow *row,
                  gsize start,
                  gsize end,
                  guint color)
{
  double x = log_row_index_to_x (row, self->style, start);
  double to = log_row_index_to_x (row, self->style, end);
  double left = MAX (MIN (x, to), row->drawn_from);
  double right = MIN (MAX (x, to), row->drawn_to);
  cairo_t *cr;

  if (right <= left)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) left, 0, (float) (right - left),
                                                                 (float) self->style->row_height));
  sockeye_highlight_color_draw (color, is_dark (self), cr, left, right - left, self->style->row_height);
  cairo_destroy (cr);
}

/* In the hexdump a byte is in two places. */
static void
append_highlighted_characters (SockeyeLogView *self,
                               GtkSnapshot *snapshot,
                               LogRow *row,
                               const LogHighlight *highlight)
{
  const SockeyeCell *first = &g_array_index (row->line->text->cells, SockeyeCell, 0);
  const SockeyeCell *from = log_row_find_cell (row, highlight->start);
  const SockeyeCell *to = log_row_find_cell (row, highlight->end - 1);
  gsize characters = log_row_get_dump_characters (row);

  if (characters == 0 || from == NULL || to == NULL)
    return;
  append_highlight (self, snapshot, row, characters + (gsize) (from - first),
                    characters + (gsize) (to - first) + 1, highlight->color);
}

/* What stands behind the text of a row, as far as it is drawn. */
void
log_view_append_highlights (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row)
{
  for (guint i = 0; i < row->highlights->len; i++)
    {
      const LogHighlight *highlight = &g_array_index (row->highlights, LogHighlight, i);

      append_highlight (self, snapshot, row, highlight->start, highlight->end, highlight->color);
      if (row->is_dump)
        append_highlighted_characters (self, snapshot, row, highlight);
    }
}

static void
on_changed (SockeyeLogView *self)
{
  log_view_forget_rows (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sockeye_log_view_set_highlights:
 * @highlights: (nullable): what is marked wherever it stands
 */
void
sockeye_log_view_set_highlights (SockeyeLogView *self, SockeyeHighlights *highlights)
{
  if (self->highlights != NULL)
    g_signal_handlers_disconnect_by_data (self->highlights, self);
  g_set_object (&self->highlights, highlights);
  if (highlights != NULL)
    g_signal_connect_swapped (highlights, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
}

/**
 * sockeye_log_view_set_found:
 * @self: a view
 * @pattern: (nullable): what is looked for at the moment
 *
 * Marks it wherever it stands, in the encoding it was made for.
 */
void
sockeye_log_view_set_found (SockeyeLogView *self, SockeyePattern *pattern)
{
  g_clear_pointer (&self->found, sockeye_pattern_unref);
  self->found = pattern != NULL ? sockeye_pattern_make_quick (pattern) : NULL;
  on_changed (self);
}
