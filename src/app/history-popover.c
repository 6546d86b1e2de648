/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-popover.h"

#include "history-row.h"

#include <glib/gi18n-lib.h>

/* Rows that Page Up and Page Down skip. */
#define PAGE 8
/* A list view of GTK 4.8 makes the widgets of two hundred rows at once, whether they are seen or not: that would be a
 * tenth of a second without a frame. So it gets the first rows at once, some more with each frame, and in the end all. */
#define FIRST_ROWS  16u
#define MORE_ROWS   16u
#define ENOUGH_ROWS 256u

struct _SockeyeHistoryPopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListView *list;
  GtkLabel *count;
  GtkWidget *undo;
  GtkWidget *clear;

  /* Owned */
  SockeyeHistory *history;
  GtkFilter *filter;
  GtkSliceListModel *slice; /* of what matches */
  GtkSingleSelection *selection;
  GPtrArray *removed; /* of SockeyeHistoryItem: what Undo brings back */
  char *wanted;       /* folded: what is searched for */

  guint tick;          /* 0: all rows are there */
  gint64 removed_time; /* of the last one, real */
  gboolean composing;  /* an input method has the keys */
};

G_DEFINE_FINAL_TYPE (SockeyeHistoryPopover, sockeye_history_popover, GTK_TYPE_POPOVER)

enum
{
  PUT_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What it shows */

static void
sync_page (SockeyeHistoryPopover *self)
{
  const char *page = "list";

  if (g_list_model_get_n_items (G_LIST_MODEL (self->history)) == 0)
    page = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    page = "none";
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* In one place: the popover does not change its size under the pointer. */
static void
sync_count (SockeyeHistoryPopover *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->history));
  guint n_removed = self->removed->len;
  g_autofree char *text = NULL;

  if (n_removed > 0)
    text = g_strdup_printf (ngettext ("%u text was removed.", "%u texts were removed.", n_removed),
                            n_removed);
  else if (sockeye_history_is_full (self->history))
    /* Translators: %u is a number of texts in a list that is full */
    text = g_strdup_printf (ngettext ("%u text; the oldest give way", "%u texts; the oldest give way", n), n);
  else if (n > 0)
    text = g_strdup_printf (ngettext ("%u text", "%u texts", n), n);
  gtk_label_set_label (self->count, text != NULL ? text : "");
  gtk_widget_set_visible (self->undo, n_removed > 0);
  gtk_widget_set_sensitive (self->clear, n > 0);
}

static void
on_history_changed (SockeyeHistoryPopover *self)
{
  sync_page (self);
  sync_count (self);
}

static gboolean
matches (gpointer item, gpointer data)
{
  SockeyeHistoryPopover *self = data;

  return *self->wanted == '\0' || sockeye_history_item_matches (item, self->wanted);
}

/* --- What is done with it */

static void
select_row (SockeyeHistoryPopover *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

static void
move_selection (SockeyeHistoryPopover *self, int rows)
{
  int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n > 0 && selected != GTK_INVALID_LIST_POSITION)
    select_row (self, (guint) CLAMP ((int) selected + rows, 0, n - 1));
}

static void
put_back (SockeyeHistoryPopover *self, SockeyeHistoryItem *item)
{
  g_autoptr (SockeyeHistoryItem) held = g_object_ref (item);

  if (!sockeye_history_item_is_whole (item))
    return;

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[PUT_BACK], 0, held);
}

/* It closes: the row moves to the top, and a second press would send another one. */
static void
send_again (SockeyeHistoryPopover *self, SockeyeHistoryItem *item)
{
  guint position = sockeye_history_find (self->history, item);

  if (!sockeye_history_item_is_whole (item) || position == G_MAXUINT)
    return;

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "session.send-again", "u", position);
}

static void
send_selected (SockeyeHistoryPopover *self)
{
  SockeyeHistoryItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    send_again (self, item);
}

static void
note_removed (SockeyeHistoryPopover *self)
{
  if (self->removed->len > SOCKEYE_HISTORY_ENTRIES_MAX)
    g_ptr_array_remove_range (self->removed, 0, self->removed->len - SOCKEYE_HISTORY_ENTRIES_MAX);
  self->removed_time = g_get_real_time ();
  sync_count (self);
}

static void
remove_selected (SockeyeHistoryPopover *self)
{
  SockeyeHistoryItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item == NULL)
    return;

  g_ptr_array_add (self->removed, g_object_ref (item));
  sockeye_history_remove (self->history, item);
  note_removed (self);
}

static void
on_clear (SockeyeHistoryPopover *self)
{
  g_ptr_array_extend_and_steal (self->removed, sockeye_history_clear (self->history));
  note_removed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
on_undo (SockeyeHistoryPopover *self)
{
  sockeye_history_restore (self->history, self->removed);
  g_ptr_array_set_size (self->removed, 0);
  sync_count (self);
  select_row (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- Keys and rows */

static void
on_search_changed (SockeyeHistoryPopover *self)
{
  g_free (self->wanted);
  self->wanted = sockeye_history_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  if (self->filter == NULL)
    return;

  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  select_row (self, 0);
}

static void
on_search_activated (SockeyeHistoryPopover *self)
{
  SockeyeHistoryItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    put_back (self, item);
}

static void
on_search_stopped (SockeyeHistoryPopover *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_preedit_changed (SockeyeHistoryPopover *self, const char *preedit)
{
  self->composing = *preedit != '\0';
}

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

static gboolean
is_delete (guint keyval)
{
  return keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete;
}

/* Keys that the field has no use for are those of the list below it. */
static gboolean
on_search_key (SockeyeHistoryPopover *self,
               guint keyval,
               guint keycode G_GNUC_UNUSED,
               GdkModifierType modifiers,
               GtkEventControllerKey *controller G_GNUC_UNUSED)
{
  if (is_enter (keyval) && (modifiers & GDK_CONTROL_MASK) != 0)
    {
      send_selected (self);
      return GDK_EVENT_STOP;
    }

  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_selection (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_selection (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      move_selection (self, PAGE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      move_selection (self, -PAGE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* The field would take Delete also where there is nothing to delete. */
static gboolean
on_search_delete (SockeyeHistoryPopover *self,
                  guint keyval,
                  guint keycode G_GNUC_UNUSED,
                  GdkModifierType modifiers G_GNUC_UNUSED,
                  GtkEventControllerKey *controller G_GNUC_UNUSED)
{
  if (!is_delete (keyval) || self->composing || *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    return GDK_EVENT_PROPAGATE;

  remove_selected (self);
  return GDK_EVENT_STOP;
}

static gboolean
on_list_key (SockeyeHistoryPopover *self,
             guint keyval,
             guint keycode G_GNUC_UNUSED,
             GdkModifierType modifiers,
             GtkEventControllerKey *controller G_GNUC_UNUSED)
{
  if (is_delete (keyval))
    remove_selected (self);
  else if (is_enter (keyval) && (modifiers & GDK_CONTROL_MASK) != 0)
    send_selected (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_row_activated (SockeyeHistoryPopover *self, guint position)
{
  g_autoptr (SockeyeHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    put_back (self, item);
}

static void
on_setup_row (GtkSignalListItemFactory *factory G_GNUC_UNUSED, GtkListItem *list_item, gpointer data)
{
  GtkWidget *row = sockeye_history_row_new ();

  g_signal_connect_object (row, "send-again", G_CALLBACK (send_again), data, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
on_bind_row (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
             GtkListItem *list_item,
             gpointer data G_GNUC_UNUSED)
{
  SockeyeHistoryItem *item = gtk_list_item_get_item (list_item);

  sockeye_history_row_set_item (SOCKEYE_HISTORY_ROW (gtk_list_item_get_child (list_item)), item);
  gtk_list_item_set_activatable (list_item, sockeye_history_item_is_whole (item));
}

static void
on_unbind_row (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
               GtkListItem *list_item,
               gpointer data G_GNUC_UNUSED)
{
  sockeye_history_row_set_item (SOCKEYE_HISTORY_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* --- Life */

/* Whoever has sent something since does not miss what was removed. */
static void
forget_removed (SockeyeHistoryPopover *self)
{
  g_autoptr (SockeyeHistoryItem) newest = g_list_model_get_item (G_LIST_MODEL (self->history), 0);

  if (newest != NULL && sockeye_history_item_get_time (newest) > self->removed_time)
    g_ptr_array_set_size (self->removed, 0);
  sync_count (self);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SockeyeHistoryPopover *self = SOCKEYE_HISTORY_POPOVER (widget);
  guint size = gtk_slice_list_model_get_size (self->slice) + MORE_ROWS;

  if (size < ENOUGH_ROWS)
    {
      gtk_slice_list_model_set_size (self->slice, size);
      return G_SOURCE_CONTINUE;
    }

  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
sockeye_history_popover_map (GtkWidget *widget)
{
  SockeyeHistoryPopover *self = SOCKEYE_HISTORY_POPOVER (widget);

  forget_removed (self);
  gtk_slice_list_model_set_size (self->slice, FIRST_ROWS);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  self->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  select_row (self, 0);

  GTK_WIDGET_CLASS (sockeye_history_popover_parent_class)->map (widget);
}

/* It makes all of them anew whenever something comes on top of them, also where nobody sees it. */
static void
sockeye_history_popover_unmap (GtkWidget *widget)
{
  SockeyeHistoryPopover *self = SOCKEYE_HISTORY_POPOVER (widget);

  GTK_WIDGET_CLASS (sockeye_history_popover_parent_class)->unmap (widget);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  gtk_list_view_set_model (self->list, NULL);
}

static void
sockeye_history_popover_dispose (GObject *object)
{
  SockeyeHistoryPopover *self = SOCKEYE_HISTORY_POPOVER (object);

  if (self->history != NULL)
    g_signal_handlers_disconnect_by_data (self->history, self);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_HISTORY_POPOVER);
  g_clear_object (&self->selection);
  g_clear_object (&self->slice);
  g_clear_object (&self->filter);
  g_clear_object (&self->history);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (sockeye_history_popover_parent_class)->dispose (object);
}

static void
sockeye_history_popover_class_init (SockeyeHistoryPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_history_popover_dispose;
  widget_class->map = sockeye_history_popover_map;
  widget_class->unmap = sockeye_history_popover_unmap;

  /**
   * SockeyeHistoryPopover::put-back:
   * @item: what was chosen
   *
   * It is to stand in the box.
   */
  signals[PUT_BACK] = g_signal_new ("put-back", SOCKEYE_TYPE_HISTORY_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, SOCKEYE_TYPE_HISTORY_ITEM);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/history-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryPopover, search);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryPopover, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryPopover, count);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryPopover, undo);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryPopover, clear);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_list_key);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_delete);
  gtk_widget_class_bind_template_callback (widget_class, on_search_key);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_undo);
}

static void
sockeye_history_popover_init (SockeyeHistoryPopover *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->wanted = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (gtk_editable_get_delegate (GTK_EDITABLE (self->search)), "preedit-changed",
                            G_CALLBACK (on_preedit_changed), self);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_row), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_row), NULL);
  gtk_list_view_set_factory (self->list, factory);
}

/**
 * sockeye_history_popover_set_history:
 * @self: a popover
 * @history: what it shows; once
 */
void
sockeye_history_popover_set_history (SockeyeHistoryPopover *self, SockeyeHistory *history)
{
  GtkFilterListModel *shown;

  g_return_if_fail (self->history == NULL);

  self->history = g_object_ref (history);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (history)), g_object_ref (self->filter));
  self->slice = gtk_slice_list_model_new (G_LIST_MODEL (shown), 0, G_MAXUINT);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->slice)));

  g_signal_connect_object (history, "items-changed", G_CALLBACK (on_history_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (sync_page), self, G_CONNECT_SWAPPED);
  on_history_changed (self);
}
