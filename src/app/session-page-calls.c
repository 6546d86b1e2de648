/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "call-window.h"
#include "far-end.h"

/* The diagram of calls and the log show each other's places. */

/* The far end may be in a tab behind this one, or in another window. */
static void
bring_to_front (SockeyeSessionPage *self, SockeyeSessionPage *page)
{
  GtkWidget *side = gtk_widget_get_ancestor (GTK_WIDGET (page), GTK_TYPE_NOTEBOOK);
  GtkWindow *window = sockeye_session_page_get_window (page);

  if (side != NULL)
    gtk_notebook_set_current_page (GTK_NOTEBOOK (side),
                                   gtk_notebook_page_num (GTK_NOTEBOOK (side), GTK_WIDGET (page)));
  if (window != sockeye_session_page_get_window (self))
    gtk_window_present (window);
}

static gboolean
on_show_record (SockeyeSessionPage *self, SockeyeWorkspace *workspace, guint64 number)
{
  SockeyeSessionPage *page = sockeye_far_end_find_page (workspace);

  if (page == NULL || !sockeye_session_page_show_record (page, number))
    return FALSE;
  bring_to_front (self, page);
  return TRUE;
}

static void
light (SockeyeCallWindow *window, SockeyeWorkspace *workspace, SockeyeLogView *view)
{
  SockeyeLogPosition from, to;

  if (sockeye_log_view_get_selection (view, &from, &to))
    sockeye_call_window_light (window, workspace, from.number);
}

static void
on_own_selection (SockeyeLogView *view, SockeyeCallWindow *window)
{
  light (window, sockeye_call_window_get_workspace (window, 0), view);
}

static void
on_twin_selection (SockeyeLogView *view, SockeyeCallWindow *window)
{
  light (window, sockeye_call_window_get_workspace (window, 1), view);
}

static GtkWindow *
find_window (SockeyeSessionPage *self, SockeyeWorkspace *twin)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_CALL_WINDOW (l->data) && sockeye_call_window_is_of (l->data, self->workspace, twin))
      return l->data;
  return NULL;
}

static GtkWindow *
make_window (SockeyeSessionPage *self, SockeyeWorkspace *twin)
{
  GtkWidget *window = sockeye_call_window_new (sockeye_session_page_get_window (self), self->workspace, twin,
                                               sockeye_session_page_is_document (self));

  g_signal_connect_object (window, "show-record", G_CALLBACK (on_show_record), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sockeye_data_log_get_view (self->data_log), "selection-changed",
                           G_CALLBACK (on_own_selection), window, 0);
  if (twin != NULL)
    g_signal_connect_object (sockeye_data_log_get_view (self->twin->data_log), "selection-changed",
                             G_CALLBACK (on_twin_selection), window, 0);
  sockeye_session_page_adopt (self, GTK_WINDOW (window));
  return GTK_WINDOW (window);
}

static void
on_call_diagram (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeWorkspace *twin = self->twin != NULL ? self->twin->workspace : NULL;
  GtkWindow *window = find_window (self, twin);
  guint32 peer = g_variant_get_uint32 (parameter);

  if (window == NULL)
    window = make_window (self, twin);
  if (peer != 0)
    sockeye_call_window_choose (SOCKEYE_CALL_WINDOW (window), peer);
  gtk_window_present (window);
}

/* Private: the action that shows the diagram. */
void
sockeye_session_page_add_call_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = { { "call-diagram", on_call_diagram, "u", NULL, NULL, { 0 } } };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
