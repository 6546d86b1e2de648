/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "application.h"
#include "document-settings.h"
#include "session-store.h"
#include "tab-drag.h"

#include <glib/gi18n-lib.h>

/* The pages of a window, in one or two rows of tabs. */

static guint
count_pages (SockeyeWindow *self)
{
  return (guint) (gtk_notebook_get_n_pages (self->first) + gtk_notebook_get_n_pages (self->second));
}

static SockeyePageTab *
get_tab (SockeyeSessionPage *page)
{
  return SOCKEYE_PAGE_TAB (gtk_notebook_get_tab_label (sockeye_window_get_side (page), GTK_WIDGET (page)));
}

static SockeyeSessionPage *
get_shown (GtkNotebook *side)
{
  int position = gtk_notebook_get_current_page (side);

  return position < 0 ? NULL : SOCKEYE_SESSION_PAGE (gtk_notebook_get_nth_page (side, position));
}

static void
follow_title (SockeyeWindow *self)
{
  if (self->page != NULL)
    gtk_window_set_title (GTK_WINDOW (self), sockeye_session_page_get_title (self->page));
  sockeye_window_tell_others (self);
}

/* The row of tabs whose page is meant by the keys stands out. */
static void
mark_side (SockeyeWindow *self)
{
  GtkNotebook *side = self->page != NULL ? sockeye_window_get_side (self->page) : NULL;

  if (side == self->first)
    gtk_widget_add_css_class (GTK_WIDGET (self->first), "current");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->first), "current");
  if (side == self->second)
    gtk_widget_add_css_class (GTK_WIDGET (self->second), "current");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->second), "current");
}

/* Keys and the header bar's menus are about this page. */
static void
take_page (SockeyeWindow *self, SockeyeSessionPage *page)
{
  if (self->page != page)
    {
      g_set_weak_pointer (&self->page, page);
      gtk_widget_insert_action_group (GTK_WIDGET (self), "session",
                                      page != NULL ? sockeye_session_page_get_actions (page) : NULL);
    }

  follow_title (self);
  mark_side (self);
  sockeye_window_update_actions (self);
}

static gboolean
is_mine (SockeyeWindow *self, SockeyeSessionPage *page)
{
  return page != NULL && gtk_widget_get_root (GTK_WIDGET (page)) == GTK_ROOT (self);
}

static void
close_when_empty (gpointer data)
{
  g_autoptr (SockeyeWindow) self = data;

  /* It may have been closed meanwhile. */
  if (!self->arranging && count_pages (self) == 0)
    gtk_window_close (GTK_WINDOW (self));
}

static void
halve (SockeyeWindow *self)
{
  g_signal_handlers_disconnect_by_func (self->sides, halve, self);
  gtk_paned_set_position (self->sides, gtk_widget_get_width (GTK_WIDGET (self->sides)) / 2);
}

/* At first both are as wide; later it is as the user wants it. */
static void
show_second (SockeyeWindow *self)
{
  gboolean show = gtk_notebook_get_n_pages (self->second) > 0;

  if (show == gtk_widget_get_visible (GTK_WIDGET (self->second)))
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->second), show);
  if (show && gtk_widget_get_width (GTK_WIDGET (self->sides)) > 0)
    halve (self);
  else if (show)
    g_signal_connect_swapped (self->sides, "notify::max-position", G_CALLBACK (halve), self);
}

static void
tell_beside (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  gboolean beside = gtk_notebook_get_n_pages (self->second) > 0 || sockeye_window_shows_labs (self);

  for (guint i = 0; i < pages->len; i++)
    {
      int n_tabs = gtk_notebook_get_n_pages (sockeye_window_get_side (pages->pdata[i]));

      sockeye_page_tab_set_beside (get_tab (pages->pdata[i]), beside ? (guint) n_tabs : 0);
      sockeye_session_page_set_beside (pages->pdata[i], beside);
    }
}

/* Private: one side is not left empty beside the other, and a single tab needs no row of its own. */
void
sockeye_window_arrange (SockeyeWindow *self)
{
  gboolean several;

  if (self->arranging)
    return;

  several = count_pages (self) > 1;
  if (gtk_notebook_get_n_pages (self->first) == 0)
    sockeye_window_end_beside (self);
  show_second (self);
  tell_beside (self);
  gtk_notebook_set_show_tabs (self->first, several);
  gtk_notebook_set_show_tabs (self->second, several);

  take_page (self, is_mine (self, self->page) ? self->page : get_shown (self->first));
  sockeye_window_keep (self);
}

static void
on_page_added (SockeyeWindow *self, GtkWidget *page)
{
  g_signal_connect_object (page, "notify::title", G_CALLBACK (follow_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::label", G_CALLBACK (sockeye_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  sockeye_window_arrange (self);
}

static void
on_page_removed (SockeyeWindow *self, GtkWidget *page)
{
  g_signal_handlers_disconnect_by_func (page, follow_title, self);
  g_signal_handlers_disconnect_by_func (page, sockeye_window_update_actions, self);
  sockeye_window_arrange (self);
  /* A page that is dragged is in no window for a moment, and GTK is not done with the old one. */
  if (!self->arranging && count_pages (self) == 0)
    g_idle_add_once (close_when_empty, g_object_ref (self));
}

static void
on_page_reordered (SockeyeWindow *self)
{
  sockeye_window_update_actions (self);
  sockeye_window_keep (self);
}

static void
on_switch_page (SockeyeWindow *self, GtkWidget *page)
{
  if (!self->arranging)
    take_page (self, SOCKEYE_SESSION_PAGE (page));
}

/* The keyboard is in a page, or on the tab of one. */
static void
on_focus (SockeyeWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *page = focus != NULL ? gtk_widget_get_ancestor (focus, SOCKEYE_TYPE_SESSION_PAGE) : NULL;

  if (page == NULL && focus != NULL
      && (focus == (GtkWidget *) self->first || focus == (GtkWidget *) self->second))
    page = GTK_WIDGET (get_shown (GTK_NOTEBOOK (focus)));
  if (page != NULL && !self->arranging && SOCKEYE_SESSION_PAGE (page) != self->page)
    take_page (self, SOCKEYE_SESSION_PAGE (page));
}

/* A tab was dropped where there is no window. */
static GtkNotebook *
on_create_window (SockeyeWindow *self)
{
  GtkWindow *other = sockeye_window_new_empty (gtk_window_get_application (GTK_WINDOW (self)),
                                               self->settings);

  gtk_window_present (other);
  return SOCKEYE_WINDOW (other)->first;
}

static SockeyeWindow *
get_window (SockeyePageTab *tab)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (tab));

  return SOCKEYE_IS_WINDOW (root) ? SOCKEYE_WINDOW (root) : NULL;
}

/* The tab goes with its page from window to window. */
static void
on_tab_close (SockeyePageTab *tab)
{
  SockeyeWindow *self = get_window (tab);

  if (self != NULL)
    sockeye_window_close_page (self, sockeye_page_tab_get_page (tab));
}

static void
on_tab_menu (SockeyePageTab *tab, double x, double y)
{
  SockeyeWindow *self = get_window (tab);

  if (self == NULL)
    return;

  sockeye_window_activate_page (self, sockeye_page_tab_get_page (tab));
  sockeye_page_tab_popup_menu (tab, G_MENU_MODEL (self->tab_menu), x, y);
}

/* Private: @position: -1: at the end */
void
sockeye_window_add_page (SockeyeSessionPage *page, GtkWidget *tab, GtkNotebook *side, int position)
{
  gtk_notebook_insert_page (side, GTK_WIDGET (page), tab, position);
  gtk_notebook_set_tab_reorderable (side, GTK_WIDGET (page), TRUE);
  gtk_notebook_set_tab_detachable (side, GTK_WIDGET (page), TRUE);
}

/* --- Private */

/* Private: the tabs from left to right. */
GPtrArray *
sockeye_window_get_pages (SockeyeWindow *self)
{
  GPtrArray *pages = g_ptr_array_new ();
  GtkNotebook *sides[] = { self->first, self->second };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    for (int j = 0; j < gtk_notebook_get_n_pages (sides[i]); j++)
      g_ptr_array_add (pages, gtk_notebook_get_nth_page (sides[i], j));

  return pages;
}

/* Private: the row of tabs that a page is in. */
GtkNotebook *
sockeye_window_get_side (SockeyeSessionPage *page)
{
  return GTK_NOTEBOOK (gtk_widget_get_ancestor (GTK_WIDGET (page), GTK_TYPE_NOTEBOOK));
}

static SockeyeSessionPage *
make_page (SockeyeWindow *self, GVariant *kept, SockeyeCapture *capture, GtkNotebook *side)
{
  SockeyeApplication *program = SOCKEYE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (GVariant) origin = capture != NULL ? sockeye_document_settings_new (capture) : NULL;
  g_autoptr (GSettings) store = sockeye_session_store_new (self->settings, origin != NULL ? origin : kept);
  GtkWidget *page = sockeye_session_page_new_for_capture (store,
                                                          sockeye_application_get_quick_commands (program),
                                                          sockeye_application_get_history (program), capture);
  GtkWidget *tab = sockeye_page_tab_new (SOCKEYE_SESSION_PAGE (page));

  if (kept == NULL && capture == NULL)
    sockeye_session_page_set_pristine (SOCKEYE_SESSION_PAGE (page));
  g_signal_connect (tab, "close", G_CALLBACK (on_tab_close), NULL);
  g_signal_connect (tab, "menu", G_CALLBACK (on_tab_menu), NULL);
  sockeye_window_add_page (SOCKEYE_SESSION_PAGE (page), tab, side, -1);
  return SOCKEYE_SESSION_PAGE (page);
}

/* Private: @kept: (nullable): what was kept of a session */
SockeyeSessionPage *
sockeye_window_make_page (SockeyeWindow *self, GVariant *kept, GtkNotebook *side)
{
  return make_page (self, kept, NULL, side);
}

/**
 * sockeye_window_show_capture:
 * @self: a window
 * @capture: one that was saved
 * @file: where it came from
 *
 * Shows it in a tab of its own, with the name of the file.
 *
 * Returns: (transfer none): the page in the tab
 */
SockeyeSessionPage *
sockeye_window_show_capture (SockeyeWindow *self, SockeyeCapture *capture, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base != NULL ? base : "");
  SockeyeSessionPage *page = make_page (self, NULL, capture, self->first);

  sockeye_session_page_set_name (page, name);
  sockeye_session_page_describe_document (page, file);
  sockeye_window_activate_page (self, page);
  return page;
}

/**
 * sockeye_window_show_recovered:
 * @self: a window
 * @capture: one that was not saved
 * @leftover: where it is on the disk
 * @n_missing: how many of its newest records could not be recovered
 *
 * Shows it in a tab of its own.
 */
void
sockeye_window_show_recovered (SockeyeWindow *self,
                               SockeyeCapture *capture,
                               SockeyeLeftover *leftover,
                               guint64 n_missing)
{
  const char *session = sockeye_leftover_get_name (leftover);
  /* Translators: a tab's title; %s is a session, "TCP server 0.0.0.0:8080" */
  g_autofree char *name = session != NULL ? g_strdup_printf (_ ("%s (recovered)"), session)
                                          : g_strdup (_ ("Recovered"));
  SockeyeSessionPage *page = make_page (self, NULL, capture, self->first);

  sockeye_session_page_set_name (page, name);
  sockeye_window_activate_page (self, page);
  sockeye_session_page_set_leftover (page, leftover, n_missing);
}

/* Private: shows it, and the keyboard goes there. */
void
sockeye_window_activate_page (SockeyeWindow *self, SockeyeSessionPage *page)
{
  GtkNotebook *side = sockeye_window_get_side (page);

  gtk_notebook_set_current_page (side, gtk_notebook_page_num (side, GTK_WIDGET (page)));
  take_page (self, page);
  sockeye_session_page_focus (page);
}

/* Private: with its tab, and to the end of the row. */
void
sockeye_window_move_page (SockeyeSessionPage *page, GtkNotebook *side)
{
  GtkNotebook *from = sockeye_window_get_side (page);
  g_autoptr (GtkWidget) child = GTK_WIDGET (g_object_ref (page));
  g_autoptr (GtkWidget) tab = GTK_WIDGET (g_object_ref (get_tab (page)));

  gtk_notebook_detach_tab (from, child);
  sockeye_window_add_page (page, tab, side, -1);
}

/* Private: @page becomes the one beside the active one. */
void
sockeye_window_show_beside (SockeyeWindow *self, SockeyeSessionPage *page)
{
  SockeyeSessionPage *active = self->page;

  if (page == active)
    return;

  self->arranging = TRUE;
  if (sockeye_window_get_side (active) == self->second)
    sockeye_window_move_page (active, self->first);
  if (sockeye_window_get_side (page) == self->first)
    sockeye_window_move_page (page, self->second);
  self->arranging = FALSE;

  sockeye_window_arrange (self);
  sockeye_window_activate_page (self, page);
  sockeye_window_activate_page (self, active);
}

/* Private: all in one row again. */
void
sockeye_window_end_beside (SockeyeWindow *self)
{
  SockeyeSessionPage *active = self->page;

  if (gtk_notebook_get_n_pages (self->second) == 0)
    return;

  self->arranging = TRUE;
  while (gtk_notebook_get_n_pages (self->second) > 0)
    sockeye_window_move_page (SOCKEYE_SESSION_PAGE (gtk_notebook_get_nth_page (self->second, 0)),
                              self->first);
  self->arranging = FALSE;

  sockeye_window_arrange (self);
  if (is_mine (self, active))
    sockeye_window_activate_page (self, active);
}

/* Private: lets the user type its name. */
void
sockeye_window_rename_page (SockeyeSessionPage *page)
{
  sockeye_page_tab_rename (get_tab (page));
}

/* Private: with all that is open in it. */
void
sockeye_window_detach_page (SockeyeWindow *self, SockeyeSessionPage *page)
{
  GtkWindow *other = sockeye_window_new_empty (gtk_window_get_application (GTK_WINDOW (self)),
                                               self->settings);

  sockeye_window_move_page (page, SOCKEYE_WINDOW (other)->first);
  sockeye_window_activate_page (SOCKEYE_WINDOW (other), page);
  gtk_window_present (other);
}

static void
remove_page (SockeyeSessionPage *page)
{
  GtkNotebook *side = sockeye_window_get_side (page);
  g_autoptr (GtkWidget) tab = GTK_WIDGET (g_object_ref (get_tab (page)));
  SockeyeWindow *self = SOCKEYE_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));

  sockeye_session_page_save_state (page);
  if (sockeye_window_can_reopen (self, page))
    sockeye_window_put_away (self, page, tab);
  gtk_notebook_remove_page (side, gtk_notebook_page_num (side, GTK_WIDGET (page)));
}

/* Private: with all that is open in it, and unasked; not the last one of its window. */
void
sockeye_window_discard_page (SockeyeWindow *self G_GNUC_UNUSED, SockeyeSessionPage *page)
{
  GtkNotebook *side = sockeye_window_get_side (page);

  gtk_notebook_remove_page (side, gtk_notebook_page_num (side, GTK_WIDGET (page)));
}

static void
on_response (GtkWidget *dialog, int response, SockeyeSessionPage *page)
{
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response == GTK_RESPONSE_ACCEPT && sockeye_window_get_side (page) != NULL)
    remove_page (page);
}

/* Private: the parameters are those of sockeye_window_ask_to_close() */
GtkWindow *
sockeye_window_ask_about_page (GtkWindow *parent,
                               SockeyeSessionPage *page,
                               SockeyeClosing closing,
                               GCallback handler,
                               gpointer data)
{
  g_autofree char *heading = g_strdup_printf (closing == SOCKEYE_CLOSING_ALL
                                                  /* Translators: %s is the title of a tab */
                                                  ? _ ("Quit, and close “%s”?")
                                                  /* Translators: %s is the title of a tab */
                                                  : _ ("Close “%s”?"),
                                              sockeye_session_page_get_label (page));
  GtkWindow *dialog = sockeye_window_ask_to_close (
      parent, closing, heading,
      _ ("Its socket is open, or something is being sent or saved. That ends, and the log is lost."), handler,
      data);

  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  return dialog;
}

/* Private: asks before something that is open is broken off. */
void
sockeye_window_close_page (SockeyeWindow *self, SockeyeSessionPage *page)
{
  if (sockeye_session_page_is_busy (page))
    sockeye_window_ask_about_page (GTK_WINDOW (self), page, SOCKEYE_CLOSING_TAB, G_CALLBACK (on_response),
                                   page);
  else
    remove_page (page);
}

void
sockeye_window_set_up_tabs (SockeyeWindow *self)
{
  GtkNotebook *sides[] = { self->first, self->second };

  g_menu_append_submenu (self->tabs_section, _ ("Ta_b"), G_MENU_MODEL (self->tab_menu));
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gtk_notebook_set_group_name (sides[i], "sessions");
      g_signal_connect_swapped (sides[i], "page-added", G_CALLBACK (on_page_added), self);
      g_signal_connect_swapped (sides[i], "page-removed", G_CALLBACK (on_page_removed), self);
      g_signal_connect_swapped (sides[i], "page-reordered", G_CALLBACK (on_page_reordered), self);
      g_signal_connect_swapped (sides[i], "switch-page", G_CALLBACK (on_switch_page), self);
      g_signal_connect_swapped (sides[i], "create-window", G_CALLBACK (on_create_window), self);
    }
  sockeye_tab_drag_watch_window (GTK_WIDGET (self));
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus), NULL);
}
