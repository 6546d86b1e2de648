/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tab-drag.h"

#include "window-private.h"

/* A tab that is dropped on a row of tabs goes there: GtkNotebook does that. On another window of the program, elsewhere, it
 * joins that window, which shows no row while it has a single tab; and anywhere else it gets a window of its own. GtkNotebook
 * leaves that to the desktop, which is to ask for "application/x-rootwindow-drop"; GNOME's does on Wayland. On X11 nobody
 * does: over a window of another program such a drag ends without anything, and over the root window GTK 4.8 forgets it, with a
 * warning. */

/* Of a drag: it was dropped; on which other window; and it has ended. */
#define DROPPED  "sockeye-dropped"
#define TARGET   "sockeye-target"
#define FINISHED "sockeye-finished"
/* So long whoever takes it may take to answer. */
#define FORGOTTEN_MS 500

/* (nullable) weak: the one that a drag has come over last. It may have gone on to where nobody tells of it. */
static SockeyeWindow *last_entered;

/* What GTK tells of leaving is told as well when a drag goes from one part of a window to another. */
static gboolean
is_over (SockeyeWindow *window, GdkDevice *device)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  double x, y;

  return surface != NULL && gdk_surface_get_device_position (surface, device, &x, &y, NULL) && x >= 0
         && y >= 0 && x < gdk_surface_get_width (surface) && y < gdk_surface_get_height (surface);
}

/* Returns: (nullable) (transfer full): what GTK has of the tab; whatever else is dragged has none */
static GObject *
get_tab (GdkDrag *drag)
{
  GdkContentProvider *content = gdk_drag_get_content (drag);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GTK_TYPE_NOTEBOOK_PAGE);
  if (content == NULL || !gdk_content_provider_get_value (content, &value, NULL))
    return NULL;
  return g_value_dup_object (&value);
}

/* Returns: (nullable) (transfer full): the session of a tab that was dropped, unless it was taken somewhere: it has got
 * another tab there */
static SockeyeSessionPage *
get_left (GdkDrag *drag)
{
  g_autoptr (GObject) tab = get_tab (drag);
  g_autoptr (GtkWidget) page = NULL;
  GtkNotebook *side;

  if (tab == NULL)
    return NULL;
  g_object_get (tab, "child", &page, NULL);
  if (!SOCKEYE_IS_SESSION_PAGE (page) || !SOCKEYE_IS_WINDOW (gtk_widget_get_root (page)))
    return NULL;
  side = sockeye_window_get_side (SOCKEYE_SESSION_PAGE (page));
  if (G_OBJECT (gtk_notebook_get_page (side, page)) != tab)
    return NULL;
  return SOCKEYE_SESSION_PAGE (g_steal_pointer (&page));
}

/* The row of tabs has let go of it by now. */
static void
move (gpointer data)
{
  g_autoptr (GdkDrag) drag = data;
  g_autoptr (SockeyeSessionPage) page = get_left (drag);
  SockeyeWindow *target = g_object_get_data (G_OBJECT (drag), TARGET);
  SockeyeWindow *window;
  g_autoptr (GPtrArray) pages = NULL;

  if (page == NULL)
    return;
  window = SOCKEYE_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
  pages = sockeye_window_get_pages (window);
  if (target != NULL && target != window && sockeye_window_get_page (target) != NULL)
    sockeye_window_join (target, page);
  else if (pages->len > 1)
    sockeye_window_detach_page (window, page);
}

static gboolean
on_finished (GSignalInvocationHint *hint G_GNUC_UNUSED,
             guint n_values G_GNUC_UNUSED,
             const GValue *values,
             gpointer data G_GNUC_UNUSED)
{
  GObject *drag = g_value_get_object (&values[0]);

  if (g_object_get_data (drag, FINISHED) == NULL && g_object_get_data (drag, DROPPED) != NULL)
    {
      /* Only now the window that it was dropped on is sure to know of it. */
      if (last_entered != NULL && is_over (last_entered, gdk_drag_get_device (GDK_DRAG (drag))))
        g_object_set_data_full (drag, TARGET, g_object_ref (last_entered), g_object_unref);
      g_idle_add_once (move, g_object_ref (drag));
    }
  g_object_set_data (drag, FINISHED, drag);
  return TRUE;
}

/* A row of tabs that is not told of the end draws its selected tab no more. */
static void
tell_end (GdkDrag *drag)
{
  g_signal_emit_by_name (drag, "dnd-finished");
}

static void
look_for_end (gpointer data)
{
  g_autoptr (GdkDrag) drag = data;

  if (g_object_get_data (G_OBJECT (drag), FINISHED) != NULL)
    return;
  /* No window has heard of the drop. */
  g_clear_weak_pointer (&last_entered);
  tell_end (drag);
  gdk_drag_drop_done (drag, FALSE);
}

static void
end_cancelled (gpointer data)
{
  g_autoptr (GdkDrag) drag = data;

  if (g_object_get_data (G_OBJECT (drag), FINISHED) == NULL)
    tell_end (drag);
}

static gboolean
on_cancel (GSignalInvocationHint *hint G_GNUC_UNUSED,
           guint n_values G_GNUC_UNUSED,
           const GValue *values,
           gpointer data G_GNUC_UNUSED)
{
  GObject *drag = g_value_get_object (&values[0]);
  g_autoptr (GObject) tab = get_tab (GDK_DRAG (drag));

  if (tab == NULL)
    return TRUE;
  if (g_value_get_enum (&values[1]) == GDK_DRAG_CANCEL_NO_TARGET)
    g_object_set_data (drag, DROPPED, drag);
  g_idle_add_once (end_cancelled, g_object_ref (drag));
  return TRUE;
}

static gboolean
on_dropped (GSignalInvocationHint *hint G_GNUC_UNUSED,
            guint n_values G_GNUC_UNUSED,
            const GValue *values,
            gpointer data G_GNUC_UNUSED)
{
  GObject *drag = g_value_get_object (&values[0]);
  g_autoptr (SockeyeSessionPage) page = get_left (GDK_DRAG (drag));

  if (page == NULL)
    return TRUE;
  g_object_set_data (drag, DROPPED, drag);
  g_timeout_add_once (FORGOTTEN_MS, look_for_end, g_object_ref (drag));
  return TRUE;
}

static void
on_enter (GtkEventController *motion)
{
  g_set_weak_pointer (&last_entered, SOCKEYE_WINDOW (gtk_event_controller_get_widget (motion)));
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

  g_signal_connect (motion, "enter", G_CALLBACK (on_enter), NULL);
  gtk_widget_add_controller (window, motion);
}
