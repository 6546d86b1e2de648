/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-window-private.h"

#include "compare-item.h"
#include "compare-row.h"

#include <glib/gi18n-lib.h>

/* Frames until a row that was scrolled to has its widget. */
#define PLACING_FRAMES_MAX 10
/* Rows before a difference that stay in view: they say where it is. */
#define ROWS_BEFORE 2u

static void
on_setup (SockeyeCompareWindow *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, sockeye_compare_row_new ());
  g_ptr_array_add (self->items, item);
}

static void
on_bind (SockeyeCompareWindow *self, GtkListItem *item)
{
  sockeye_compare_row_show (SOCKEYE_COMPARE_ROW (gtk_list_item_get_child (item)),
                            gtk_list_item_get_item (item), self->looks);
}

static void
on_unbind (SockeyeCompareWindow *self, GtkListItem *item)
{
  sockeye_compare_row_show (SOCKEYE_COMPARE_ROW (gtk_list_item_get_child (item)), NULL, self->looks);
}

static void
on_teardown (SockeyeCompareWindow *self, GtkListItem *item)
{
  if (self->items != NULL)
    g_ptr_array_remove_fast (self->items, item);
}

static void
on_selected (SockeyeCompareWindow *self)
{
  gtk_label_set_label (self->place, "");
  sockeye_compare_details_show (self->details, gtk_single_selection_get_selected_item (self->selection));
  sockeye_compare_window_update_actions (self);
}

/* Private: rows, and what is selected of them. */
void
sockeye_compare_window_set_up_list (SockeyeCompareWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->items = g_ptr_array_new ();
  self->model = sockeye_compare_model_new ();
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (on_teardown), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/* Private: their form has changed. */
void
sockeye_compare_window_refresh_rows (SockeyeCompareWindow *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (gtk_list_item_get_item (self->items->pdata[i]) != NULL)
      on_bind (self, self->items->pdata[i]);
}

static GtkWidget *
find_widget (SockeyeCompareWindow *self, guint position)
{
  for (guint i = 0; i < self->items->len; i++)
    if (gtk_list_item_get_item (self->items->pdata[i]) != NULL
        && gtk_list_item_get_position (self->items->pdata[i]) == position)
      return gtk_widget_get_parent (gtk_list_item_get_child (self->items->pdata[i]));
  return NULL;
}

/* The arrow keys go on from the row that has the keyboard, and GTK 4.8 gives it to none by itself. */
static gboolean
on_placing (GtkWidget *list, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data)
{
  SockeyeCompareWindow *self = data;
  GtkWidget *widget = find_widget (self, gtk_single_selection_get_selected (self->selection));

  if (widget != NULL && gtk_widget_get_mapped (widget))
    gtk_widget_grab_focus (widget);
  else if (++self->placing < PLACING_FRAMES_MAX)
    return G_SOURCE_CONTINUE;
  (void) list;
  self->placing = 0;
  return G_SOURCE_REMOVE;
}

/* GTK 4.8 puts it at the top even if it is in view. */
static gboolean
is_in_view (SockeyeCompareWindow *self, guint position)
{
  GtkWidget *widget = find_widget (self, position);
  graphene_rect_t bounds;

  return widget != NULL && gtk_widget_get_mapped (widget)
         && gtk_widget_compute_bounds (widget, GTK_WIDGET (self->list), &bounds) && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (GTK_WIDGET (self->list));
}

/**
 * sockeye_compare_window_select:
 * @self: a window
 * @position: a row
 *
 * Private. Selects it, and brings it into view.
 */
void
sockeye_compare_window_select (SockeyeCompareWindow *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  if (!is_in_view (self, position))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                                position - MIN (position, ROWS_BEFORE));
  if (self->placing == 0)
    {
      self->placing = 1;
      gtk_widget_add_tick_callback (GTK_WIDGET (self->list), on_placing, self, NULL);
    }
}

/**
 * sockeye_compare_window_go:
 * @self: a window
 * @forward: to the next difference, otherwise to the one before
 *
 * Private.
 */
void
sockeye_compare_window_go (SockeyeCompareWindow *self, gboolean forward)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  gboolean only = gtk_check_button_get_active (self->only_differences);
  guint position = selected != GTK_INVALID_LIST_POSITION ? selected : G_MAXUINT;
  guint found;

  if (self->diff == NULL)
    return;
  if (sockeye_capture_diff_find (self->diff, only, position, forward, &found))
    {
      sockeye_compare_window_select (self, found);
      return;
    }
  /* Beside the counts, where nothing moves to make room for it. */
  gtk_label_set_label (self->place, forward ? _ ("There is no further difference.")
                                            : _ ("There is no difference before this one."));
  gtk_widget_error_bell (GTK_WIDGET (self));
}
