/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-details.h"

#include "compare-sample.h"
#include "diff-line.h"
#include "template.h"

#include <glib/gi18n-lib.h>

/* Bytes in a line, and those of a message that are looked at and shown. */
#define WIDTH     8u
#define LOOKED_AT (32u << 10)
#define SHOWN     4096u
/* Bytes before the first one that differs, where that is not among the first ones. */
#define BEFORE_DIFFERENCE (4 * WIDTH)

struct _SockeyeCompareDetails
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *left;
  GtkLabel *right;
  GtkTextView *view;

  /* Owned */
  SockeyeCompareItem *item; /* (nullable) */
  guint tick;               /* while bytes are asked for */
};

G_DEFINE_FINAL_TYPE (SockeyeCompareDetails, sockeye_compare_details, GTK_TYPE_WIDGET)

/* Text while it is made, and what of it is to be marked, by characters. */
typedef struct
{
  GString *text;
  glong n_characters;
  GArray *spans; /* of SockeyeDiffSpan */
} Dump;

static void
add (Dump *dump, const char *text, gboolean marked)
{
  glong n = g_utf8_strlen (text, -1);
  SockeyeDiffSpan span = { (guint32) dump->n_characters, (guint32) (dump->n_characters + n) };

  if (marked)
    g_array_append_val (dump->spans, span);
  g_string_append (dump->text, text);
  dump->n_characters += n;
}

static gboolean
is_there (const SockeyeCompareSample *sample, gsize at)
{
  return sample->result == SOCKEYE_READ_OK && at < sample->length;
}

static void
add_side (Dump *dump, const SockeyeCompareSample *sample, gsize start)
{
  for (gsize at = start; at < start + WIDTH; at++)
    {
      char hex[4] = "  ";

      if (is_there (sample, at))
        g_snprintf (hex, sizeof hex, "%02X", sample->bytes[at]);
      add (dump, hex, is_there (sample, at) && sample->marks[at] != 0);
      add (dump, " ", FALSE);
    }
  add (dump, " ", FALSE);
  for (gsize at = start; at < start + WIDTH; at++)
    {
      char character[2] = " ";

      if (is_there (sample, at))
        character[0] = g_ascii_isprint (sample->bytes[at]) ? (char) sample->bytes[at] : '.';
      add (dump, character, is_there (sample, at) && sample->marks[at] != 0);
    }
}

static gsize
choose_start (const SockeyeCompareSample samples[2])
{
  gsize first = MIN (samples[0].first < samples[0].length ? samples[0].first : G_MAXSIZE,
                     samples[1].first < samples[1].length ? samples[1].first : G_MAXSIZE);

  if (first == G_MAXSIZE || first < SHOWN - BEFORE_DIFFERENCE)
    return 0;
  return (first - BEFORE_DIFFERENCE) / WIDTH * WIDTH;
}

static void
add_rest (Dump *dump, const SockeyeDiffRow *row, gsize start, gsize end)
{
  guint length = MAX (row->items[0] != NULL ? row->items[0]->length : 0,
                      row->items[1] != NULL ? row->items[1]->length : 0);
  g_autofree char *sentence = NULL;

  if (start == 0 && end >= length)
    return;
  /* Translators: %1$u and %2$u are numbers of bytes, counted from 0, and %3$u is how many there are */
  sentence = g_strdup_printf (_ ("Bytes %1$u to %2$u of %3$u are shown."), (guint) start,
                              (guint) MIN (end, length) - 1, length);
  add (dump, sentence, FALSE);
}

static void
add_bytes (Dump *dump, const SockeyeDiffRow *row, const SockeyeCompareSample samples[2])
{
  gsize start = choose_start (samples);
  gsize end = MIN (start + SHOWN, MAX (samples[0].length, samples[1].length));

  for (gsize at = start; at < end; at += WIDTH)
    {
      char offset[16];

      g_snprintf (offset, sizeof offset, "%06X  ", (guint) at);
      add (dump, offset, FALSE);
      add_side (dump, &samples[0], at);
      add (dump, "  │  ", FALSE);
      add_side (dump, &samples[1], at);
      add (dump, "\n", FALSE);
    }
  add_rest (dump, row, start, end);
}

static void
add_event (Dump *dump, const SockeyeDiffRow *row, const SockeyeCompareSample samples[2])
{
  for (guint i = 0; i < 2; i++)
    if (row->items[i] != NULL && samples[i].result == SOCKEYE_READ_OK)
      {
        g_autofree char *line = sockeye_diff_line_describe_event (samples[i].bytes, samples[i].length);

        add (dump, line, row->op == SOCKEYE_DIFF_CHANGED);
        add (dump, "\n", FALSE);
      }
}

static void
show_dump (SockeyeCompareDetails *self, const Dump *dump)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  gtk_text_buffer_set_text (buffer, dump->text->str, (int) dump->text->len);
  for (guint i = 0; i < dump->spans->len; i++)
    {
      const SockeyeDiffSpan *span = &g_array_index (dump->spans, SockeyeDiffSpan, i);
      GtkTextIter start, end;

      gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) span->start);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) span->end);
      gtk_text_buffer_apply_tag_by_name (buffer, "differs", &start, &end);
    }
}

/* Which record it is, of whom, and when it was. */
static char *
describe (SockeyeCompareDetails *self, guint side)
{
  const SockeyeDiffItem *item = sockeye_compare_item_get_row (self->item)->items[side];
  SockeyeCapture *capture;
  g_autoptr (GDateTime) second = NULL;
  g_autofree char *time = NULL;
  g_autofree char *name = NULL;
  g_autofree char *place = NULL;
  SockeyePeer peer;

  if (item == NULL)
    return g_strdup (side == 0 ? _ ("Not on the left") : _ ("Not on the right"));
  capture = sockeye_diff_side_get_capture (
      sockeye_capture_diff_get_side (sockeye_compare_item_get_diff (self->item), side));
  second = g_date_time_new_from_unix_local (item->time / G_USEC_PER_SEC);
  time = g_date_time_format (second, "%F %T");
  if (item->peer != 0 && sockeye_capture_get_peer (capture, item->peer, &peer))
    name = sockeye_capture_name_peer (capture, &peer);
  place = g_strdup_printf ("%s.%06d%s%s", time, (int) (item->time % G_USEC_PER_SEC),
                           name != NULL ? " · " : "", name != NULL ? name : "");
  /* Translators: %s is a time, and the address of a far end */
  if (side == 0)
    /* Translators: %s is a time, and the address of a far end */
    return g_strdup_printf (_ ("Left: %s"), place);
  /* Translators: %s is a time, and the address of a far end */
  return g_strdup_printf (_ ("Right: %s"), place);
}

/* Returns whether all is there. */
static gboolean
refresh (SockeyeCompareDetails *self)
{
  const SockeyeDiffRow *row = sockeye_compare_item_get_row (self->item);
  const SockeyeDiffItem *item = row->items[0] != NULL ? row->items[0] : row->items[1];
  SockeyeCompareSample samples[2];
  SockeyeReadResult result = sockeye_compare_sample_take (samples, sockeye_compare_item_get_diff (self->item),
                                                          row, LOOKED_AT);
  Dump dump = { .text = g_string_new (NULL), .spans = g_array_new (FALSE, FALSE, sizeof (SockeyeDiffSpan)) };
  g_autofree char *left = describe (self, 0);
  g_autofree char *right = describe (self, 1);

  gtk_label_set_label (self->left, left);
  gtk_label_set_label (self->right, right);
  if (item->kind == SOCKEYE_RECORD_EVENT)
    add_event (&dump, row, samples);
  else
    add_bytes (&dump, row, samples);
  show_dump (self, &dump);
  sockeye_compare_sample_clear (samples);
  g_string_free (dump.text, TRUE);
  g_array_unref (dump.spans);
  return result != SOCKEYE_READ_LATER;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SockeyeCompareDetails *self = SOCKEYE_COMPARE_DETAILS (widget);

  if (self->item != NULL && !refresh (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
sockeye_compare_details_dispose (GObject *object)
{
  SockeyeCompareDetails *self = SOCKEYE_COMPARE_DETAILS (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->item);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_COMPARE_DETAILS);

  G_OBJECT_CLASS (sockeye_compare_details_parent_class)->dispose (object);
}

static void
sockeye_compare_details_class_init (SockeyeCompareDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_compare_details_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/compare-details.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareDetails, left);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareDetails, right);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareDetails, view);
}

static void
sockeye_compare_details_init (SockeyeCompareDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_text_buffer_create_tag (gtk_text_view_get_buffer (self->view), "differs", "weight", PANGO_WEIGHT_BOLD,
                              "underline", PANGO_UNDERLINE_SINGLE, NULL);
}

/**
 * sockeye_compare_details_show:
 * @self: details
 * @item: (nullable): what they are about; %NULL: nothing
 */
void
sockeye_compare_details_show (SockeyeCompareDetails *self, SockeyeCompareItem *item)
{
  g_set_object (&self->item, item);
  if (item == NULL)
    {
      gtk_label_set_label (self->left, "");
      gtk_label_set_label (self->right, "");
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), "", 0);
    }
  else if (!refresh (self) && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}
