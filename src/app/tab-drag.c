/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tab-drag.h"

#include "window-private.h"

/* A tab that is dropped outside all windows of the program gets one of its own. GtkNotebook leaves that to the desktop,
 * which is to ask for "application/x-rootwindow-drop"; GNOME's does on Wayland. On X11 nobody does: over a window of another
 * program such a drag ends without anything, and over the root window GTK 4.8 forgets it, with a warning. */

/* Of a drag: it was dropped outside; and, of a window, what knows whether a drag is over it. */
#define OUTSIDE  "sockeye-outside"
#define FINISHED "sockeye-finished"
#define MOTION   "sockeye-drop-motion"
/* So long whoever takes it may take to answer. */
#define FORGOTTEN_MS 500

static gboolean
is_outside (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);
      GtkDropControllerMotion *motion = g_object_get_data (window, MOTION);

      if (motion != NULL && gtk_drop_controller_motion_contains_pointer (motion))
        return FALSE;
    }
  return TRUE;
}

static SockeyeSessionPage *
get_page (GdkDrag *drag)
{
  GdkContentProvider *content = gdk_drag_get_content (drag);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GtkWidget) child = NULL;

  g_value_init (&value, GTK_TYPE_NOTEBOOK_PAGE);
  /* NULL: whatever else is dragged has no such value. */
  if (content == NULL || !gdk_content_provider_get_value (content, &value, NULL)
      || g_value_get_object (&value) == NULL)
    return NULL;
  g_object_get (g_value_get_object (&value), "child", &child, NULL);
  return SOCKEYE_IS_SESSION_PAGE (child) ? SOCKEYE_SESSION_PAGE (g_steal_pointer (&child)) : NULL;
}

/* The row of tabs has let go of it by now. */
static void
detach (gpointer data)
{
  g_autoptr (SockeyeSessionPage) page = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  g_autoptr (GPtrArray) pages = SOCKEYE_IS_WINDOW (root) ? sockeye_window_get_pages (SOCKEYE_WINDOW (root))
                                                         : NULL;

  if (pages != NULL && pages->len > 1)
    sockeye_window_detach_page (SOCKEYE_WINDOW (root), page);
}

static void
detach_later (GdkDrag *drag)
{
  SockeyeSessionPage *page = get_page (drag);

  if (page != NULL)
    g_idle_add_once (detach, page);
}

static gboolean
on_cancel (GSignalInvocationHint *hint G_GNUC_UNUSED,
           guint n_values G_GNUC_UNUSED,
           const GValue *values,
           gpointer data G_GNUC_UNUSED)
{
  if (g_value_get_enum (&values[1]) == GDK_DRAG_CANCEL_NO_TARGET && is_outside ())
    detach_later (g_value_get_object (&values[0]));
  return TRUE;
}

static gboolean
on_finished (GSignalInvocationHint *hint G_GNUC_UNUSED,
             guint n_values G_GNUC_UNUSED,
             const GValue *values,
             gpointer data G_GNUC_UNUSED)
{
  GObject *drag = g_value_get_object (&values[0]);

  if (g_object_get_data (drag, OUTSIDE) != NULL)
    detach_later (GDK_DRAG (drag));
  g_object_set_data (drag, FINISHED, drag);
  return TRUE;
}

static void
look_for_end (gpointer data)
{
  g_autoptr (GdkDrag) drag = data;

  if (g_object_get_data (G_OBJECT (drag), FINISHED) != NULL)
    return;
  detach_later (drag);
  gdk_drag_drop_done (drag, FALSE);
}

static gboolean
on_dropped (GSignalInvocationHint *hint G_GNUC_UNUSED,
            guint n_values G_GNUC_UNUSED,
            const GValue *values,
            gpointer data G_GNUC_UNUSED)
{
  GObject *drag = g_value_get_object (&values[0]);
  g_autoptr (SockeyeSessionPage) page = get_page (GDK_DRAG (drag));

  if (page != NULL && is_outside ())
    {
      g_object_set_data (drag, OUTSIDE, drag);
      g_timeout_add_once (FORGOTTEN_MS, look_for_end, g_object_ref (drag));
    }
  return TRUE;
}

static void
add_hook (const char *name, GSignalEmissionHook hook)
{
  g_signal_add_emission_hook (g_signal_lookup (name, GDK_TYPE_DRAG), 0, hook, NULL, NULL);
}

/**
 * sockeye_tab_drag_watch:
 *
 * From now on, tabs can be dragged out of their windows. Once.
 */
void
sockeye_tab_drag_watch (void)
{
  /* Their signals are there once the class is, and GTK does not show its drags. */
  g_type_ensure (GDK_TYPE_DRAG);
  g_type_class_unref (g_type_class_ref (GDK_TYPE_DRAG));
  add_hook ("cancel", on_cancel);
  add_hook ("dnd-finished", on_finished);
  add_hook ("drop-performed", on_dropped);
}

/**
 * sockeye_tab_drag_watch_window:
 * @window: a window of which tabs can be dragged, and into which
 *
 * From now on it is known when a drag is over it.
 */
void
sockeye_tab_drag_watch_window (GtkWidget *window)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();

  gtk_widget_add_controller (window, motion);
  g_object_set_data (G_OBJECT (window), MOTION, motion);
}
