/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "compare-window.h"
#include "far-end.h"

/* Compares the captures of tabs, whatever window they are in. */

static gboolean
on_show_record (SockeyeWindow *self G_GNUC_UNUSED, SockeyeWorkspace *workspace, guint64 number)
{
  SockeyeSessionPage *page = sockeye_far_end_find_page (workspace);
  GtkRoot *root = page != NULL ? gtk_widget_get_root (GTK_WIDGET (page)) : NULL;

  if (!SOCKEYE_IS_WINDOW (root) || !sockeye_session_page_show_record (page, number))
    return FALSE;
  sockeye_window_activate_page (SOCKEYE_WINDOW (root), page);
  return TRUE;
}

static void
on_show_capture (SockeyeWindow *self, SockeyeCapture *capture, GFile *file, SockeyeCompareWindow *window)
{
  sockeye_window_show_capture (self, capture, file);
  sockeye_compare_window_choose (window, NULL, sockeye_session_page_get_workspace (self->page));
}

static SockeyeCompareWindow *
find_window (SockeyeWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_COMPARE_WINDOW (l->data)
        && gtk_window_get_transient_for (GTK_WINDOW (l->data)) == GTK_WINDOW (self))
      return l->data;
  return NULL;
}

static SockeyeCompareWindow *
make_window (SockeyeWindow *self)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  GtkWidget *window;

  limits.quota = (guint64) g_settings_get_int (self->settings, "quota") << 30;
  limits.leave_free = (guint64) g_settings_get_int (self->settings, "leave-free") << 30;
  window = sockeye_compare_window_new (GTK_WINDOW (self), &limits);
  g_signal_connect_object (window, "show-record", G_CALLBACK (on_show_record), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "show-capture", G_CALLBACK (on_show_capture), self, G_CONNECT_SWAPPED);
  return SOCKEYE_COMPARE_WINDOW (window);
}

/* When the first record of a page was, microseconds since the Epoch; 0: there is none. */
static gint64
get_beginning (SockeyeSessionPage *page)
{
  SockeyeCapture *capture = sockeye_workspace_get_capture (sockeye_session_page_get_workspace (page));
  SockeyeRecord record;

  return sockeye_capture_get_record (capture, sockeye_capture_get_first (capture), &record) ? record.time : 0;
}

/* Of the tabs in which something has happened, the nearest one, and of two the one before. */
static SockeyeSessionPage *
find_nearest (SockeyeWindow *self, SockeyeSessionPage *from, gboolean only_documents)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  SockeyeSessionPage *nearest = NULL;
  guint least = G_MAXUINT;
  guint position = 0;

  g_ptr_array_find (pages, from, &position);
  for (guint i = 0; i < pages->len; i++)
    {
      SockeyeSessionPage *page = pages->pdata[i];
      guint distance = MAX (i, position) - MIN (i, position);

      if (page == from || distance >= least || get_beginning (page) == 0
          || (only_documents && !sockeye_session_page_is_document (page)))
        continue;
      nearest = page;
      least = distance;
    }
  return nearest;
}

/* In this window, otherwise in another one. */
static SockeyeSessionPage *
find_other (SockeyeWindow *self, gboolean only_documents)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  SockeyeSessionPage *other = find_nearest (self, self->page, only_documents);

  for (GList *l = windows; l != NULL && other == NULL; l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data))
      other = find_nearest (l->data, self->page, only_documents);
  return other;
}

/* The other end of a pair; for a file another file; otherwise the nearest tab. */
static SockeyeSessionPage *
choose_other (SockeyeWindow *self)
{
  SockeyeSessionPage *other = sockeye_session_page_get_twin (self->page);

  if (other == NULL && sockeye_session_page_is_document (self->page))
    other = find_other (self, TRUE);
  if (other == NULL)
    other = find_other (self, FALSE);
  return other != NULL ? other : self->page;
}

/* What was before stands on the left. */
static void
choose (SockeyeCompareWindow *window, SockeyeSessionPage *page, SockeyeSessionPage *other)
{
  SockeyeWorkspace *workspace = sockeye_session_page_get_workspace (page);
  SockeyeWorkspace *other_workspace = sockeye_session_page_get_workspace (other);
  gint64 other_beginning = get_beginning (other);

  if (other == sockeye_session_page_get_twin (page))
    sockeye_compare_window_choose_ends (window, workspace, other_workspace);
  else if (other_beginning != 0 && other_beginning < get_beginning (page))
    sockeye_compare_window_choose (window, other_workspace, workspace);
  else
    sockeye_compare_window_choose (window, workspace, other_workspace);
}

static void
on_compare (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;
  SockeyeCompareWindow *window = find_window (self);
  SockeyeWorkspace *workspace = sockeye_session_page_get_workspace (self->page);

  if (window == NULL)
    window = make_window (self);
  /* What was chosen there stays, unless it is another tab that is to be compared. */
  if (!sockeye_compare_window_is_about (window, workspace))
    choose (window, self->page, choose_other (self));
  gtk_window_present (GTK_WINDOW (window));
}

/* Private: the action that compares captures. */
void
sockeye_window_add_comparing (SockeyeWindow *self)
{
  static const GActionEntry entries[] = { { "compare", on_compare, NULL, NULL, NULL, { 0 } } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
