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

typedef struct
{
  SockeyeLogPosition from;
  SockeyeLogPosition to; /* of a message */
  gboolean is_message;   /* that a framing rule has found; else it is a record, or one of its rows */
} Place;

G_DEFINE_FINAL_TYPE (SockeyeJumpPanel, sockeye_jump_panel, GTK_TYPE_WIDGET)

enum
{
  JUMPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gint64
get_time (SockeyeCapture *capture, guint64 number)
{
  SockeyeRecord record;

  return sockeye_capture_get_record (capture, number, &record) ? record.time : g_get_real_time ();
}

static GError *
explain_range (guint64 first, guint64 end)
{
  g_autofree char *from = g_strdup_printf ("%'" G_GUINT64_FORMAT, first + 1);
  g_autofree char *to = g_strdup_printf ("%'" G_GUINT64_FORMAT, end);

  return g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                      /* Translators: two numbers of records */
                      _ ("There is no such record. The log has the records %s to %s."), from, to);
}

static GError *
explain_messages (guint64 first, guint64 last)
{
  g_autofree char *from = g_strdup_printf ("%'" G_GUINT64_FORMAT, first);
  g_autofree char *to = g_strdup_printf ("%'" G_GUINT64_FORMAT, last);

  if (last < first)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                _ ("With this framing the log has no message yet."));
  return g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                      /* Translators: two numbers of messages */
                      _ ("There is no such message. With this framing the log has the messages %s to %s."),
                      from, to);
}

static GError *
explain_late (gint64 newest)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (newest / G_USEC_PER_SEC);
  g_autofree char *last = g_date_time_format (date, "%Y-%m-%d %H:%M:%S");

  return g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                      /* Translators: %s is a date and time */
                      _ ("Nothing was recorded at that time or after it. The newest record is of %s."), last);
}

/* Only digits are a number, which the user counts from 1. */
static GError *
find_number (SockeyeLogModel *model, const char *text, guint64 first, guint64 end, Place *place)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, first + 1, end, &number, NULL)
      || !sockeye_log_model_find_record (model, number, &place->from))
    return explain_range (first, end);
  return NULL;
}

/* What is counted is what the rows show. */
static GError *
find_message (SockeyeLogModel *model, const char *text, guint64 first, guint64 last, Place *place)
{
  guint64 number;

  place->is_message = TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, &number, NULL)
      || !sockeye_log_model_find_message (model, number, &place->from, &place->to))
    return explain_messages (first, last);
  return NULL;
}

static GError *
find_moment (SockeyeLogModel *model, const char *text, guint64 end, Place *place)
{
  gint64 newest = get_time (sockeye_log_model_get_capture (model), end - 1);
  gint64 time, unused;
  GError *error = NULL;

  if (!sockeye_time_text_parse (text, newest, &time, &unused, &error))
    return error;
  return sockeye_log_model_find_time (model, time, &place->from) ? NULL : explain_late (newest);
}

/* Returns what is wrong with the text. */
static GError *
find_place (SockeyeJumpPanel *self, SockeyeLogModel *model, Place *place)
{
  SockeyeCapture *capture = sockeye_log_model_get_capture (model);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  guint64 end = sockeye_capture_get_n_records (capture);
  guint64 first = MAX (sockeye_capture_get_first (capture), sockeye_log_model_get_start (model));
  guint64 first_message, last_message;
  gboolean framed = sockeye_log_model_get_message_numbers (model, &first_message, &last_message);

  if (first >= end)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("The log is empty."));
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text))
    return framed ? find_message (model, text, first_message, last_message, place)
                  : find_number (model, text, first, end, place);
  if (strpbrk (text, ":-") != NULL)
    return find_moment (model, text, end, place);

  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                              framed ? _ ("Enter the number of a message, or a time such as 14:03:05.")
                                     : _ ("Enter the number of a record, or a time such as 14:03:05."));
}

static void
go_to_record (SockeyeJumpPanel *self, SockeyeLogModel *model, Place *place)
{
  SockeyeRecord record;

  place->to = place->from;
  place->to.byte++;
  if (sockeye_capture_get_record (sockeye_log_model_get_capture (model), place->from.number, &record))
    place->to.byte = MAX (place->to.byte, record.length);
  sockeye_log_view_go_to_record (self->view, place->from.number);
  sockeye_log_model_normalize (model, &place->from, &place->to);
}

/* Marks it, so that the eye finds it. */
static void
show_place (SockeyeJumpPanel *self, SockeyeLogModel *model, Place *place)
{
  if (place->is_message)
    sockeye_log_view_go_to_position (self->view, &place->from);
  else
    go_to_record (self, model, place);
  sockeye_log_view_select (self->view, &place->from, &place->to);
}

static void
jump_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeJumpPanel *self = SOCKEYE_JUMP_PANEL (widget);
  SockeyeLogModel *model = sockeye_log_view_get_model (self->view);
  g_autoptr (GError) error = NULL;
  Place place = { 0 };

  if (model == NULL)
    return;

  error = find_place (self, model, &place);
  sockeye_field_set_error (self->entry, self->message, error);
  if (error != NULL)
    return;

  show_place (self, model, &place);
  g_signal_emit (self, signals[JUMPED], 0);
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

/* It says what has a number. */
static void
show_help (SockeyeJumpPanel *self)
{
  SockeyeLogModel *model = sockeye_log_view_get_model (self->view);
  guint64 first, last;
  gboolean framed = model != NULL && sockeye_log_model_get_message_numbers (model, &first, &last);

  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->entry),
      framed
          ? _ ("The number of a message as it is shown with this framing, or a time such as 14:03:05.25, "
               "with a date in front if it is another day")
          : _ ("The number of a record, or a time such as 14:03:05.25, with a date in front if it is another "
               "day"));
}

static void
map (GtkWidget *widget)
{
  SockeyeJumpPanel *self = SOCKEYE_JUMP_PANEL (widget);

  show_help (self);
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
 * @view: the view of the log
 *
 * Returns: (transfer floating): a panel
 */
GtkWidget *
sockeye_jump_panel_new (SockeyeLogView *view)
{
  SockeyeJumpPanel *self = g_object_new (SOCKEYE_TYPE_JUMP_PANEL, NULL);

  self->view = g_object_ref (view);
  return GTK_WIDGET (self);
}
