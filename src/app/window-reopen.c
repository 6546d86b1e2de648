/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "log-clearing.h"

#include <glib/gi18n-lib.h>

/* The tab that was closed last comes back, for as long as a log that was cleared does. Its session is closed. */

static void
set_enabled (SockeyeWindow *self, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "reopen-tab");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
on_time_is_over (gpointer data)
{
  SockeyeWindow *self = data;

  self->closed.timer = 0;
  sockeye_window_forget_closed (self);
}

static void
show (SockeyeWindow *self)
{
  g_autofree char *message = g_strdup_printf (
      /* Translators: %s is the title of a tab */
      _ ("The tab “%s” was closed."), sockeye_session_page_get_label (self->closed.page));

  if (self->closed.bar == NULL)
    {
      self->closed.bar = g_object_new (SOCKEYE_TYPE_NOTICE_BAR, "margin-bottom", 8, NULL);
      gtk_box_prepend (GTK_BOX (gtk_window_get_child (GTK_WINDOW (self))), GTK_WIDGET (self->closed.bar));
    }
  sockeye_notice_bar_show_undo (self->closed.bar, message, "win.reopen-tab");
}

static void
on_reopen_tab (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;
  g_autoptr (SockeyeSessionPage) page = g_steal_pointer (&self->closed.page);
  g_autoptr (GtkWidget) tab = g_steal_pointer (&self->closed.tab);

  sockeye_window_forget_closed (self);
  sockeye_session_page_set_away (page, FALSE);
  sockeye_window_add_page (page, tab, self->closed.side, self->closed.position);
  sockeye_window_activate_page (self, page);
}

/* Private: whether something would be lost with it that can be kept for a while. The last one takes its window with it. A lab
 * and the projector want to know at once that it has gone. */
gboolean
sockeye_window_can_reopen (SockeyeWindow *self, SockeyeSessionPage *page)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  SockeyeCapture *capture = sockeye_workspace_get_capture (sockeye_session_page_get_workspace (page));

  return pages->len > 1 && !sockeye_session_page_is_busy (page) && !sockeye_window_is_of_lab (page)
         && self->projector == NULL
         && sockeye_capture_get_n_records (capture) > sockeye_capture_get_first (capture);
}

/* Private: @page, whose tab is @tab, is about to be closed. One that was put away before is let go of. */
void
sockeye_window_put_away (SockeyeWindow *self, SockeyeSessionPage *page, GtkWidget *tab)
{
  sockeye_window_forget_closed (self);
  self->closed.page = g_object_ref (page);
  self->closed.tab = g_object_ref (tab);
  self->closed.side = sockeye_window_get_side (page);
  self->closed.position = gtk_notebook_page_num (self->closed.side, GTK_WIDGET (page));
  self->closed.timer = g_timeout_add_once (SOCKEYE_LOG_CLEARING_SECONDS * 1000, on_time_is_over, self);
  sockeye_session_page_set_away (page, TRUE);
  show (self);
  set_enabled (self, TRUE);
}

/* Private: lets go of what was put away. */
void
sockeye_window_forget_closed (SockeyeWindow *self)
{
  g_clear_handle_id (&self->closed.timer, g_source_remove);
  g_clear_object (&self->closed.tab);
  g_clear_object (&self->closed.page);
  if (self->closed.bar != NULL)
    sockeye_notice_bar_dismiss (self->closed.bar);
  set_enabled (self, FALSE);
}

void
sockeye_window_add_reopening (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "reopen-tab", on_reopen_tab, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  set_enabled (self, FALSE);
}
