/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"
#include "session-page-private.h"
#include "tls-row.h"
#include "window.h"

#include <string.h>

/* The program, as it starts, with one window; settings are the defaults. */
typedef struct
{
  SockeyeApplication *application; /* borrowed, as its settings */
  GSettings *settings;
  SockeyeWindow *window;
  SockeyeSessionPage *page; /* borrowed from the window, as the next two */
  SockeyeSession *session;
  SockeyeCapture *capture;
} WindowFixture;

#define WINDOW_TIMEOUT_US (60 * G_USEC_PER_SEC)

static inline gboolean
window_wake_up (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop until the condition holds. */
#define window_wait_for(condition)                                                                           \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 window_deadline = g_get_monotonic_time () + WINDOW_TIMEOUT_US;                                    \
    guint window_source = g_timeout_add (10, window_wake_up, NULL);                                          \
    while (!(condition) && g_get_monotonic_time () < window_deadline)                                        \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (window_source);                                                                         \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

/* One for the whole run: it owns a path on the session bus. */
static inline SockeyeApplication *
window_get_application (void)
{
  static SockeyeApplication *application;
  g_autoptr (GError) error = NULL;

  if (application != NULL)
    return application;

  application = sockeye_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (sockeye_application_get_settings (application));
  return application;
}

static inline void
window_fixture_open (WindowFixture *self)
{
  self->window = SOCKEYE_WINDOW (
      sockeye_window_new (GTK_APPLICATION (self->application), self->settings, NULL));
  self->page = sockeye_window_get_page (self->window);
  self->session = sockeye_workspace_get_session (self->page->workspace);
  self->capture = sockeye_workspace_get_capture (self->page->workspace);
  gtk_window_present (GTK_WINDOW (self->window));
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
}

/* Whatever is open. Nothing may keep the window or the page. */
static inline void
window_fixture_close (WindowFixture *self)
{
  gpointer window = self->window;
  gpointer page = self->page;

  g_object_add_weak_pointer (G_OBJECT (self->window), &window);
  g_object_add_weak_pointer (G_OBJECT (self->page), &page);
  sockeye_window_close_unasked (self->window);
  window_wait_for (window == NULL && page == NULL);
  self->window = NULL;
  self->page = NULL;
}

static inline void
window_fixture_set_up (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (GStrv) keys = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  self->application = window_get_application ();
  self->settings = sockeye_application_get_settings (self->application);

  /* What another test left; and no test cares which port it gets. */
  g_object_get (self->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (self->settings, keys[i]);
  g_settings_set (self->settings, "udp-local-port", "q", 0);
  g_settings_set (self->settings, "tcp-server-local-port", "q", 0);

  window_fixture_open (self);
}

static inline void
window_fixture_tear_down (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_fixture_close (self);
}

#define WINDOW_TEST(name, test)                                                                              \
  g_test_add (name, WindowFixture, NULL, window_fixture_set_up, test, window_fixture_tear_down)

/* A part of a panel of the window: window_child (page->network_panel, "protocol") */
#define window_child(panel, name)                                                                            \
  ((gpointer) gtk_widget_get_template_child (GTK_WIDGET (panel), G_OBJECT_TYPE (panel), name))

/* What a button opens, which is made when it is pressed first. GTK would take the focus out of there with the next event. */
static inline gpointer
window_open_panel (GtkMenuButton *button)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));

  if (popover == NULL)
    {
      gtk_menu_button_popup (button);
      popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
      window_wait_for (gtk_widget_get_mapped (popover));
      gtk_menu_button_popdown (button);
      gtk_widget_grab_focus (GTK_WIDGET (button));
      window_wait_for (!gtk_widget_get_mapped (popover));
    }
  return gtk_popover_get_child (GTK_POPOVER (popover));
}

/* How connections live; for protocols that have some. */
static inline GtkMenuButton *
window_get_life_button (WindowFixture *self)
{
  return GTK_MENU_BUTTON (gtk_widget_get_first_child (window_child (self->page->network_panel, "more")));
}

static inline gpointer
window_get_life_field (WindowFixture *self, const char *name)
{
  return window_child (window_open_panel (window_get_life_button (self)), name);
}

static inline GtkMenuButton *
window_get_tls_options (SockeyeTlsRow *row)
{
  return GTK_MENU_BUTTON (gtk_widget_get_next_sibling (sockeye_tls_row_get_switch (row)));
}

static inline gpointer
window_get_tls_field (SockeyeTlsRow *row, const char *name)
{
  return window_child (window_open_panel (window_get_tls_options (row)), name);
}

static inline gboolean
window_can (WindowFixture *self, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (self->page->actions), action);
}

static inline void
window_do (WindowFixture *self, const char *action)
{
  g_assert_true (window_can (self, action));
  g_action_group_activate_action (G_ACTION_GROUP (self->page->actions), action, NULL);
}

static inline void
window_choose_protocol (WindowFixture *self, SockeyeProtocol protocol)
{
  g_object_set (window_child (self->page->network_panel, "protocol"), "selected", (guint) protocol, NULL);
}

static inline void
window_set_host (WindowFixture *self, const char *field, const char *text)
{
  g_object_set (window_child (self->page->network_panel, field), "text", text, NULL);
}

static inline void
window_set_port (WindowFixture *self, const char *field, guint16 port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  window_set_host (self, field, text);
}

/* A popover is made when its button is pressed first. */
static inline GtkPopover *
window_open_popover (GtkMenuButton *button)
{
  gtk_menu_button_popup (button);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (gtk_menu_button_get_popover (button))));
  return gtk_menu_button_get_popover (button);
}

static inline const char *
window_get_open_label (WindowFixture *self)
{
  return gtk_button_get_label (GTK_BUTTON (window_child (self->page->network_panel, "open")));
}

static inline SockeyeSessionState
window_get_state (WindowFixture *self)
{
  return sockeye_session_get_state (self->session);
}

/* A message of the notice bar at the top, or of the send box; NULL: none */
static inline const char *
window_get_notice (WindowFixture *self)
{
  return sockeye_notice_bar_get_message (self->page->notice);
}

static inline const char *
window_get_save_notice (WindowFixture *self)
{
  return sockeye_notice_bar_get_message (self->page->save_notice);
}

static inline const char *
window_get_send_notice (WindowFixture *self)
{
  return sockeye_notice_bar_get_message (sockeye_send_box_get_notice (self->page->send_box));
}

static inline const char *
window_get_status (WindowFixture *self, const char *part)
{
  GtkWidget *child = window_child (self->page->status_bar, part);

  return GTK_IS_LABEL (child) ? gtk_label_get_label (GTK_LABEL (child))
                              : gtk_inscription_get_text (GTK_INSCRIPTION (child));
}

static inline void
window_type (WindowFixture *self, const char *text)
{
  sockeye_send_box_set_text (self->page->send_box, text);
}

static inline char *
window_get_typed (WindowFixture *self)
{
  return sockeye_send_box_get_text (self->page->send_box);
}

static inline gboolean
window_log_shows (WindowFixture *self, const char *text)
{
  GListModel *log = G_LIST_MODEL (sockeye_workspace_get_log (self->page->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (log); i++)
    {
      g_autoptr (SockeyeLogRow) row = g_list_model_get_item (log, i);

      if (strstr (sockeye_log_row_get_text (row), text) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* Binds, connects or listens. */
static inline void
window_open_session (WindowFixture *self)
{
  window_do (self, "open-close");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPEN);
}

static inline void
window_close_session (WindowFixture *self)
{
  window_do (self, "open-close");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_CLOSED);
}
