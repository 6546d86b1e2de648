/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-row.h"

#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeHistoryRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *text;
  GtkLabel *how;
  GtkLabel *time;
  GtkButton *send;

  /* Owned */
  SockeyeHistoryItem *item; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SockeyeHistoryRow, sockeye_history_row, GTK_TYPE_WIDGET)

enum
{
  SEND_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

static char *
format_time (gint64 microseconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (microseconds / G_USEC_PER_SEC);

  if (time == NULL)
    return g_strdup ("");
  return g_date_time_format (time, is_same_day (time, now) ? "%H:%M:%S" : "%Y-%m-%d %H:%M");
}

static char *
describe (SockeyeHistoryItem *item)
{
  gboolean hex = sockeye_history_item_get_plan (item)->form == SOCKEYE_SEND_AS_HEX;
  const char *form = hex ? _ ("Hex") : sockeye_history_item_get_charset (item)->label;
  guint times = sockeye_history_item_get_times (item);

  if (!sockeye_history_item_is_whole (item))
    {
      g_autofree char *size = g_format_size (sockeye_history_item_get_size (item));

      /* Translators: stands behind the beginning of a text; %s is its size, such as "1.2 MB" */
      return g_strdup_printf (_ ("%s, too long to keep"), size);
    }
  if (times == 1)
    return g_strdup (form);
  /* Translators: how a text was sent, such as "UTF-8" or "Hex", and how many times */
  return g_strdup_printf (_ ("%s ×%u"), form, times);
}

static void
on_send (SockeyeHistoryRow *self)
{
  if (self->item != NULL)
    g_signal_emit (self, signals[SEND_AGAIN], 0, self->item);
}

static void
sockeye_history_row_dispose (GObject *object)
{
  SockeyeHistoryRow *self = SOCKEYE_HISTORY_ROW (object);

  g_clear_object (&self->item);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_HISTORY_ROW);

  G_OBJECT_CLASS (sockeye_history_row_parent_class)->dispose (object);
}

static void
sockeye_history_row_class_init (SockeyeHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_history_row_dispose;

  /**
   * SockeyeHistoryRow::send-again:
   * @item: what it shows
   *
   * Its button was pressed.
   */
  signals[SEND_AGAIN] = g_signal_new ("send-again", SOCKEYE_TYPE_HISTORY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, SOCKEYE_TYPE_HISTORY_ITEM);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/history-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryRow, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryRow, how);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryRow, time);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryRow, send);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
}

static void
sockeye_history_row_init (SockeyeHistoryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_history_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
sockeye_history_row_new (void)
{
  return g_object_new (SOCKEYE_TYPE_HISTORY_ROW, NULL);
}

/**
 * sockeye_history_row_set_item:
 * @self: a row
 * @item: (nullable): what it shows
 */
void
sockeye_history_row_set_item (SockeyeHistoryRow *self, SockeyeHistoryItem *item)
{
  g_autofree char *line = NULL;
  g_autofree char *how = NULL;
  g_autofree char *time = NULL;

  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  line = sockeye_history_item_make_line (item);
  how = describe (item);
  time = format_time (sockeye_history_item_get_time (item));
  gtk_label_set_label (self->text, *line != '\0' ? line : _ ("(empty)"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->text), line);
  gtk_label_set_label (self->how, how);
  gtk_label_set_label (self->time, time);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send), sockeye_history_item_is_whole (item));
}
