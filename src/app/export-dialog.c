/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-dialog.h"

#include <glib/gi18n-lib.h>

struct _SockeyeExportDialog
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkDropDown *format;
  GtkLabel *about;
  GtkCheckButton *all;
  GtkCheckButton *selected;
  GtkCheckButton *filtered;
};

G_DEFINE_FINAL_TYPE (SockeyeExportDialog, sockeye_export_dialog, GTK_TYPE_WINDOW)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* By format: what it is good for. */
static const char *const abouts[] = {
  N_ ("Packets for Wireshark, with headers that are made up. Sockeye can open it again exactly as it was."),
  N_ ("Lines as they are shown, with time, direction and far end."),
  N_ ("Rows of 16 bytes, with a heading for each record."),
  N_ ("A table: a line for each record, with its bytes in hex and as text."),
  N_ ("A JSON object in each line, with the bytes in hex and as text."),
  N_ ("The log as NetAssist writes it, for programs that read it."),
};

static void
on_format_changed (SockeyeExportDialog *self)
{
  gtk_label_set_text (self->about, _ (abouts[sockeye_export_dialog_get_format (self)]));
}

static void
on_save (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  g_signal_emit (widget, signals[CHOSEN], 0);
  gtk_window_close (GTK_WINDOW (widget));
}

static void
sockeye_export_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SOCKEYE_TYPE_EXPORT_DIALOG);

  G_OBJECT_CLASS (sockeye_export_dialog_parent_class)->dispose (object);
}

static void
sockeye_export_dialog_class_init (SockeyeExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_export_dialog_dispose;

  /**
   * SockeyeExportDialog::chosen:
   *
   * The user has chosen what to save, and goes on; the dialog closes afterwards.
   */
  signals[CHOSEN] = g_signal_new ("chosen", SOCKEYE_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, SockeyeExportDialog, about);
  gtk_widget_class_bind_template_child (widget_class, SockeyeExportDialog, all);
  gtk_widget_class_bind_template_child (widget_class, SockeyeExportDialog, selected);
  gtk_widget_class_bind_template_child (widget_class, SockeyeExportDialog, filtered);
  gtk_widget_class_bind_template_callback (widget_class, on_format_changed);
  gtk_widget_class_install_action (widget_class, "export.save", NULL, on_save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_export_dialog_init (SockeyeExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_format_changed (self);
}

/**
 * sockeye_export_dialog_new:
 * @parent: the window whose capture is saved
 * @has_selection: something is selected in its log
 * @has_filter: its log is filtered
 *
 * Returns: (transfer none): the dialog, owned by GTK
 */
GtkWindow *
sockeye_export_dialog_new (GtkWindow *parent, gboolean has_selection, gboolean has_filter)
{
  SockeyeExportDialog *self = g_object_new (SOCKEYE_TYPE_EXPORT_DIALOG, "transient-for", parent,
                                            "destroy-with-parent", TRUE, "modal", TRUE, NULL);

  gtk_widget_set_sensitive (GTK_WIDGET (self->selected), has_selection);
  gtk_widget_set_sensitive (GTK_WIDGET (self->filtered), has_filter);
  return GTK_WINDOW (self);
}

/**
 * sockeye_export_dialog_get_format:
 * @self: a dialog
 *
 * Returns: the chosen format
 */
SockeyeExportFormat
sockeye_export_dialog_get_format (SockeyeExportDialog *self)
{
  return (SockeyeExportFormat) MIN (gtk_drop_down_get_selected (self->format), SOCKEYE_EXPORT_N_FORMATS - 1);
}

/**
 * sockeye_export_dialog_get_range:
 * @self: a dialog
 *
 * Returns: how much is to be saved
 */
SockeyeExportRange
sockeye_export_dialog_get_range (SockeyeExportDialog *self)
{
  if (gtk_check_button_get_active (self->selected))
    return SOCKEYE_EXPORT_SELECTED;
  return gtk_check_button_get_active (self->filtered) ? SOCKEYE_EXPORT_FILTERED : SOCKEYE_EXPORT_ALL;
}
