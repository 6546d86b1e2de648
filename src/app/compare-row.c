/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-row.h"

#include "compare-sample.h"
#include "compare-text.h"
#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes that are compared to find what to mark, and those of them that are shown. */
#define LOOKED_AT 4096u
#define SHOWN     160u
/* So many bytes stand before the first one that differs, where there is no room for all, and so many characters of what
 * differs are to be seen. */
#define BEFORE_DIFFERENCE 8u
#define OF_DIFFERENCE     8u

struct _SockeyeCompareRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  SockeyeCompareText *left_time;
  SockeyeCompareText *left_about;
  SockeyeCompareText *left_text;
  SockeyeCompareText *sign;
  SockeyeCompareText *right_time;
  SockeyeCompareText *right_about;
  SockeyeCompareText *right_text;

  /* Owned */
  SockeyeCompareItem *item; /* (nullable) */
  SockeyeDiffLook looks[2];
  guint tick; /* while bytes are asked for */
};

G_DEFINE_FINAL_TYPE (SockeyeCompareRow, sockeye_compare_row, GTK_TYPE_WIDGET)

static const struct
{
  const char *sign;
  const char *style;
  const char *name;
} looks_of_ops[SOCKEYE_N_DIFF_OPS] = {
  [SOCKEYE_DIFF_EQUAL] = { "=", "equal", N_ ("Equal") },
  [SOCKEYE_DIFF_LATE] = { "≈", "late", N_ ("At another time") },
  [SOCKEYE_DIFF_CHANGED] = { "≠", "changed", N_ ("Changed") },
  [SOCKEYE_DIFF_LEFT] = { "<", "only-left", N_ ("Only left") },
  [SOCKEYE_DIFF_RIGHT] = { ">", "only-right", N_ ("Only right") },
};

/* Not by colour alone: what differs is bold and underlined. */
static PangoAttrList *
make_attributes (GArray *spans, gsize shift)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < spans->len; i++)
    {
      const SockeyeDiffSpan *span = &g_array_index (spans, SockeyeDiffSpan, i);
      PangoAttribute *attributes[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD),
                                       pango_attr_underline_new (PANGO_UNDERLINE_SINGLE) };

      for (guint n = 0; n < G_N_ELEMENTS (attributes); n++)
        {
          attributes[n]->start_index = (guint) (span->start + shift);
          attributes[n]->end_index = (guint) (span->end + shift);
          pango_attr_list_insert (list, attributes[n]);
        }
    }
  return list;
}

/* Up to some characters of the first difference; 0 if none is marked. */
static gsize
measure_needed (const char *text, GArray *spans, gsize shift)
{
  const SockeyeDiffSpan *span = spans->len > 0 ? &g_array_index (spans, SockeyeDiffSpan, 0) : NULL;
  const char *at = span != NULL ? text + shift + span->start : text;

  for (guint i = 0; span != NULL && i < OF_DIFFERENCE && at < text + shift + span->end; i++)
    at = g_utf8_next_char (at);
  return (gsize) (at - text);
}

/* @needed: (out): what has to be seen of it, in bytes */
static char *
make_line (const SockeyeDiffItem *item,
           const SockeyeDiffLook *look,
           const SockeyeCompareSample *sample,
           gsize start,
           gsize *needed,
           PangoAttrList **attributes)
{
  gsize length = MIN (sample->length - start, SHOWN);
  gsize shift = start > 0 ? strlen ("…") : 0;
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SockeyeDiffSpan));
  g_autofree char *line = sockeye_diff_line_make (look, sample->bytes + start, length, sample->marks + start,
                                                  spans);
  char *text = g_strconcat (start > 0 ? "…" : "", line,
                            start + length < item->length && length == SHOWN ? "…" : "", NULL);

  *needed = measure_needed (text, spans, shift);
  *attributes = make_attributes (spans, shift);
  return text;
}

/* From the beginning, unless the first difference would not be seen. */
static void
show_bytes (SockeyeCompareText *label,
            const SockeyeDiffItem *item,
            const SockeyeDiffLook *look,
            const SockeyeCompareSample *sample)
{
  gboolean differs = sample->first < sample->length;
  gsize later = differs && sample->first > BEFORE_DIFFERENCE ? sample->first - BEFORE_DIFFERENCE : 0;
  gsize start = later + BEFORE_DIFFERENCE + OF_DIFFERENCE > SHOWN ? later : 0;
  gsize needed;
  PangoAttrList *attributes;
  g_autofree char *line = make_line (item, look, sample, start, &needed, &attributes);

  sockeye_compare_text_set_text (label, line, attributes);
  pango_attr_list_unref (attributes);
  if (start < later)
    {
      gsize unused;
      g_autofree char *other = make_line (item, look, sample, later, &unused, &attributes);

      sockeye_compare_text_set_other (label, needed, other, attributes);
      pango_attr_list_unref (attributes);
    }
}

static void
show_sample (SockeyeCompareText *label,
             const SockeyeDiffItem *item,
             const SockeyeDiffLook *look,
             const SockeyeCompareSample *sample)
{
  g_autofree char *sentence = NULL;

  if (sample->result == SOCKEYE_READ_LATER)
    return;
  if (sample->result != SOCKEYE_READ_OK)
    sentence = g_strdup (_ ("(no longer kept)"));
  else if (item->kind == SOCKEYE_RECORD_EVENT)
    sentence = sockeye_diff_line_describe_event (sample->bytes, sample->length);
  if (sentence != NULL)
    sockeye_compare_text_set_text (label, sentence, NULL);
  else
    show_bytes (label, item, look, sample);
}

static void
show_side (SockeyeCompareRow *self, guint side, const SockeyeCompareSample *sample)
{
  const SockeyeDiffItem *item = sockeye_compare_item_get_row (self->item)->items[side];
  SockeyeCompareText *time = side == 0 ? self->left_time : self->right_time;
  SockeyeCompareText *about = side == 0 ? self->left_about : self->right_about;
  SockeyeCompareText *text = side == 0 ? self->left_text : self->right_text;
  g_autofree char *when = NULL;
  g_autofree char *what = NULL;

  if (item == NULL)
    {
      sockeye_compare_text_set_text (time, "", NULL);
      sockeye_compare_text_set_text (about, "", NULL);
      sockeye_compare_text_set_text (text, "", NULL);
      return;
    }
  when = g_strdup_printf (
      "%.3f", (double) sockeye_capture_diff_get_time (sockeye_compare_item_get_diff (self->item), side, item)
                  / G_USEC_PER_SEC);
  what = item->kind == SOCKEYE_RECORD_EVENT
             ? g_strdup (sockeye_diff_line_get_arrow (item))
             : g_strdup_printf ("%s %u B", sockeye_diff_line_get_arrow (item), item->length);
  sockeye_compare_text_set_text (time, when, NULL);
  sockeye_compare_text_set_text (about, what, NULL);
  show_sample (text, item, &self->looks[side], sample);
}

static char *
describe_side (SockeyeCompareRow *self, guint side)
{
  const SockeyeDiffItem *item = sockeye_compare_item_get_row (self->item)->items[side];

  if (item == NULL)
    return g_strdup ("");
  return g_strdup_printf ("%s %s %s",
                          sockeye_compare_text_get_text (side == 0 ? self->left_time : self->right_time),
                          sockeye_compare_text_get_text (side == 0 ? self->left_about : self->right_about),
                          sockeye_compare_row_get_text (self, side));
}

static void
name_row (SockeyeCompareRow *self)
{
  SockeyeDiffOp op = sockeye_compare_item_get_row (self->item)->op;
  g_autofree char *left = describe_side (self, 0);
  g_autofree char *right = describe_side (self, 1);
  g_autofree char *name = NULL;

  if (*left != '\0' && *right != '\0')
    /* Translators: a row of a comparison: how it differs, what stands on the left, what stands on the right */
    name = g_strdup_printf (_ ("%s. Left: %s. Right: %s"), _ (looks_of_ops[op].name), left, right);
  else
    name = g_strdup_printf ("%s. %s", _ (looks_of_ops[op].name), *left != '\0' ? left : right);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sign), _ (looks_of_ops[op].name));
}

static gboolean refresh (SockeyeCompareRow *self);

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SockeyeCompareRow *self = SOCKEYE_COMPARE_ROW (widget);

  if (self->item != NULL && !refresh (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* Returns whether all is there. */
static gboolean
refresh (SockeyeCompareRow *self)
{
  const SockeyeDiffRow *row = sockeye_compare_item_get_row (self->item);
  SockeyeCompareSample samples[2];
  SockeyeReadResult result = sockeye_compare_sample_take (samples, sockeye_compare_item_get_diff (self->item),
                                                          row, LOOKED_AT);

  show_side (self, 0, &samples[0]);
  show_side (self, 1, &samples[1]);
  sockeye_compare_sample_clear (samples);
  sockeye_compare_text_set_text (self->sign, looks_of_ops[row->op].sign, NULL);
  for (SockeyeDiffOp op = 0; op < SOCKEYE_N_DIFF_OPS; op++)
    if (op == row->op)
      gtk_widget_add_css_class (GTK_WIDGET (self), looks_of_ops[op].style);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self), looks_of_ops[op].style);
  name_row (self);
  return result != SOCKEYE_READ_LATER;
}

static void
sockeye_compare_row_dispose (GObject *object)
{
  SockeyeCompareRow *self = SOCKEYE_COMPARE_ROW (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->item);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_COMPARE_ROW);

  G_OBJECT_CLASS (sockeye_compare_row_parent_class)->dispose (object);
}

static void
sockeye_compare_row_class_init (SockeyeCompareRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_compare_row_dispose;

  g_type_ensure (SOCKEYE_TYPE_COMPARE_TEXT);

  gtk_widget_class_set_css_name (widget_class, "comparison");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/compare-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, left_time);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, left_about);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, left_text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, sign);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, right_time);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, right_about);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareRow, right_text);
}

static void
sockeye_compare_row_init (SockeyeCompareRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_compare_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
sockeye_compare_row_new (void)
{
  return g_object_new (SOCKEYE_TYPE_COMPARE_ROW, NULL);
}

/**
 * sockeye_compare_row_show:
 * @self: a row
 * @item: (nullable): what it shows; %NULL: nothing any more
 * @looks: how the bytes of both sides are shown
 */
void
sockeye_compare_row_show (SockeyeCompareRow *self, SockeyeCompareItem *item, const SockeyeDiffLook looks[2])
{
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->looks[0] = looks[0];
  self->looks[1] = looks[1];
  sockeye_compare_text_set_text (self->left_text, "", NULL);
  sockeye_compare_text_set_text (self->right_text, "", NULL);
  if (!refresh (self) && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

/**
 * sockeye_compare_row_get_text:
 * @self: a row
 * @side: 0: left; 1: right
 *
 * Returns: (transfer none): what stands there
 */
const char *
sockeye_compare_row_get_text (SockeyeCompareRow *self, guint side)
{
  return sockeye_compare_text_get_text (side == 0 ? self->left_text : self->right_text);
}
