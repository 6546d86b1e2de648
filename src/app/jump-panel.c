/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jump-panel.h"

#include "field-error.h"
#include "template.h"
#include "time-text.h"

#include <glib/gi18n-lib.h>

struct _SockeyeJumpPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEntry *entry;
  GtkLabel *message;

  /* Owned */
  SockeyeLogView *view;
};

G_DEFINE_FINAL_TYPE (SockeyeJumpPanel, sockeye_jump_panel, GTK_TYPE_WIDGET)

enum
{
  JUMPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The first record at or after the time; @end when there is none. */
static guint64
find_time (SockeyeCapture *capture, guint64 first, guint64 end, gint64 time)
{
  guint64 low = first, high = end;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      SockeyeRecord record;

      if (!sockeye_capture_get_record (capture, middle, &record) || record.time < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gint64
get_time (SockeyeCapture *capture, guint64 number)
{
  SockeyeRecord record;

  return sockeye_capture_get_record (capture, number, &record) ? record.time : g_get_real_time ();
}

/* Only digits are a number, which the user counts from 1. */
static gboolean
find_number (const char *text, guint64 first, guint64 end, guint64 *number, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (g_ascii_string_to_unsigned (text, 10, first + 1, end, number, NULL))
    {
      (*number)--;
      return TRUE;
    }
  from = g_strdup_printf ("%'" G_GUINT64_FORMAT, first + 1);
  to = g_strdup_printf ("%'" G_GUINT64_FORMAT, end);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: two numbers of records */
               _ ("There is no such record. The log has the records %s to %s."), from, to);
  return FALSE;
}

static gboolean
find_moment (SockeyeCapture *capture,
             const char *text,
             guint64 first,
             guint64 end,
             guint64 *number,
             GError **error)
{
  gint64 newest = get_time (capture, end - 1);
  gint64 time, unused;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *last = NULL;

  if (!sockeye_time_text_parse (text, newest, &time, &unused, error))
    return FALSE;

  *number = find_time (capture, first, end, time);
  if (*number < end)
    return TRUE;
  date = g_date_time_new_from_unix_local (newest / G_USEC_PER_SEC);
  last = g_date_time_format (date, "%Y-%m-%d %H:%M:%S");
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: %s is a date and time */
               _ ("Nothing was recorded at that time or after it. The newest record is of %s."), last);
  return FALSE;
}

static gboolean
find_record (SockeyeJumpPanel *self, guint64 *number, GError **error)
{
  SockeyeLogModel *model = sockeye_log_view_get_model (self->view);
  SockeyeCapture *capture = sockeye_log_model_get_capture (model);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  guint64 end = sockeye_capture_get_n_records (capture);
  guint64 first = MAX (sockeye_capture_get_first (capture), sockeye_log_model_get_start (model));

  if (first >= end)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("The log is empty."));
      return FALSE;
    }
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text))
    return find_number (text, first, end, number, error);
  if (*text != '\0' && strpbrk (text, ":-") != NULL)
    return find_moment (capture, text, first, end, number, error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("Enter the number of a record, or a time such as 14:03:05."));
  return FALSE;
}

static void
jump_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeJumpPanel *self = SOCKEYE_JUMP_PANEL (widget);
  g_autoptr (GError) error = NULL;
  guint64 number;

  if (self->view == NULL)
    return;

  if (find_record (self, &number, &error))
    {
      SockeyeLogPosition from = { .number = number, .byte = 0 };
      SockeyeLogPosition to = { .number = number, .byte = G_MAXUINT32 };

      sockeye_field_set_error (self->entry, self->message, NULL);
      sockeye_log_view_select (self->view, &from, &to);
      sockeye_log_view_go_to_record (self->view, number);
      g_signal_emit (self, signals[JUMPED], 0);
    }
  else
    sockeye_field_set_error (self->entry, self->message, error);
}

static void
on_text_changed (SockeyeJumpPanel *self)
{
  sockeye_field_set_error (self->entry, self->message, NULL);
}

static void
on_activate (SockeyeJumpPanel *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "jump.go", NULL);
}

static void
map (GtkWidget *widget)
{
  SockeyeJumpPanel *self = SOCKEYE_JUMP_PANEL (widget);

  sockeye_field_set_error (self->entry, self->message, NULL);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);

  GTK_WIDGET_CLASS (sockeye_jump_panel_parent_class)->map (widget);
}

static void
sockeye_jump_panel_dispose (GObject *object)
{
  SockeyeJumpPanel *self = SOCKEYE_JUMP_PANEL (object);

  g_clear_object (&self->view);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_JUMP_PANEL);

  G_OBJECT_CLASS (sockeye_jump_panel_parent_class)->dispose (object);
}

static void
sockeye_jump_panel_class_init (SockeyeJumpPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_jump_panel_dispose;
  widget_class->map = map;

  /**
   * SockeyeJumpPanel::jumped:
   *
   * The log shows the record now.
   */
  signals[JUMPED] = g_signal_new ("jumped", SOCKEYE_TYPE_JUMP_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/jump-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeJumpPanel, entry);
  gtk_widget_class_bind_template_child (widget_class, SockeyeJumpPanel, message);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_action (widget_class, "jump.go", NULL, jump_action);
}

static void
sockeye_jump_panel_init (SockeyeJumpPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_jump_panel_new:
 *
 * Returns: (transfer floating): a panel without a log
 */
GtkWidget *
sockeye_jump_panel_new (void)
{
  return g_object_new (SOCKEYE_TYPE_JUMP_PANEL, NULL);
}

/**
 * sockeye_jump_panel_set_view:
 * @self: a panel
 * @view: (nullable): the view of the log
 */
void
sockeye_jump_panel_set_view (SockeyeJumpPanel *self, SockeyeLogView *view)
{
  g_set_object (&self->view, view);
}
