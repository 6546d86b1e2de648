/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-private.h"
#include "host-entry.h"
#include "log-view-private.h"
#include "port-entry.h"
#include "window-fixture.h"

#include <errno.h>

static gboolean
is_shown (WindowFixture *self, const char *field)
{
  return gtk_widget_get_visible (GTK_WIDGET (window_child (self->page->network_panel, field)));
}

/* It is made when it is shown first. */
static gboolean
shows_connections (WindowFixture *self)
{
  GtkWidget *panel = (GtkWidget *) self->page->connections_panel;

  return panel != NULL && gtk_widget_get_visible (panel);
}

static const struct
{
  SockeyeProtocol protocol;
  const char *label;
  gboolean has_remote;
  gboolean has_connections;
  gboolean has_targets;
} protocols[] = {
  { SOCKEYE_PROTOCOL_UDP, "Bind", TRUE, FALSE, TRUE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "Connect", TRUE, FALSE, FALSE },
  { SOCKEYE_PROTOCOL_TCP_SERVER, "Listen", FALSE, TRUE, TRUE },
  { SOCKEYE_PROTOCOL_UNIX_CLIENT, "Connect", TRUE, FALSE, FALSE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "Listen", FALSE, TRUE, TRUE },
  { SOCKEYE_PROTOCOL_UNIX_DATAGRAM, "Bind", TRUE, FALSE, TRUE },
};

static void
test_protocols (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      gboolean paths = sockeye_protocol_is_unix (protocols[i].protocol);

      window_choose_protocol (self, protocols[i].protocol);
      g_assert_cmpstr (window_get_open_label (self), ==, protocols[i].label);
      g_assert_true (is_shown (self, "local_host") == !paths);
      g_assert_true (is_shown (self, "local_port") == !paths);
      g_assert_true (is_shown (self, "remote_host") == (!paths && protocols[i].has_remote));
      g_assert_true (is_shown (self, "remote_host_label") == (!paths && protocols[i].has_remote));
      g_assert_true (is_shown (self, "remote_port") == (!paths && protocols[i].has_remote));
      g_assert_true (is_shown (self, "remote_port_label") == (!paths && protocols[i].has_remote));
      g_assert_true (is_shown (self, "local_path") == paths);
      g_assert_true (is_shown (self, "local_path_label") == paths);
      g_assert_true (is_shown (self, "remote_path") == (paths && protocols[i].has_remote));
      g_assert_true (is_shown (self, "remote_path_label") == (paths && protocols[i].has_remote));
      g_assert_true (shows_connections (self) == protocols[i].has_connections);
      g_assert_true (
          gtk_widget_get_visible (GTK_WIDGET (sockeye_send_box_get_target_chooser (self->page->send_box)))
          == protocols[i].has_targets);
    }
}

/* Every protocol has its own hosts, ports and paths. */
static void
test_own_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSettings settings;

  window_set_host (self, "local_host", "127.0.0.7");
  window_set_port (self, "remote_port", 1234);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpstr (settings.local_host, ==, "");
  g_assert_cmpuint (settings.remote_port, ==, 8888);

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_CLIENT);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpstr (settings.local_host, ==, "");
  g_assert_cmpstr (settings.remote_host, ==, "/tmp/sockeye.sock");
  g_assert_cmpuint (settings.remote_port, ==, 0);
  window_set_host (self, "remote_path", "@mine");
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_SERVER);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_CLIENT);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpstr (settings.remote_host, ==, "@mine");

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpint (settings.protocol, ==, SOCKEYE_PROTOCOL_UDP);
  g_assert_cmpstr (settings.local_host, ==, "127.0.0.7");
  g_assert_cmpuint (settings.remote_port, ==, 1234);
}

#define TENS "0123456789"

static const struct
{
  SockeyeProtocol protocol;
  const char *field;
  const char *text;
  gboolean valid;
} fields[] = {
  { SOCKEYE_PROTOCOL_UDP, "local_host", "", TRUE },
  { SOCKEYE_PROTOCOL_UDP, "local_host", "no host", FALSE },
  { SOCKEYE_PROTOCOL_UDP, "local_port", "65536", FALSE },
  { SOCKEYE_PROTOCOL_UDP, "local_port", "0", TRUE },
  { SOCKEYE_PROTOCOL_UDP, "remote_host", "", TRUE },
  { SOCKEYE_PROTOCOL_UDP, "remote_host", "1.2.3", FALSE },
  { SOCKEYE_PROTOCOL_UDP, "remote_port", "none", FALSE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "remote_host", "", FALSE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "remote_port", "", FALSE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "remote_port", "0", FALSE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "remote_port", "1", TRUE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "local_host", "", TRUE },
  { SOCKEYE_PROTOCOL_TCP_CLIENT, "local_port", "", TRUE },
  { SOCKEYE_PROTOCOL_TCP_SERVER, "local_host", "localhost", TRUE },
  { SOCKEYE_PROTOCOL_TCP_SERVER, "local_port", "1e3", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_CLIENT, "local_path", "", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_CLIENT, "local_path", "@", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_CLIENT, "remote_path", "", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_CLIENT, "remote_path", "@", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_CLIENT, "remote_path", "@name", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "local_path", "", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "local_path", "relative", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "local_path", "/tmp/", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "local_path", "/tmp/with blanks ", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "local_path",
    "/" TENS TENS TENS TENS TENS TENS TENS TENS TENS TENS "123456", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_SERVER, "local_path",
    "/" TENS TENS TENS TENS TENS TENS TENS TENS TENS TENS "1234567", FALSE },
  { SOCKEYE_PROTOCOL_UNIX_DATAGRAM, "local_path", "", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_DATAGRAM, "remote_path", "", TRUE },
  { SOCKEYE_PROTOCOL_UNIX_DATAGRAM, "remote_path", "127.0.0.1", FALSE },
};

static void
test_validation (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GObject *field = window_child (self->page->network_panel, fields[i].field);
      g_autofree char *before = NULL;

      g_test_message ("%s “%s”", fields[i].field, fields[i].text);
      window_choose_protocol (self, fields[i].protocol);
      g_object_get (field, "text", &before, NULL);
      g_assert_true (window_can (self, "open-close"));

      window_set_host (self, fields[i].field, fields[i].text);
      g_assert_true (window_can (self, "open-close") == fields[i].valid);
      window_set_host (self, fields[i].field, before);
      g_assert_true (window_can (self, "open-close"));
    }
}

/* What is wrong in a field that is not shown does not matter. */
static void
test_hidden_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_set_host (self, "remote_host", "no host");
  g_assert_false (window_can (self, "open-close"));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_true (window_can (self, "open-close"));
}

static void
test_closed_actions (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const disabled[] = { "send", "stop-listening", "cancel-sending", "cancel-saving",
                                          "copy" };
  static const char *const enabled[] = { "open-close",     "clear-log", "save-log",
                                         "reset-counters", "form",      "time" };

  window_type (self, "hello");
  for (gsize i = 0; i < G_N_ELEMENTS (disabled); i++)
    g_assert_false (window_can (self, disabled[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (enabled); i++)
    g_assert_true (window_can (self, enabled[i]));

  /* By its key, too, this says why nothing comes of it. */
  window_do (self, "inspect");
  g_assert_cmpstr (sockeye_notice_bar_get_message (self->page->notice), ==,
                   "The log shows no record that could be inspected.");
}

static void
test_form (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GActionGroup *group = G_ACTION_GROUP (self->page->actions);
  SockeyeLogModel *log = sockeye_workspace_get_log (self->page->workspace);

  g_assert_cmpint (sockeye_log_model_get_form (log), ==, SOCKEYE_LOG_FORM_TEXT);
  g_action_group_change_action_state (group, "form", g_variant_new_string ("both"));
  g_assert_cmpint (sockeye_log_model_get_form (log), ==, SOCKEYE_LOG_FORM_BOTH);
  g_action_group_change_action_state (group, "form", g_variant_new_string ("nonsense"));
  g_assert_cmpint (sockeye_log_model_get_form (log), ==, SOCKEYE_LOG_FORM_BOTH);
  g_action_group_change_action_state (group, "time", g_variant_new_string ("since-start"));
  g_assert_cmpint (sockeye_log_model_get_time (log), ==, SOCKEYE_LOG_TIME_SINCE_START);
}

static void
test_encoding (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkDropDown *encoding = GTK_DROP_DOWN (window_child (self->page->receive_panel, "encoding"));
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (encoding)), ==, n_charsets);
  for (guint i = 0; i < n_charsets; i++)
    {
      gtk_drop_down_set_selected (encoding, i);
      g_assert_true (sockeye_workspace_get_charset (self->page->workspace) == charsets[i]);
      g_assert_cmpstr (gtk_string_object_get_string (gtk_drop_down_get_selected_item (encoding)), ==,
                       charsets[i]->label);
    }

  sockeye_workspace_set_charset (self->page->workspace, charsets[0]);
  g_assert_cmpuint (gtk_drop_down_get_selected (encoding), ==, 0);
}

static gboolean
is_marked (GtkWidget *panel, const char *field)
{
  return gtk_widget_has_css_class (window_child (panel, field), "error");
}

static void
test_filter_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *panel;
  GtkLabel *message;

  window_do (self, "find");
  panel = window_child (sockeye_data_log_get_find_bar (self->page->data_log), "filter_panel");
  message = window_child (panel, "size_message");
  g_object_set (window_child (panel, "size_from"), "text", "abc", NULL);
  g_object_set (window_child (panel, "size_to"), "text", "-5", NULL);
  g_assert_true (is_marked (panel, "size_from") && is_marked (panel, "size_to"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (message)));

  g_object_set (window_child (panel, "size_from"), "text", "9", NULL);
  g_assert_true (!is_marked (panel, "size_from") && is_marked (panel, "size_to"));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (message)));
  g_object_set (window_child (panel, "size_to"), "text", "5", NULL);
  g_assert_nonnull (strstr (gtk_label_get_label (message), "below the smallest"));
  g_object_set (window_child (panel, "size_to"), "text", "9", NULL);
  g_assert_true (!is_marked (panel, "size_to") && !gtk_widget_get_visible (GTK_WIDGET (message)));

  g_object_set (window_child (panel, "time_from"), "text", "soon", NULL);
  g_object_set (window_child (panel, "time_to"), "text", "25:00", NULL);
  g_assert_true (is_marked (panel, "time_from") && is_marked (panel, "time_to"));
}

static void
test_connections_list_hidden (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_true (shows_connections (self));
  window_do (self, "show-connections");
  g_assert_false (shows_connections (self));
  window_do (self, "show-connections");
  g_assert_true (shows_connections (self));
}

/* A new window is as the last one was when it was closed. */
static void
test_kept (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GActionGroup *group = G_ACTION_GROUP (self->page->actions);
  g_autofree char *text = NULL;
  SockeyeSettings settings;
  int width, height;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_host (self, "remote_host", "localhost");
  window_set_port (self, "remote_port", 4321);
  window_set_host (self, "local_host", "not valid");
  g_action_group_change_action_state (group, "form", g_variant_new_string ("hex"));
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("gbk"));
  g_object_set (window_child (self->page->send_panel, "line_end"), "selected", 1u, NULL);
  window_type (self, "你好\n");
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1111, 711);

  window_fixture_close (self);
  window_fixture_open (self);

  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpint (settings.protocol, ==, SOCKEYE_PROTOCOL_TCP_CLIENT);
  g_assert_cmpstr (settings.remote_host, ==, "localhost");
  g_assert_cmpuint (settings.remote_port, ==, 4321);
  g_assert_cmpstr (settings.local_host, ==, "");
  g_assert_cmpint (sockeye_log_model_get_form (sockeye_workspace_get_log (self->page->workspace)), ==,
                   SOCKEYE_LOG_FORM_HEX);
  g_assert_cmpstr (sockeye_workspace_get_charset (self->page->workspace)->id, ==, "gbk");
  g_assert_cmpint (sockeye_workspace_get_plan (self->page->workspace)->line_end, ==, SOCKEYE_LINE_END_CRLF);
  text = window_get_typed (self);
  g_assert_cmpstr (text, ==, "你好\n");
  gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
  g_assert_cmpint (width, ==, 1111);
  g_assert_cmpint (height, ==, 711);
}

/* Two windows at once do not disturb each other. */
static void
test_two_windows (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  WindowFixture other = *self;
  SockeyeSettings settings;

  window_fixture_open (&other);
  window_choose_protocol (&other, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_type (&other, "other");
  g_action_group_change_action_state (G_ACTION_GROUP (other.page->actions), "form",
                                      g_variant_new_string ("hex"));

  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpint (settings.protocol, ==, SOCKEYE_PROTOCOL_UDP);
  g_assert_true (sockeye_send_box_is_empty (self->page->send_box));
  g_assert_cmpint (sockeye_log_model_get_form (sockeye_workspace_get_log (self->page->workspace)), ==,
                   SOCKEYE_LOG_FORM_TEXT);
  window_fixture_close (&other);
}

/* Names for assistive technology, which are also what a user of the keyboard hears. */
static void
test_names (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeNetworkPanel *network = self->page->network_panel;
  gpointer labelled[] = {
    window_child (network, "protocol"),
    sockeye_host_entry_get_entry (SOCKEYE_HOST_ENTRY (window_child (network, "local_host"))),
    sockeye_port_entry_get_entry (SOCKEYE_PORT_ENTRY (window_child (network, "local_port"))),
    sockeye_host_entry_get_entry (SOCKEYE_HOST_ENTRY (window_child (network, "remote_host"))),
    sockeye_port_entry_get_entry (SOCKEYE_PORT_ENTRY (window_child (network, "remote_port"))),
    window_child (self->page->receive_panel, "encoding"),
    window_child (self->page->send_panel, "line_end"),
    window_child (window_child (self->page->send_box, "text"), "view"),
    window_child (sockeye_send_box_get_target_chooser (self->page->send_box), "target"),
    NULL,
  };

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  labelled[G_N_ELEMENTS (labelled) - 1] = window_child (self->page->connections_panel, "list");
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  for (gsize i = 0; i < G_N_ELEMENTS (labelled); i++)
    g_assert_true (
        gtk_test_accessible_has_relation (GTK_ACCESSIBLE (labelled[i]), GTK_ACCESSIBLE_RELATION_LABELLED_BY));

  gtk_test_accessible_assert_property (window_child (network, "open"), GTK_ACCESSIBLE_PROPERTY_LABEL, "Bind");
  gtk_test_accessible_assert_property (window_child (self->page->send_box, "send"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Send");
  gtk_test_accessible_assert_property (window_child (self->page->data_log, "newest"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Back to newest");
}

static void
collect_mnemonics (GtkWidget *widget, GHashTable *seen)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) != GDK_KEY_VoidSymbol)
    {
      guint key = gtk_label_get_mnemonic_keyval (GTK_LABEL (widget));

      g_test_message ("Alt+%c: %s", (char) key, gtk_label_get_text (GTK_LABEL (widget)));
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (key)));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child) && gtk_widget_get_visible (child))
      collect_mnemonics (child, seen);
}

static void
test_mnemonics (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < SOCKEYE_N_PROTOCOLS; i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

      window_choose_protocol (self, i);
      collect_mnemonics (GTK_WIDGET (self->window), seen);
      g_assert_cmpuint (g_hash_table_size (seen), >=, 6);
    }
}

/* No two items of a menu have the same key. */
static void
check_menu (GMenuModel *menu, GHashTable *seen)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autoptr (GMenuModel) submenu = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SUBMENU);
      g_autoptr (GHashTable) below = g_hash_table_new (NULL, NULL);
      g_autofree char *label = NULL;
      const char *mark;

      if (section != NULL)
        check_menu (section, seen);
      if (section != NULL || !g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label))
        continue;

      g_test_message ("%s", label);
      mark = strchr (label, '_');
      g_assert_true (mark == NULL || g_hash_table_add (seen, GINT_TO_POINTER (g_ascii_tolower (mark[1]))));
      if (submenu != NULL)
        check_menu (submenu, below);
    }
}

/* The key that a menu shows beside an item. */
static char *
get_shown_key (GtkWidget *widget, const char *item)
{
  char *key = NULL;

  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    {
      g_autofree char *text = NULL;

      g_object_get (widget, "text", &text, NULL);
      if (g_strcmp0 (text, item) == 0)
        g_object_get (widget, "accel", &key, NULL);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && key == NULL;
       child = gtk_widget_get_next_sibling (child))
    key = get_shown_key (child, item);
  return key;
}

static void
test_menus (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) log_keys = g_hash_table_new (NULL, NULL);
  SockeyeLogView *view = window_child (self->page->data_log, "view");
  g_autofree char *key = NULL;

  check_menu (window_child (self->window, "primary_menu"), keys);
  log_view_popup_menu (view, 1, 1);
  window_wait_for (gtk_widget_get_mapped (view->menu));
  check_menu (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (view->menu)), log_keys);
  key = get_shown_key (view->menu, "Copy");
  g_assert_cmpstr (key, ==, "<Control>c");
  gtk_popover_popdown (GTK_POPOVER (view->menu));
  window_wait_for (!gtk_widget_get_mapped (view->menu));
}

/* A full disk is said in the window: in the log it is soon out of sight. */
static void
test_full_disk (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *message;

  window_open_session (self);
  g_assert_null (sockeye_notice_bar_get_message (self->page->notice));
  sockeye_byte_store_lock (self->capture->bytes);
  sockeye_capture_note_failed (self->capture, ENOSPC, 4096);
  sockeye_byte_store_unlock (self->capture->bytes);
  window_wait_for (sockeye_notice_bar_get_message (self->page->notice) != NULL);
  message = sockeye_notice_bar_get_message (self->page->notice);
  g_assert_nonnull (strstr (message, "(ENOSPC). Only the newest 4.0\u00a0KiB are kept"));

  /* Once dismissed, it does not come back for what is known already. */
  sockeye_notice_bar_dismiss (self->page->notice);
  sockeye_session_page_refresh_now (self->page);
  g_assert_null (sockeye_notice_bar_get_message (self->page->notice));
}

/* The right page of a new pair is returned; the left one is the fixture's. */
static SockeyeSessionPage *
open_pair (WindowFixture *self)
{
  SockeyeSessionPage *right;

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  self->page = sockeye_window_get_page (self->window);
  right = sockeye_session_page_get_twin (self->page);
  window_wait_for (gtk_widget_get_height (self->page->narrow_bar) > 0
                   && gtk_widget_get_height (right->narrow_bar) > 0);
  return right;
}

/* Nothing may need more height than there is, not even for a frame: a window that has grown stays so. */
static void
test_small_pair (WindowFixture *self, gconstpointer data)
{
  int height = GPOINTER_TO_INT (data);

  window_wait_for (gtk_widget_get_width (GTK_WIDGET (self->window)) > 0);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, height);
  window_wait_for (gtk_widget_get_width (GTK_WIDGET (self->window)) <= 900
                   && gtk_widget_get_height (GTK_WIDGET (self->window)) <= height);
  open_pair (self);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 900);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, height);
}

static gboolean
shows_whole_state (SockeyeSessionPage *page)
{
  GtkLabel *state = GTK_LABEL (window_child (page->status_bar, "state"));

  return !pango_layout_is_ellipsized (gtk_label_get_layout (state));
}

/* Side by side, the state has the room of what is needed less. */
static void
test_pair_status (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *right = open_pair (self);
  GtkWidget *rate = window_child (self->page->status_bar, "rate");

  gtk_widget_activate_action (GTK_WIDGET (self->page), "session.open-close", NULL);
  window_wait_for (g_str_has_prefix (window_get_status (self, "state"), "Listening on 127.0.0.1:"));
  gtk_widget_activate_action (GTK_WIDGET (right), "session.open-close", NULL);
  window_wait_for (g_str_has_suffix (window_get_status (self, "state"), ", 1 connection"));
  window_wait_for (shows_whole_state (self->page) && shows_whole_state (right));
  g_assert_cmpstr (window_get_status (self, "received"), ==, "RX: 0 B");
  gtk_test_accessible_assert_property (window_child (self->page->status_bar, "received"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "RX: 0 messages, 0 bytes");
  gtk_test_accessible_assert_property (window_child (self->page->status_bar, "reset"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Reset counters");
  g_assert_false (gtk_widget_get_visible (rate));

  /* Alone, it shows everything again. */
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), "side-by-side",
                                      g_variant_new_boolean (FALSE));
  window_wait_for (gtk_widget_get_visible (rate));
  g_assert_cmpstr (window_get_status (self, "received"), ==, "RX: 0 messages, 0 bytes");
}

/* As all the pages of a window go, so does what is still open. */
static void
tear_down_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer window = self->window;

  g_object_add_weak_pointer (window, &window);
  sockeye_window_close_unasked (self->window);
  window_wait_for (window == NULL);
}

#define PAIR_TEST(name, test, data)                                                                          \
  g_test_add (name, WindowFixture, data, window_fixture_set_up, test, tear_down_pair)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/full-disk", test_full_disk);
  WINDOW_TEST ("/window/protocols", test_protocols);
  WINDOW_TEST ("/window/own-fields", test_own_fields);
  WINDOW_TEST ("/window/validation", test_validation);
  WINDOW_TEST ("/window/hidden-fields", test_hidden_fields);
  WINDOW_TEST ("/window/closed-actions", test_closed_actions);
  WINDOW_TEST ("/window/form", test_form);
  WINDOW_TEST ("/window/encoding", test_encoding);
  WINDOW_TEST ("/window/filter-fields", test_filter_fields);
  WINDOW_TEST ("/window/connections-list-hidden", test_connections_list_hidden);
  WINDOW_TEST ("/window/kept", test_kept);
  WINDOW_TEST ("/window/two-windows", test_two_windows);
  WINDOW_TEST ("/window/names", test_names);
  WINDOW_TEST ("/window/mnemonics", test_mnemonics);
  WINDOW_TEST ("/window/menus", test_menus);
  PAIR_TEST ("/window/pair-600", test_small_pair, GINT_TO_POINTER (600));
  PAIR_TEST ("/window/pair-640", test_small_pair, GINT_TO_POINTER (640));
  PAIR_TEST ("/window/pair-status", test_pair_status, NULL);
  return g_test_run ();
}
