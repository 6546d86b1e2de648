/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif

#define ZOOM_STEP 1.1

enum
{
  SIGNAL_COPIED,
  SIGNAL_COPY_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* On X11 GDK hands over what was written at once as one property, which has to fit into a request of 16 MiB at most. */
static gsize
get_limit (SockeyeLogView *self)
{
#ifdef GDK_WINDOWING_X11
  if (GDK_IS_X11_DISPLAY (gtk_widget_get_display (GTK_WIDGET (self))))
    return LOG_COPY_MAX_X11;
#endif
  return LOG_COPY_MAX;
}

/*
 * As bytes, not with gdk_clipboard_set_text(): for a string GTK 4.8 puts a converter before the X11 stream and closes
 * it on the main thread. With more than 256 kB that waits for an event which the main thread would have to dispatch,
 * and the window stands still for ever.
 */
static void
set_clipboard (SockeyeLogView *self, char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GdkContentProvider) content = NULL;

  content = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  g_signal_emit (self, signals[SIGNAL_COPIED], 0);
}

/* The view may be gone: it cancels in dispose, and this holds a reference of its own. */
static void
on_copy_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeLogView) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = sockeye_log_model_copy_finish (SOCKEYE_LOG_MODEL (source), result, &error);

  if (text != NULL)
    set_clipboard (self, g_steal_pointer (&text));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_COPY_FAILED], 0, error);
}

static void
copy (SockeyeLogView *self, SockeyeLogCopy how)
{
  SockeyeLogPosition from, to;
  g_autofree char *part = how == SOCKEYE_LOG_COPY_ROWS || how == SOCKEYE_LOG_COPY_TEXT
                              ? log_view_get_event_part (self)
                              : NULL;

  if (part != NULL)
    {
      set_clipboard (self, g_steal_pointer (&part));
      return;
    }
  if (!sockeye_log_view_get_selection (self, &from, &to))
    return;

  /* Only the last wish counts. */
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
  self->copying = g_cancellable_new ();
  sockeye_log_model_copy_async (self->model, &from, &to, how, get_limit (self), self->copying, on_copy_ready,
                                g_object_ref (self));
}

static const struct
{
  const char *action;
  SockeyeLogCopy how;
  const char *label;
} ways[] = {
  { "log.copy", SOCKEYE_LOG_COPY_ROWS, N_ ("_Copy") },
  { "log.copy-text", SOCKEYE_LOG_COPY_TEXT, N_ ("Copy _text") },
  { "log.copy-hex", SOCKEYE_LOG_COPY_HEX, N_ ("Copy as _hex") },
  { "log.copy-c", SOCKEYE_LOG_COPY_C, N_ ("Copy as C a_rray") },
  { "log.copy-python", SOCKEYE_LOG_COPY_PYTHON, N_ ("Copy as _Python bytes") },
  { "log.copy-netassist", SOCKEYE_LOG_COPY_NETASSIST, N_ ("Copy as _NetAssist lines") },
};

static void
copy_action (GtkWidget *widget, const char *name, G_GNUC_UNUSED GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].action, name))
      copy (SOCKEYE_LOG_VIEW (widget), ways[i].how);
}

static void
select_all_action (GtkWidget *widget, G_GNUC_UNUSED const char *name, G_GNUC_UNUSED GVariant *parameter)
{
  log_view_select_all (SOCKEYE_LOG_VIEW (widget));
}

static void
select_none_action (GtkWidget *widget, G_GNUC_UNUSED const char *name, G_GNUC_UNUSED GVariant *parameter)
{
  log_view_select_none (SOCKEYE_LOG_VIEW (widget));
}

static void
go_newest_action (GtkWidget *widget, G_GNUC_UNUSED const char *name, G_GNUC_UNUSED GVariant *parameter)
{
  sockeye_log_view_go_newest (SOCKEYE_LOG_VIEW (widget));
}

static void
zoom_action (GtkWidget *widget, const char *name, G_GNUC_UNUSED GVariant *parameter)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);

  if (g_str_equal (name, "log.zoom-in"))
    sockeye_log_view_set_scale (self, self->scale * ZOOM_STEP);
  else if (g_str_equal (name, "log.zoom-out"))
    sockeye_log_view_set_scale (self, self->scale / ZOOM_STEP);
  else
    sockeye_log_view_set_scale (self, 1);
}

void
log_view_update_actions (SockeyeLogView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean selected = sockeye_log_view_has_selection (self);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    gtk_widget_action_set_enabled (widget, ways[i].action, selected);
  gtk_widget_action_set_enabled (widget, "log.select-none", selected);
}

void
log_view_class_init_copy (GtkWidgetClass *widget_class)
{
  GType type = G_TYPE_FROM_CLASS (widget_class);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    gtk_widget_class_install_action (widget_class, ways[i].action, NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "log.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "log.select-none", NULL, select_none_action);
  gtk_widget_class_install_action (widget_class, "log.go-newest", NULL, go_newest_action);
  gtk_widget_class_install_action (widget_class, "log.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "log.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "log.zoom-normal", NULL, zoom_action);

  /**
   * SockeyeLogView::selection-changed:
   *
   * Something else is selected, or nothing. What it is may be no longer shown.
   */
  g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SockeyeLogView::copied:
   *
   * The clipboard holds what was copied.
   */
  signals[SIGNAL_COPIED] = g_signal_new ("copied", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         0);

  /**
   * SockeyeLogView::copy-failed:
   * @error: why; a sentence for the user
   *
   * Nothing was copied.
   */
  signals[SIGNAL_COPY_FAILED] = g_signal_new ("copy-failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static GMenuModel *
create_menu (SockeyeLogView *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) copying = g_menu_new ();
  g_autoptr (GMenu) selecting = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_menu_append (copying, _ (ways[i].label), ways[i].action);
  g_menu_append (selecting, _ ("Select _all"), "log.select-all");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copying));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (selecting));
  if (self->menu_model != NULL)
    g_menu_append_section (menu, NULL, self->menu_model);
  return G_MENU_MODEL (menu);
}

/* The place is in the widget's coordinates. */
void
log_view_popup_menu (SockeyeLogView *self, double x, double y)
{
  g_autoptr (GMenuModel) menu = create_menu (self);
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_popover_set_position (GTK_POPOVER (self->menu), GTK_POS_BOTTOM);
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}
