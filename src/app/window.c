/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "application.h"
#include "lazy-menu.h"
#include "leftover.h"
#include "recovery-bar.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (SockeyeWindow, sockeye_window, GTK_TYPE_APPLICATION_WINDOW)

static void
load_size (SockeyeWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
save_size (SockeyeWindow *self)
{
  int width, height;

  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, 1));
  g_settings_set_int (self->settings, "window-height", MAX (height, 1));
}

/* The active one last: it is what a new session begins with. */
void
sockeye_window_save_pages (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);

  for (guint i = 0; i < pages->len; i++)
    if (pages->pdata[i] != self->page)
      sockeye_session_page_save_state (pages->pdata[i]);
  if (self->page != NULL)
    sockeye_session_page_save_state (self->page);
}

/* Private: the tabs, from left to right, that are not closed without a question. */
GPtrArray *
sockeye_window_list_busy (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  GPtrArray *busy = g_ptr_array_new ();

  for (guint i = 0; i < pages->len; i++)
    if (sockeye_session_page_is_busy (pages->pdata[i]))
      g_ptr_array_add (busy, pages->pdata[i]);
  return busy;
}

static guint
count_busy (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) busy = sockeye_window_list_busy (self);

  return busy->len;
}

/* The event that answers it keeps the dialog for a while, and GTK 4.8 would look for a window then that is gone. */
static void
on_response (GtkWidget *dialog, int response, SockeyeWindow *self)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response == GTK_RESPONSE_ACCEPT)
    sockeye_window_close_unasked (self);
}

static const char *
get_title (SockeyeClosing closing)
{
  switch (closing)
    {
    case SOCKEYE_CLOSING_TAB:
      return _ ("Close tab");
    case SOCKEYE_CLOSING_WINDOW:
      return _ ("Close window");
    case SOCKEYE_CLOSING_ALL:
    default:
      return _ ("Quit");
    }
}

/* Private: @heading and @text are sentences. @handler is of the dialog's "response", for @data, and destroys it. Returns the
 * dialog */
GtkWindow *
sockeye_window_ask_to_close (GtkWindow *parent,
                             SockeyeClosing closing,
                             const char *heading,
                             const char *text,
                             GCallback handler,
                             gpointer data)
{
  GtkWidget *dialog = gtk_message_dialog_new (
      parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT | GTK_DIALOG_USE_HEADER_BAR,
      GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", heading);

  gtk_window_set_title (GTK_WINDOW (dialog), get_title (closing));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", text);
  gtk_dialog_add_buttons (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL,
                          closing == SOCKEYE_CLOSING_ALL ? _ ("_Quit") : _ ("C_lose"), GTK_RESPONSE_ACCEPT,
                          NULL);
  /* Enter in a hurry loses nothing. */
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_signal_connect_object (dialog, "response", handler, data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WINDOW (dialog);
}

static void
ask_about_tabs (SockeyeWindow *self, guint n_busy)
{
  g_autofree char *text = g_strdup_printf (ngettext ("In %u of them a socket is open, or something is being "
                                                     "sent or saved. That ends, and its log is lost.",
                                                     "In %u of them a socket is open, or something is being "
                                                     "sent or saved. That ends, and their logs are lost.",
                                                     n_busy),
                                           n_busy);

  sockeye_window_ask_to_close (GTK_WINDOW (self), SOCKEYE_CLOSING_WINDOW,
                               _ ("Close all tabs of this window?"), text, G_CALLBACK (on_response), self);
}

static void
ask (SockeyeWindow *self, guint n_busy)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);

  if (pages->len > 1)
    ask_about_tabs (self, n_busy);
  else
    sockeye_window_ask_about_page (GTK_WINDOW (self), pages->pdata[0], SOCKEYE_CLOSING_WINDOW,
                                   G_CALLBACK (on_response), self);
}

static gboolean
sockeye_window_close_request (GtkWindow *window)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (window);
  guint n_busy = self->agreed ? 0 : count_busy (self);

  if (n_busy > 0)
    {
      ask (self, n_busy);
      return TRUE;
    }

  save_size (self);
  sockeye_window_save_pages (self);
  self->leaving = TRUE;
  sockeye_window_keep (self);
  return GTK_WINDOW_CLASS (sockeye_window_parent_class)->close_request (window);
}

/* The one that is shown goes last: GTK 4.8 would show another one, and look for the keyboard in a window that is gone. */
static void
remove_hidden_pages (GtkNotebook *side)
{
  if (side == NULL)
    return;

  while (gtk_notebook_get_n_pages (side) > 1)
    gtk_notebook_remove_page (side, gtk_notebook_get_current_page (side) == 0 ? 1 : 0);
}

static void
sockeye_window_dispose (GObject *object)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (object);

  self->arranging = TRUE;
  self->leaving = TRUE;
  sockeye_window_tell_others (self);
  sockeye_window_forget_closed (self);
  self->closed.bar = NULL;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_weak_pointer (&self->page);
  g_clear_weak_pointer (&self->projector);
  g_clear_weak_pointer (&self->labs_pane);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "session", NULL);
  remove_hidden_pages (self->first);
  remove_hidden_pages (self->second);
  /* It has a name in the template, and would be let go of twice. */
  gtk_window_set_child (GTK_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_WINDOW);
  g_clear_object (&self->windows_menu);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sockeye_window_parent_class)->dispose (object);
}

static void
sockeye_window_class_init (SockeyeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sockeye_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, body);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, sides);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, first);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, second);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, tab_menu);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, beside_menu);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, move_section);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, tabs_section);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, recent_section);
}

/* GTK 4.8 leaves the focus in a submenu that is not there any more, and then no key does anything. */
static void
on_menu_closed (SockeyeWindow *self)
{
  GtkWidget *menu = GTK_WIDGET (gtk_menu_button_get_popover (self->menu_button));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, menu))
    gtk_widget_grab_focus (GTK_WIDGET (self->menu_button));
}

static void
on_menu_made (SockeyeWindow *self)
{
  GtkPopover *menu = gtk_menu_button_get_popover (self->menu_button);

  if (menu == NULL)
    return;
  gtk_widget_add_css_class (GTK_WIDGET (menu), "long-menu");
  g_signal_connect_object (menu, "closed", G_CALLBACK (on_menu_closed), self, G_CONNECT_SWAPPED);
}

static void
sockeye_window_init (SockeyeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_lazy_menu_set (self->menu_button, self->primary_menu);
  g_signal_connect_object (self->menu_button, "notify::popover", G_CALLBACK (on_menu_made), self,
                           G_CONNECT_SWAPPED);
  sockeye_window_add_actions (self);
  sockeye_window_add_comparing (self);
  sockeye_window_add_joining (self);
  sockeye_window_add_labs (self);
  sockeye_window_add_reopening (self);
  sockeye_window_set_up_tabs (self);
  sockeye_window_set_up_opening (self);
}

/* Without a page: one is to be moved into it. */
GtkWindow *
sockeye_window_new_empty (GtkApplication *application, GSettings *settings)
{
  SockeyeWindow *self = g_object_new (SOCKEYE_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  load_size (self);
  return GTK_WINDOW (self);
}

/* Whatever is open. */
void
sockeye_window_close_unasked (SockeyeWindow *self)
{
  self->agreed = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* It is being closed, and no part of what is open. */
gboolean
sockeye_window_is_leaving (SockeyeWindow *self)
{
  return self->leaving;
}

/**
 * sockeye_window_new:
 * @application: the program, a #SockeyeApplication
 * @settings: what is kept from run to run
 * @kept: (nullable): what sockeye_window_dump() returned once; %NULL: one session, like the one that was closed last
 *
 * Returns: (transfer none): a window with closed sessions, owned by GTK
 */
GtkWindow *
sockeye_window_new (GtkApplication *application, GSettings *settings, GVariant *kept)
{
  GtkWindow *self = sockeye_window_new_empty (application, settings);

  if (kept != NULL)
    sockeye_window_load (SOCKEYE_WINDOW (self), kept);
  else
    sockeye_window_activate_page (
        SOCKEYE_WINDOW (self),
        sockeye_window_make_page (SOCKEYE_WINDOW (self), NULL, SOCKEYE_WINDOW (self)->first));
  return self;
}

/**
 * sockeye_window_get_page:
 * @self: a window
 *
 * Returns: (transfer none): the session that the keys and the menus of the window are about
 */
SockeyeSessionPage *
sockeye_window_get_page (SockeyeWindow *self)
{
  return self->page;
}

/**
 * sockeye_window_find_file:
 * @self: a window
 * @file: a capture that was saved
 * @etag: (nullable): stands for what it has now
 *
 * Returns: (nullable) (transfer none): the tab that shows it already
 */
SockeyeSessionPage *
sockeye_window_find_file (SockeyeWindow *self, GFile *file, const char *etag)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);

  for (guint i = 0; i < pages->len; i++)
    if (sockeye_session_page_shows_file (pages->pdata[i], file, etag))
      return pages->pdata[i];
  return NULL;
}

/**
 * sockeye_window_show_session:
 * @self: a window
 * @id: see sockeye_session_page_get_id()
 *
 * Comes to the front with that session, if it is one of its tabs.
 */
void
sockeye_window_show_session (SockeyeWindow *self, guint64 id)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);

  for (guint i = 0; i < pages->len; i++)
    if (sockeye_session_page_get_id (pages->pdata[i]) == id)
      {
        sockeye_window_activate_page (self, pages->pdata[i]);
        gtk_window_present (GTK_WINDOW (self));
      }
}

static void
on_leftovers_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeWindow) self = data;
  /* NULL: it does not fail. The window may have been closed meanwhile. */
  g_autoptr (GPtrArray) found = sockeye_leftovers_find_finish (result, NULL);
  GtkWidget *bar;

  if (self->settings == NULL || found == NULL || found->len == 0)
    return;
  bar = sockeye_recovery_bar_new (self->settings, found);
  gtk_box_prepend (GTK_BOX (gtk_window_get_child (GTK_WINDOW (self))), bar);
  sockeye_recovery_bar_offer (SOCKEYE_RECOVERY_BAR (bar));
}

/**
 * sockeye_window_offer_leftovers:
 * @self: the program's first window
 *
 * Tells of captures that were not saved because the program was killed, when there are any.
 */
void
sockeye_window_offer_leftovers (SockeyeWindow *self)
{
  sockeye_leftovers_find_async (NULL, NULL, on_leftovers_found, g_object_ref (self));
}
