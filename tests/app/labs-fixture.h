/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "labs-pane.h"
#include "session-options.h"
#include "window-fixture.h"
#include "window-private.h"

G_BEGIN_DECLS

/* Hands and eyes for the labs of a window, and for the tabs that they have opened. */

static inline GtkWidget *
get_child (WindowFixture *self, const char *name)
{
  return window_child (self->window->labs_pane, name);
}

static inline GtkWidget *
get_step (WindowFixture *self, guint number)
{
  GtkWidget *row = gtk_widget_get_first_child (get_child (self, "steps"));

  for (guint i = 1; i < number; i++)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

static inline gboolean
is_done (WindowFixture *self, guint number)
{
  return g_str_equal (gtk_stack_get_visible_child_name (window_child (get_step (self, number), "mark")),
                      "done");
}

static inline const char *
get_message (WindowFixture *self, guint number)
{
  return gtk_label_get_label (window_child (get_step (self, number), "message"));
}

static inline gboolean
is_all_done (WindowFixture *self)
{
  return g_str_has_prefix (gtk_label_get_label (GTK_LABEL (get_child (self, "result"))),
                           "All steps are done");
}

static inline void
click (WindowFixture *self, const char *name)
{
  g_signal_emit_by_name (get_child (self, name), "clicked");
}

static inline void
choose_lab (WindowFixture *self, guint number)
{
  GtkListBox *list = GTK_LIST_BOX (get_child (self, "list"));

  window_wait_for (gtk_list_box_get_row_at_index (list, (int) number - 1) != NULL);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, (int) number - 1));
}

/* What has happened until now is looked at. */
static inline void
look_again (WindowFixture *self, guint number)
{
  click (self, "back");
  choose_lab (self, number);
}

static inline SockeyeSessionPage *
find_page (WindowFixture *self, const char *name)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self->window);

  for (guint i = 0; i < pages->len; i++)
    if (g_strcmp0 (sockeye_session_page_get_name (pages->pdata[i]), name) == 0)
      return pages->pdata[i];
  g_error ("There is no page %s", name);
}

static inline SockeyeSession *
get_session (WindowFixture *self, const char *name)
{
  return sockeye_workspace_get_session (find_page (self, name)->workspace);
}

static inline SockeyeSessionState
get_state (WindowFixture *self, const char *name)
{
  return sockeye_session_get_state (get_session (self, name));
}

static inline void
act (WindowFixture *self, const char *name, const char *action)
{
  GActionGroup *actions = sockeye_session_page_get_actions (find_page (self, name));

  window_wait_for (g_action_group_get_action_enabled (actions, action));
  g_action_group_activate_action (actions, action, NULL);
}

static inline void
send_text (WindowFixture *self, const char *name, const char *text)
{
  sockeye_send_box_set_text (find_page (self, name)->send_box, text);
  act (self, name, "send");
}

static inline void
close_session (WindowFixture *self, const char *name)
{
  act (self, name, "open-close");
  window_wait_for (get_state (self, name) == SOCKEYE_SESSION_CLOSED);
}

static inline SockeyeTraffic
get_traffic (WindowFixture *self, const char *name)
{
  SockeyeTraffic traffic;

  sockeye_capture_get_traffic (sockeye_workspace_get_capture (find_page (self, name)->workspace), &traffic);
  return traffic;
}

static inline guint64
count_received (WindowFixture *self, const char *name)
{
  return get_traffic (self, name).received_messages;
}

static inline void
set_encoding (WindowFixture *self, const char *name, const char *encoding)
{
  sockeye_workspace_set_charset (find_page (self, name)->workspace, sockeye_charset_find (encoding));
}

G_END_DECLS
