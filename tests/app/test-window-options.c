/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-peers.h"

#include "group-list.h"
#include "multicast-page.h"
#include "option-row.h"
#include "record-inspector.h"
#include "socket-options-window.h"

static void
open_options (WindowFixture *self)
{
  window_do (self, "socket-options");
  g_assert_nonnull (self->page->options);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->page->options)));
}

static void
close_options (WindowFixture *self)
{
  gtk_window_close (self->page->options);
  window_wait_for (self->page->options == NULL);
}

static gpointer
options_child (WindowFixture *self, const char *name)
{
  return window_child (self->page->options, name);
}

static gpointer
multicast_child (WindowFixture *self, const char *name)
{
  return window_child (options_child (self, "multicast"), name);
}

static SockeyeOptionRow *
find_row (GtkWidget *box, SockeyeOption option)
{
  for (GtkWidget *row = gtk_widget_get_first_child (box); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (sockeye_option_row_get_option (SOCKEYE_OPTION_ROW (row)) == option)
      return SOCKEYE_OPTION_ROW (row);
  return NULL;
}

static SockeyeOptionRow *
get_row (WindowFixture *self, SockeyeOption option)
{
  SockeyeOptionRow *row = find_row (options_child (self, "general"), option);

  if (row == NULL)
    row = find_row (multicast_child (self, "rows"), option);
  g_assert_nonnull (row);
  return row;
}

static gboolean
has_row (WindowFixture *self, SockeyeOption option)
{
  return gtk_widget_get_visible (GTK_WIDGET (get_row (self, option)));
}

static const char *
get_reported (WindowFixture *self, SockeyeOption option)
{
  return gtk_label_get_label (window_child (get_row (self, option), "reported"));
}

static gboolean
is_reported (WindowFixture *self, SockeyeOption option, const char *text)
{
  return g_str_equal (get_reported (self, option), text);
}

/* As if it was chosen: 0: the default, 1: off, 2: on */
static void
choose (WindowFixture *self, SockeyeOption option, guint position)
{
  gtk_drop_down_set_selected (window_child (get_row (self, option), "choice"), position);
}

static void
type_number (WindowFixture *self, SockeyeOption option, const char *text)
{
  GtkWidget *entry = window_child (get_row (self, option), "number");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static const SockeyeOptionValue *
get_wish (WindowFixture *self, SockeyeProtocol protocol, SockeyeOption option)
{
  return sockeye_wishes_get (sockeye_workspace_get_wishes (self->page->workspace, protocol), option);
}

/* What was set before is what the kernel reports once the session is open, and the next window begins with it. */
static void
test_before_opening (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  g_autoptr (SockeyeWishes) kept = NULL;
  g_autoptr (GVariant) stored = NULL;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  open_options (self);
  g_assert_cmpstr (get_reported (self, SOCKEYE_OPTION_TCP_NODELAY), ==, "");
  choose (self, SOCKEYE_OPTION_TCP_NODELAY, 2);
  choose (self, SOCKEYE_OPTION_SO_KEEPALIVE, 2);
  type_number (self, SOCKEYE_OPTION_TCP_KEEPIDLE, "77");
  type_number (self, SOCKEYE_OPTION_IP_TOS, " 0xB8 ");

  window_set_port (self, "remote_port", peer.port);
  window_open_session (self);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_NODELAY, "on"));
  g_assert_cmpstr (get_reported (self, SOCKEYE_OPTION_SO_KEEPALIVE), ==, "on");
  g_assert_cmpstr (get_reported (self, SOCKEYE_OPTION_TCP_KEEPIDLE), ==, "77 s");
  g_assert_cmpstr (get_reported (self, SOCKEYE_OPTION_IP_TOS), ==, "184 (DSCP 46, EF)");
  window_wait_for (window_log_shows (self, "TCP_KEEPIDLE set to 77 s"));

  stored = g_settings_get_value (self->settings, "tcp-client-socket-options");
  kept = sockeye_wishes_new_from_variant (stored);
  g_assert_cmpint (sockeye_wishes_get (kept, SOCKEYE_OPTION_TCP_KEEPIDLE)->number, ==, 77);
  close_options (self);
  window_fixture_close (self);
  window_fixture_open (self);
  g_assert_cmpint (get_wish (self, SOCKEYE_PROTOCOL_TCP_CLIENT, SOCKEYE_OPTION_IP_TOS)->number, ==, 184);
  g_assert_null (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_IP_TOS));
  peer_clear (&peer);
}

/* On an open socket a change holds at once; without a wish the old value is back. */
static void
test_while_open (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  open_options (self);
  window_open_session (self);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_IP_TTL, "64"));
  type_number (self, SOCKEYE_OPTION_IP_TTL, "9");
  window_wait_for (is_reported (self, SOCKEYE_OPTION_IP_TTL, "9"));
  window_wait_for (window_log_shows (self, "IP_TTL set to 9"));
  type_number (self, SOCKEYE_OPTION_SO_SNDBUF, "50000");
  window_wait_for (is_reported (self, SOCKEYE_OPTION_SO_SNDBUF, "100000 bytes"));
  window_wait_for (
      window_log_shows (self, "SO_SNDBUF: asked for 50000 bytes, the kernel gives 100000 bytes"));
  type_number (self, SOCKEYE_OPTION_IP_TTL, "");
  window_wait_for (is_reported (self, SOCKEYE_OPTION_IP_TTL, "64"));
  g_assert_null (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_IP_TTL));

  window_close_session (self);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_SO_SNDBUF, ""));
  window_open_session (self);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_SO_SNDBUF, "100000 bytes"));
}

/* What cannot be changed any more says from when on it holds. */
static void
test_too_late (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  open_options (self);
  window_open_session (self);
  window_wait_for (!is_reported (self, SOCKEYE_OPTION_TCP_MAXSEG, ""));
  g_assert_false (gtk_widget_get_visible (window_child (get_row (self, SOCKEYE_OPTION_TCP_MAXSEG), "note")));
  type_number (self, SOCKEYE_OPTION_TCP_MAXSEG, "700");
  g_assert_true (gtk_widget_get_visible (window_child (get_row (self, SOCKEYE_OPTION_TCP_MAXSEG), "note")));
  window_close_session (self);
  window_open_session (self);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_MAXSEG, "700 bytes"));
}

static void
test_wrong_number (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const texts[] = { "300", "0", "-1", "x", "0x", "9 9", "99999999999999999999" };
  GtkWidget *entry, *message;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  open_options (self);
  entry = window_child (get_row (self, SOCKEYE_OPTION_IP_TTL), "number");
  message = window_child (get_row (self, SOCKEYE_OPTION_IP_TTL), "message");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      type_number (self, SOCKEYE_OPTION_IP_TTL, texts[i]);
      g_assert_true (gtk_widget_has_css_class (entry, "error"));
      g_assert_true (gtk_widget_get_visible (message));
      g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (message)), ==,
                       "Enter a number from 1 to 255, or nothing for the system’s default.");
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, texts[i]);
      g_assert_null (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_IP_TTL));
    }
  type_number (self, SOCKEYE_OPTION_IP_TTL, "255");
  g_assert_false (gtk_widget_get_visible (message));
}

/* What the kernel refuses is said in the row, and the wish stays. */
static void
test_refused (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeOptionValue nowhere = { .text = "nosuch0" };
  GtkWidget *message;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  sockeye_wishes_set (sockeye_workspace_get_wishes (self->page->workspace, SOCKEYE_PROTOCOL_UDP),
                      SOCKEYE_OPTION_IP_MULTICAST_IF, &nowhere);
  open_options (self);
  window_open_session (self);
  window_wait_for (window_get_notice (self) != NULL);
  g_assert_nonnull (strstr (window_get_notice (self), "IP_MULTICAST_IF"));

  message = window_child (get_row (self, SOCKEYE_OPTION_IP_MULTICAST_IF), "message");
  g_signal_emit_by_name (get_row (self, SOCKEYE_OPTION_IP_MULTICAST_IF), "committed");
  window_wait_for (gtk_widget_get_visible (message));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (message)), "(ENODEV)"));
  g_assert_cmpstr (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_IP_MULTICAST_IF)->text, ==,
                   "nosuch0");
}

/* The window follows the main one's protocol; each has its own options and wishes. */
static void
test_protocols (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  open_options (self);
  g_assert_false (has_row (self, SOCKEYE_OPTION_TCP_NODELAY));
  g_assert_false (has_row (self, SOCKEYE_OPTION_SO_REUSEPORT));
  g_assert_true (has_row (self, SOCKEYE_OPTION_SO_BROADCAST));
  g_assert_false (gtk_widget_get_visible (options_child (self, "socket")));
  type_number (self, SOCKEYE_OPTION_IP_TTL, "5");
  gtk_stack_set_visible_child_name (options_child (self, "pages"), "multicast");

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_true (has_row (self, SOCKEYE_OPTION_TCP_NODELAY));
  g_assert_true (has_row (self, SOCKEYE_OPTION_SO_REUSEPORT));
  g_assert_true (gtk_widget_get_visible (options_child (self, "socket")));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (options_child (self, "pages")), ==, "general");
  g_assert_cmpstr (gtk_editable_get_text (window_child (get_row (self, SOCKEYE_OPTION_IP_TTL), "number")), ==,
                   "");

  /* The row with the focus goes. */
  gtk_widget_grab_focus (window_child (get_row (self, SOCKEYE_OPTION_TCP_KEEPIDLE), "number"));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  g_assert_cmpstr (gtk_editable_get_text (window_child (get_row (self, SOCKEYE_OPTION_IP_TTL), "number")), ==,
                   "5");
  /* The same window again, not another one. */
  window_do (self, "socket-options");
  close_options (self);
}

/* Unix sockets have a send buffer, and nothing that is about the network. */
static void
test_unix (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeWishes) kept = NULL;
  g_autoptr (GVariant) stored = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_DATAGRAM);
  window_set_host (self, "local_path", "@");
  open_options (self);
  for (SockeyeOption i = 0; i < SOCKEYE_N_OPTIONS; i++)
    g_assert_true (has_row (self, i) == (i == SOCKEYE_OPTION_SO_SNDBUF));
  type_number (self, SOCKEYE_OPTION_SO_SNDBUF, "20000");
  window_open_session (self);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_SO_SNDBUF, "40000 bytes"));
  stored = g_settings_get_value (self->settings, "unix-datagram-socket-options");
  kept = sockeye_wishes_new_from_variant (stored);
  g_assert_cmpint (sockeye_wishes_get (kept, SOCKEYE_OPTION_SO_SNDBUF)->number, ==, 20000);
  close_options (self);
}

/* One connection of a server can have a value of its own, which is not kept. */
static void
test_connection (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) first = NULL;
  g_autoptr (GSocket) second = NULL;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  open_options (self);
  window_open_session (self);
  first = connect_client (get_port (self));
  second = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 2);
  window_wait_for (g_list_model_get_n_items (gtk_drop_down_get_model (options_child (self, "socket"))) == 3);

  gtk_drop_down_set_selected (options_child (self, "socket"), 2);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_NODELAY, "off"));
  choose (self, SOCKEYE_OPTION_TCP_NODELAY, 2);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_NODELAY, "on"));
  g_assert_null (get_wish (self, SOCKEYE_PROTOCOL_TCP_SERVER, SOCKEYE_OPTION_TCP_NODELAY));
  gtk_drop_down_set_selected (options_child (self, "socket"), 1);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_NODELAY, "off"));

  /* The listener's are for all of them. */
  gtk_drop_down_set_selected (options_child (self, "socket"), 0);
  type_number (self, SOCKEYE_OPTION_TCP_KEEPCNT, "4");
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_KEEPCNT, "4"));
  window_wait_for (window_log_shows (self, "TCP_KEEPCNT set on 2 accepted connections as well"));
  gtk_drop_down_set_selected (options_child (self, "socket"), 1);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_KEEPCNT, "4"));
  g_assert_cmpint (get_wish (self, SOCKEYE_PROTOCOL_TCP_SERVER, SOCKEYE_OPTION_TCP_KEEPCNT)->number, ==, 4);

  /* When the connection goes that is looked at, another one is shown, not what it was. */
  choose (self, SOCKEYE_OPTION_TCP_NODELAY, 1);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_NODELAY, "off"));
  g_socket_close (first, NULL);
  window_wait_for (count_connections (self) == 1);
  window_wait_for (is_reported (self, SOCKEYE_OPTION_TCP_NODELAY, "on"));
}

static GtkWidget *
groups_child (WindowFixture *self, const char *name)
{
  return window_child (multicast_child (self, "groups"), name);
}

static void
join (WindowFixture *self, const char *group, const char *source)
{
  gtk_editable_set_text (GTK_EDITABLE (groups_child (self, "group")), group);
  gtk_editable_set_text (GTK_EDITABLE (groups_child (self, "source")), source);
  gtk_widget_activate_action (multicast_child (self, "groups"), "group.join", NULL);
}

static void
choose_loopback (WindowFixture *self)
{
  GtkDropDown *interface = GTK_DROP_DOWN (groups_child (self, "interface"));
  GListModel *names = gtk_drop_down_get_model (interface);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), "lo"))
      gtk_drop_down_set_selected (interface, i);
  g_assert_cmpuint (gtk_drop_down_get_selected (interface), >, 0);
}

/* The text of the n-th group's label (0), state (1), or button (2); NULL: there is no such group */
static const char *
get_group_text (WindowFixture *self, guint n, guint part)
{
  GtkWidget *row = gtk_widget_get_first_child (groups_child (self, "rows"));
  GtkWidget *child;

  while (n-- > 0 && row != NULL)
    row = gtk_widget_get_next_sibling (row);
  if (row == NULL)
    return NULL;
  child = gtk_widget_get_first_child (row);
  while (part-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return GTK_IS_LABEL (child) ? gtk_label_get_label (GTK_LABEL (child))
                              : gtk_button_get_label (GTK_BUTTON (child));
}

static void
leave_first (WindowFixture *self)
{
  GtkWidget *row = gtk_widget_get_first_child (groups_child (self, "rows"));

  gtk_widget_grab_focus (gtk_widget_get_last_child (row));
  g_signal_emit_by_name (gtk_widget_get_last_child (row), "clicked");
}

/* A group waits for the socket, is joined with it, and can be left and joined while it is open. */
static void
test_groups (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  window_set_host (self, "local_host", "");
  open_options (self);
  choose_loopback (self);
  g_assert_true (gtk_widget_get_visible (groups_child (self, "empty")));
  join (self, "239.1.2.3", "");
  g_assert_cmpstr (get_group_text (self, 0, 0), ==, "239.1.2.3 on lo");
  g_assert_cmpstr (get_group_text (self, 0, 1), ==, "when the socket is bound");
  g_assert_cmpstr (get_group_text (self, 0, 2), ==, "Leave");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (groups_child (self, "group"))), ==, "");
  g_assert_false (gtk_widget_get_visible (groups_child (self, "empty")));

  window_open_session (self);
  window_wait_for (g_strcmp0 (get_group_text (self, 0, 1), "joined") == 0);
  window_wait_for (window_log_shows (self, "Joined the group 239.1.2.3 on lo"));
  join (self, "232.1.2.3", "127.0.0.9");
  window_wait_for (g_strcmp0 (get_group_text (self, 1, 1), "joined") == 0);
  g_assert_cmpstr (get_group_text (self, 1, 0), ==, "232.1.2.3 from 127.0.0.9 only, on lo");
  leave_first (self);
  window_wait_for (window_log_shows (self, "Left the group 239.1.2.3 on lo"));
  window_wait_for (get_group_text (self, 1, 0) == NULL);

  /* What is in the list is in the settings. */
  close_options (self);
  window_close_session (self);
  window_fixture_close (self);
  window_fixture_open (self);
  open_options (self);
  g_assert_cmpstr (get_group_text (self, 0, 0), ==, "232.1.2.3 from 127.0.0.9 only, on lo");
  leave_first (self);
  g_assert_true (gtk_widget_get_visible (groups_child (self, "empty")));
}

/* What is wrong is marked where it was typed, and stays there. */
static void
test_wrong_groups (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *group, *source;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  window_set_host (self, "local_host", "127.0.0.1");
  open_options (self);
  choose_loopback (self);
  group = groups_child (self, "group");
  source = groups_child (self, "source");
  join (self, "10.0.0.1", "");
  g_assert_true (gtk_widget_has_css_class (group, "error"));
  g_assert_true (gtk_widget_get_visible (groups_child (self, "group_message")));
  join (self, "239.1.2.3", "::1");
  g_assert_false (gtk_widget_has_css_class (group, "error"));
  g_assert_true (gtk_widget_has_css_class (source, "error"));
  g_assert_null (get_group_text (self, 0, 0));
  join (self, "239.1.2.3", "");
  join (self, "239.1.2.3", "");
  g_assert_true (gtk_widget_has_css_class (group, "error"));
  leave_first (self);

  /* The kernel's own refusal. */
  window_open_session (self);
  join (self, "ff15::1", "");
  window_wait_for (gtk_widget_has_css_class (group, "error"));
  g_assert_nonnull (
      strstr (gtk_label_get_label (GTK_LABEL (groups_child (self, "group_message"))), "(ENOPROTOOPT)"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (group)), ==, "ff15::1");
  g_assert_null (get_group_text (self, 0, 0));
}

/* Who binds to one address is told what will not arrive. */
static void
test_hint (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *host;
    gboolean shown;
  } cases[] = { { "127.0.0.1", TRUE },  { "", FALSE },   { "0.0.0.0", FALSE }, { "::1", TRUE },
                { "239.1.2.3", FALSE }, { "::", FALSE }, { "localhost", TRUE } };

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  open_options (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      window_set_host (self, "local_host", cases[i].host);
      g_assert_true (gtk_widget_get_visible (multicast_child (self, "hint")) == cases[i].shown);
    }
  window_set_host (self, "local_host", "127.0.0.1");
  window_open_session (self);
  window_wait_for (!is_reported (self, SOCKEYE_OPTION_IP_TTL, ""));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (multicast_child (self, "hint")),
                                   "The local host is 127.0.0.1:"));
}

static void
test_share (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  open_options (self);
  gtk_switch_set_active (multicast_child (self, "share"), TRUE);
  g_assert_cmpint (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_SO_REUSEADDR)->number, ==, 1);
  g_assert_cmpint (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_SO_REUSEPORT)->number, ==, 1);
  window_open_session (self);
  window_wait_for (g_str_equal (gtk_label_get_label (multicast_child (self, "share_reported")), "on"));
  gtk_switch_set_active (multicast_child (self, "share"), FALSE);
  g_assert_null (get_wish (self, SOCKEYE_PROTOCOL_UDP, SOCKEYE_OPTION_SO_REUSEADDR));
}

/* The inspector tells what the kernel told about a datagram. */
static void
test_arrival (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Peer peer;
  g_autoptr (GSocketAddress) to = NULL;
  SockeyeRecord record = { .kind = SOCKEYE_RECORD_EVENT };
  SockeyeLogModel *log = sockeye_workspace_get_log (self->page->workspace);
  GtkWidget *inspector;
  GtkWidget *arrival;
  guint64 number = 0;

  peer_init (&peer, G_SOCKET_TYPE_DATAGRAM);
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  window_set_host (self, "local_host", "");
  window_open_session (self);
  to = make_address (get_port (self));
  /* The kernel starts to stamp a moment after the first socket has asked for it. */
  while (record.kind != SOCKEYE_RECORD_RECEIVED || (record.flags & SOCKEYE_RECORD_KERNEL_TIME) == 0)
    {
      g_assert_cmpuint (number, <, 1000);
      number = sockeye_capture_get_n_records (self->capture);
      g_assert_cmpint (g_socket_send_to (peer.socket, to, "x", 1, NULL, NULL), ==, 1);
      window_wait_for (sockeye_capture_get_n_records (self->capture) > number);
      g_assert_true (sockeye_capture_get_record (self->capture, number, &record));
    }

  inspector = sockeye_record_inspector_new (GTK_WINDOW (self->window), log);
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), number);
  arrival = window_child (inspector, "arrival");
  window_wait_for (gtk_widget_get_visible (arrival));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (arrival)), ==,
                   "sent to 127.0.0.1 · came through lo · time taken by the kernel · complete");
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), 0);
  window_wait_for (!gtk_widget_get_visible (arrival));
  gtk_window_destroy (GTK_WINDOW (inspector));
  peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/options/before-opening", test_before_opening);
  WINDOW_TEST ("/window/options/while-open", test_while_open);
  WINDOW_TEST ("/window/options/too-late", test_too_late);
  WINDOW_TEST ("/window/options/wrong-number", test_wrong_number);
  WINDOW_TEST ("/window/options/refused", test_refused);
  WINDOW_TEST ("/window/options/protocols", test_protocols);
  WINDOW_TEST ("/window/options/unix", test_unix);
  WINDOW_TEST ("/window/options/connection", test_connection);
  WINDOW_TEST ("/window/options/groups", test_groups);
  WINDOW_TEST ("/window/options/wrong-groups", test_wrong_groups);
  WINDOW_TEST ("/window/options/hint", test_hint);
  WINDOW_TEST ("/window/options/share", test_share);
  WINDOW_TEST ("/window/options/arrival", test_arrival);
  return g_test_run ();
}
