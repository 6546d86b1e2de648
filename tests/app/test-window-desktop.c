/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"
#include "window-fixture.h"
#include "window-private.h"

#include <glib/gstdio.h>
#include <math.h>

/* How the window goes with its desktop: notifications, themes, large text. */

/* --- The desktop's service of notifications, of which everything else on the bus of the test knows nothing */

static const char interface_xml[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
    "</interface></node>";

static struct
{
  GDBusConnection *bus;
  guint n_told;
  guint number; /* of the newest one */
  guint n_closed;
  guint closed;   /* the number of the one that was withdrawn last */
  char *headline; /* of the newest one */
  char *body;
} desk;

static void
on_call (GDBusConnection *bus G_GNUC_UNUSED,
         const char *sender G_GNUC_UNUSED,
         const char *path G_GNUC_UNUSED,
         const char *interface G_GNUC_UNUSED,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data G_GNUC_UNUSED)
{
  if (g_str_equal (method, "Notify"))
    {
      guint replaced;

      g_clear_pointer (&desk.headline, g_free);
      g_clear_pointer (&desk.body, g_free);
      g_variant_get (parameters, "(susssasa{sv}i)", NULL, &replaced, NULL, &desk.headline, &desk.body, NULL,
                     NULL, NULL);
      desk.n_told++;
      desk.number = replaced != 0 ? replaced : desk.number + 1;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", desk.number));
      return;
    }
  g_variant_get (parameters, "(u)", &desk.closed);
  desk.n_closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
desk_start (void)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (GVariant) answer = NULL;

  if (desk.bus == NULL)
    {
      /* Not the program's connection: what goes to oneself would not show that it goes out at all. */
      desk.bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                             | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                         NULL, NULL, NULL);
      g_assert_nonnull (desk.bus);
      g_assert_cmpuint (g_dbus_connection_register_object (desk.bus, "/org/freedesktop/Notifications",
                                                           node->interfaces[0], &table, NULL, NULL, NULL),
                        >, 0);
      answer = g_dbus_connection_call_sync (desk.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                            "org.freedesktop.DBus", "RequestName",
                                            g_variant_new ("(su)", "org.freedesktop.Notifications", 0), NULL,
                                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
      g_assert_nonnull (answer);
    }
  desk.n_told = desk.n_closed = desk.closed = 0;
}

static void
turn_around (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId", NULL, NULL, 0, -1, NULL, NULL);

  g_assert_nonnull (answer);
}

/* And that the program knows its number: before that, GLib does not withdraw it. */
static void
desk_wait_told (WindowFixture *self, guint n)
{
  window_wait_for (desk.n_told >= n);
  g_assert_cmpuint (desk.n_told, ==, n);
  turn_around (desk.bus);
  turn_around (g_application_get_dbus_connection (G_APPLICATION (self->application)));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
desk_click (guint number)
{
  g_assert_true (g_dbus_connection_emit_signal (desk.bus, NULL, "/org/freedesktop/Notifications",
                                                "org.freedesktop.Notifications", "ActionInvoked",
                                                g_variant_new ("(us)", number, "default"), NULL));
}

/* --- */

static gboolean
is_active (WindowFixture *self)
{
  return gtk_window_is_active (GTK_WINDOW (self->window));
}

/* Something else has the keyboard. */
static GtkWindow *
go_away (WindowFixture *self)
{
  GtkWindow *other = GTK_WINDOW (gtk_window_new ());

  gtk_window_present (other);
  window_wait_for (gtk_window_is_active (other) && !is_active (self));
  return other;
}

/* @seconds: that it seems to take */
static void
save_to (WindowFixture *self, const char *path, guint seconds)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  window_wait_for (window_can (self, "save-log"));
  sockeye_session_page_save_log_to (self->page, file);
  self->page->began[SOCKEYE_WORK_SAVING] -= seconds * G_USEC_PER_SEC;
  window_wait_for (window_can (self, "save-log"));
}

/* Not what was seen, not what was short, and nothing that is not wanted. */
static void
test_told (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "log.txt", NULL);
  GtkWindow *other;

  desk_start ();
  sockeye_session_page_set_name (self->page, "the meter");
  window_open_session (self);
  window_wait_for (is_active (self));
  save_to (self, path, 5);

  other = go_away (self);
  save_to (self, path, 1);
  g_settings_set_boolean (self->settings, "notify-long-work", FALSE);
  save_to (self, path, 5);
  g_settings_set_boolean (self->settings, "notify-long-work", TRUE);
  save_to (self, "/nonexistent/log.txt", 5);
  desk_wait_told (self, 1);
  g_assert_cmpstr (desk.headline, ==, "Saving from “the meter” failed");
  g_assert_nonnull (strstr (desk.body, "/nonexistent/log.txt"));

  save_to (self, path, 5);
  desk_wait_told (self, 2);
  g_assert_cmpstr (desk.headline, ==, "Saving from “the meter” is done");
  g_assert_true (g_str_has_prefix (desk.body, "Saved "));
  g_assert_cmpuint (desk.n_closed, ==, 0);

  gtk_window_destroy (other);
  gtk_window_present (GTK_WINDOW (self->window));
  window_wait_for (desk.n_closed == 1);
  g_assert_cmpuint (desk.closed, ==, desk.number);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Behind another tab it is as if nobody were there; a click brings it to the front. */
static void
test_clicked (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *first = self->page;
  GtkWindow *other;

  desk_start ();
  window_open_session (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-tab", NULL);
  window_wait_for (!gtk_widget_get_mapped (GTK_WIDGET (first)));
  save_to (self, "/nonexistent/log.txt", 5);
  desk_wait_told (self, 1);

  other = go_away (self);
  desk_click (desk.number);
  window_wait_for (is_active (self) && sockeye_window_get_page (self->window) == first);
  gtk_window_destroy (other);

  /* One that is closed is no longer spoken of. */
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "next-tab", NULL);
  window_wait_for (!gtk_widget_get_mapped (GTK_WIDGET (first)));
  window_close_session (self);
  save_to (self, "/nonexistent/log.txt", 5);
  desk_wait_told (self, 2);
  sockeye_window_discard_page (self->window, first);
  self->page = sockeye_window_get_page (self->window);
  window_wait_for (desk.n_closed == 1);
  g_assert_cmpuint (desk.closed, ==, desk.number);
}

static void
on_opened (const char *problem, gpointer data)
{
  g_assert_nonnull (problem);
  *(gboolean *) data = TRUE;
}

/* A capture that took long to be opened, in vain. */
static void
test_opened (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/day.pcapng");
  GtkWindow *other = go_away (self);
  gboolean done = FALSE;

  desk_start ();
  g_assert_true (sockeye_session_page_open_capture (self->page, file, on_opened, &done));
  self->page->began[SOCKEYE_WORK_OPENING] -= 5 * G_USEC_PER_SEC;
  window_wait_for (done);
  desk_wait_told (self, 1);
  g_assert_nonnull (strstr (desk.headline, "ailed"));
  g_assert_nonnull (strstr (desk.body, "day.pcapng"));
  gtk_window_destroy (other);
}

/* The port that the session connects to, and nobody listens there yet. */
static void
start_connecting (WindowFixture *self, guint16 port)
{
  window_set_port (self, "remote_port", port);
  window_do (self, "open-close");
  window_wait_for (self->page->began[SOCKEYE_WORK_CONNECTING] != 0);
  self->page->began[SOCKEYE_WORK_CONNECTING] -= 5 * G_USEC_PER_SEC;
}

static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

/* A connection that took long, and one that could not be made. */
static void
test_connected (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = find_free_port ();
  GtkWindow *other = go_away (self);

  desk_start ();
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_host (self, "remote_host", "127.0.0.1");
  gtk_check_button_set_active (window_get_life_field (self, "reconnect"), TRUE);
  gtk_spin_button_set_value (window_get_life_field (self, "reconnect_first_delay"), 300);
  start_connecting (self, port);
  g_socket_listener_add_inet_port (listener, port, NULL, NULL);
  desk_wait_told (self, 1);
  g_assert_true (g_str_has_prefix (desk.headline, "“TCP client 127.0.0.1:"));
  g_assert_true (g_str_has_suffix (desk.headline, "” is connected"));
  window_close_session (self);

  gtk_spin_button_set_value (window_get_life_field (self, "reconnect_attempts"), 1);
  start_connecting (self, find_free_port ());
  desk_wait_told (self, 2);
  g_assert_true (g_str_has_suffix (desk.headline, "” could not connect"));
  g_assert_nonnull (strstr (desk.body, "ECONNREFUSED"));
  gtk_window_destroy (other);
}

/* The thread that searches may be so quick that nobody has to wait. */
static void
search_long (WindowFixture *self, SockeyeFindBar *bar)
{
  GtkToggleButton *match_case = window_child (bar, "match_case");
  gint64 *began = &self->page->began[SOCKEYE_WORK_FINDING];

  for (guint i = 0; i < 1000 && *began == 0; i++)
    gtk_toggle_button_set_active (match_case, !gtk_toggle_button_get_active (match_case));
  g_assert_cmpint (*began, !=, 0);
  *began -= 5 * G_USEC_PER_SEC;
}

/* A long search. */
static void
test_found (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const gint64 *began = &self->page->began[SOCKEYE_WORK_FINDING];
  SockeyeFindBar *bar;
  GtkWindow *other;

  desk_start ();
  sockeye_session_page_set_name (self->page, "the meter");
  window_open_session (self);
  window_do (self, "find");
  bar = sockeye_data_log_get_find_bar (self->page->data_log);
  gtk_editable_set_text (window_child (bar, "entry"), "Bound");
  window_wait_for (g_strcmp0 (sockeye_find_bar_get_result (bar), "1 match") == 0
                   && !sockeye_find_bar_is_searching (bar));
  g_assert_cmpint (*began, ==, 0);

  other = go_away (self);
  search_long (self, bar);
  desk_wait_told (self, 1);
  g_assert_cmpstr (desk.headline, ==, "Searching in “the meter” is done");
  g_assert_cmpstr (desk.body, ==, "1 match");

  /* Whoever gives up does not wait. */
  search_long (self, bar);
  sockeye_find_bar_close (bar);
  g_assert_cmpint (*began, ==, 0);
  window_close_session (self);
  desk_wait_told (self, 1);
  gtk_window_destroy (other);
}

static void
test_recovered (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full.");
  gint64 began = g_get_monotonic_time () - 5 * G_USEC_PER_SEC;
  GtkWindow *other = go_away (self);

  desk_start ();
  sockeye_session_page_set_name (self->page, "the meter (recovered)");
  sockeye_session_page_tell_recovery (self->page, began, error);
  desk_wait_told (self, 1);
  g_assert_cmpstr (desk.headline, ==, "Recovering a capture failed");
  g_assert_cmpstr (desk.body, ==, "The disk is full.");
  sockeye_session_page_tell_recovery (self->page, began, NULL);
  desk_wait_told (self, 2);
  g_assert_cmpstr (desk.headline, ==, "“the meter (recovered)” is open");
  gtk_window_destroy (other);
}

/* --- Sizes */

/* It has the size that the window manager gave it. */
static void
settle (gpointer window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gint64 frame = gdk_frame_clock_get_frame_counter (clock);

  window_wait_for (
      gtk_widget_get_width (window) > 0
      && (gtk_widget_queue_resize (window), gdk_frame_clock_get_frame_counter (clock) > frame + 5));
}

static GtkWindow *
open_options (WindowFixture *self)
{
  window_do (self, "socket-options");
  window_wait_for (self->page->options != NULL && gtk_window_is_active (self->page->options));
  return self->page->options;
}

static void
close_options (WindowFixture *self)
{
  gtk_window_close (self->page->options);
  window_wait_for (self->page->options == NULL);
}

/* Of a window of the same kind, and only where the user has changed it. */
static void
test_sizes (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GVariant) none = NULL;
  GtkWindow *options = open_options (self);
  int width, height, shown_width, shown_height;

  gtk_window_get_default_size (options, &width, &height);
  settle (options);
  close_options (self);
  none = g_settings_get_user_value (self->settings, "window-sizes");
  g_assert_null (none);

  options = open_options (self);
  settle (options);
  gtk_window_set_default_size (options, width + 40, height + 30);
  settle (options);
  close_options (self);
  options = open_options (self);
  gtk_window_get_default_size (options, &shown_width, &shown_height);
  g_assert_cmpint (shown_width, ==, width + 40);
  g_assert_cmpint (shown_height, ==, height + 30);
  close_options (self);
}

/* --- Themes and large text */

static double
get_luminance (const GdkRGBA *color)
{
  const float parts[] = { color->red, color->green, color->blue };
  double linear[3];

  for (guint i = 0; i < 3; i++)
    linear[i] = parts[i] <= 0.03928f ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

/* As WCAG counts it: 1 to 21 */
static double
get_contrast (const GdkRGBA *one, const GdkRGBA *other)
{
  double a = get_luminance (one) + 0.05;
  double b = get_luminance (other) + 0.05;

  return MAX (a, b) / MIN (a, b);
}

static GdkRGBA
lay_over (const GdkRGBA *color, const GdkRGBA *ground)
{
  float a = color->alpha;

  return (GdkRGBA){ color->red * a + ground->red * (1 - a), color->green * a + ground->green * (1 - a),
                    color->blue * a + ground->blue * (1 - a), 1 };
}

/* Everything in the log can be read, and what is selected is seen to be. */
static void
check_colors (SockeyeLogView *view, gboolean contrast)
{
  const GdkRGBA *colors = view->style->colors;
  GdkRGBA ground, selected;

  g_assert_true (gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (view)),
                                                 "theme_base_color", &ground));
  selected = lay_over (&colors[SOCKEYE_LOG_COLOR_SELECTION], &ground);
  for (guint i = 0; i < SOCKEYE_LOG_N_COLORS; i++)
    if (i != SOCKEYE_LOG_COLOR_SELECTION)
      {
        g_test_message ("colour %u: %.1f, selected %.1f", i, get_contrast (&colors[i], &ground),
                        get_contrast (&colors[i], &selected));
        g_assert_cmpfloat (get_contrast (&colors[i], &ground), >=, contrast ? 7 : 4.5);
      }
  g_test_message ("selection: %.2f", get_contrast (&selected, &ground));
  g_assert_cmpfloat (get_contrast (&selected, &ground), >=, contrast ? 1.8 : 1.3);
  g_assert_cmpfloat (get_contrast (&colors[SOCKEYE_LOG_COLOR_TEXT], &selected), >=, 4.5);
}

/* No label of a button, and no heading, ends in an ellipsis or beyond its parent. */
static void
check_clipping (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  int minimum;

  if (!gtk_widget_get_mapped (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (parent != NULL && gtk_widget_get_overflow (parent) == GTK_OVERFLOW_VISIBLE && GTK_IS_LABEL (widget))
    g_assert_cmpint (gtk_widget_get_width (widget), >=, minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_clipping (child);
}

static void
test_looks (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const themes[] = { "Default", "Default-hc" };
  GtkSettings *settings = gtk_settings_get_default ();
  SockeyeLogView *view = sockeye_data_log_get_view (self->page->data_log);
  int height = view->style->row_height;

  window_wait_for (gtk_widget_get_width (GTK_WIDGET (self->window)) > 0);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 600);
  window_open_session (self);
  window_wait_for (window_log_shows (self, "Bound to"));
  for (guint i = 0; i < 8; i++)
    {
      gboolean large = (i & 4) != 0;

      g_object_set (settings, "gtk-theme-name", themes[i & 1], "gtk-application-prefer-dark-theme",
                    (i & 2) != 0, "gtk-xft-dpi", (large ? 144 : 96) * 1024, NULL);
      settle (self->window);
      g_test_message ("%s, %s, %d %%: %d x %d", themes[i & 1], (i & 2) != 0 ? "dark" : "light",
                      large ? 150 : 100, gtk_widget_get_width (GTK_WIDGET (self->window)),
                      gtk_widget_get_height (GTK_WIDGET (self->window)));
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 900);
      if (large)
        g_assert_cmpint (view->style->row_height, >=, height * 13 / 10);
      else
        g_assert_cmpint (view->style->row_height, ==, height);
      check_colors (view, (i & 1) != 0);
      check_clipping (GTK_WIDGET (self->window));
    }

  gtk_settings_reset_property (settings, "gtk-theme-name");
  gtk_settings_reset_property (settings, "gtk-application-prefer-dark-theme");
  gtk_settings_reset_property (settings, "gtk-xft-dpi");
  settle (self->window);
  g_assert_cmpint (view->style->row_height, ==, height);
}

/* The projector has all of the screen, large type and high contrast, whatever the theme. */
static void
test_projector (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLogView *own = sockeye_data_log_get_view (self->page->data_log);
  GtkSettings *settings = gtk_settings_get_default ();
  SockeyeLogView *view;

  window_open_session (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "projector", NULL);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->window->projector)));
  window_wait_for (gtk_window_is_fullscreen (self->window->projector));
  view = window_child (window_child (self->window->projector, "first"), "view");
  for (guint dark = 0; dark < 2; dark++)
    {
      g_object_set (settings, "gtk-application-prefer-dark-theme", dark == 1, NULL);
      settle (self->window->projector);
      g_assert_cmpint (view->style->row_height, >=, own->style->row_height * 3 / 2);
      check_colors (view, TRUE);
    }
  gtk_settings_reset_property (settings, "gtk-application-prefer-dark-theme");
  gtk_window_close (self->window->projector);
  window_wait_for (self->window->projector == NULL);
}

/* It fits on a small screen, below the header: a menu that is cut can be scrolled, but nothing shows that. */
static void
test_main_menu (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *menu;
  int height;

  gtk_menu_button_popup (self->window->menu_button);
  menu = GTK_WIDGET (gtk_menu_button_get_popover (self->window->menu_button));
  window_wait_for (gtk_widget_get_mapped (menu));
  gtk_widget_measure (menu, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  g_test_message ("%d pixels", height);
  g_assert_cmpint (height, <=, 535);
  gtk_menu_button_popdown (self->window->menu_button);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);

  WINDOW_TEST ("/window-desktop/told", test_told);
  WINDOW_TEST ("/window-desktop/clicked", test_clicked);
  WINDOW_TEST ("/window-desktop/opened", test_opened);
  WINDOW_TEST ("/window-desktop/connected", test_connected);
  WINDOW_TEST ("/window-desktop/found", test_found);
  WINDOW_TEST ("/window-desktop/recovered", test_recovered);
  WINDOW_TEST ("/window-desktop/main-menu", test_main_menu);
  WINDOW_TEST ("/window-desktop/sizes", test_sizes);
  WINDOW_TEST ("/window-desktop/looks", test_looks);
  WINDOW_TEST ("/window-desktop/projector", test_projector);

  return g_test_run ();
}
