/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "application.h"

#include "address-window.h"
#include "application-accels.h"
#include "capture-journal.h"
#include "color-scheme.h"
#include "dark-windows.h"
#include "display-check.h"
#include "guide-context.h"
#include "guide-window.h"
#include "io-thread.h"
#include "launch-options.h"
#include "preferences-window.h"
#include "quit-question.h"
#include "short-turns.h"
#include "shortcuts-window.h"
#include "sockeye-resources.h"
#include "tab-drag.h"
#include "whole-clicks.h"
#include "window-sizes.h"
#include "window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>

/* How long the end of the program may wait for the disk, and for sockets to be closed. */
#define FLUSH_MS 3000
/* So many windows are kept. */
#define WINDOWS_MAX 16
/* How the program ends when its command line is wrong. */
#define STATUS_USAGE 2

struct _SockeyeApplication
{
  GtkApplication parent_instance;

  /* Owned */
  GSettings *settings; /* %NULL until startup, and when the schema is not installed */
  SockeyeColorScheme *color_scheme;
  SockeyeHistory *history;
  SockeyeQuickCommandsFile *quick_commands; /* %NULL as the settings */

  gboolean parsed;    /* the command line: its options are known */
  gboolean looked;    /* for captures that can be recovered */
  gboolean restoring; /* what was kept is being read */
  gboolean quitting;  /* what was open stays as it was kept */
  gboolean saving;    /* the program stays until the last change is on the disk */
};

G_DEFINE_FINAL_TYPE (SockeyeApplication, sockeye_application, GTK_TYPE_APPLICATION)

static void
open_window (SockeyeApplication *self)
{
  gtk_window_present (sockeye_window_new (GTK_APPLICATION (self), self->settings, NULL));
}

/* Once, in the first window. */
static void
offer_leftovers (SockeyeApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  if (self->looked)
    return;
  for (GList *l = g_list_last (windows); l != NULL && !self->looked; l = l->prev)
    if (SOCKEYE_IS_WINDOW (l->data))
      {
        self->looked = TRUE;
        sockeye_window_offer_leftovers (l->data);
      }
}

/* What the command line asks for goes into a window of its own. */
static void
open_launched (SockeyeApplication *self, const SockeyeLaunchOptions *options)
{
  GtkWindow *window;

  sockeye_launch_options_store (options, self->settings);
  window = sockeye_window_new (GTK_APPLICATION (self), self->settings, NULL);
  gtk_window_present (window);
  sockeye_session_page_launch (sockeye_window_get_page (SOCKEYE_WINDOW (window)), options);
  offer_leftovers (self);
}

static void
on_new_window (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  open_window (data);
}

static void
on_preferences (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeApplication *self = data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (sockeye_preferences_window_new (parent, self->settings));
}

static void
on_inspect_address (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  const char *address, *port;

  g_variant_get (parameter, "(&s&s)", &address, &port);
  gtk_window_present (
      sockeye_address_window_new (gtk_application_get_active_window (GTK_APPLICATION (data)), address, port));
}

/* A chapter's id, or nothing. */
static void
on_help (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  sockeye_guide_window_present (GTK_APPLICATION (data), g_variant_get_string (parameter, NULL));
}

static void
on_shortcuts (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));
  GtkShortcutsWindow *overlay;

  if (!GTK_IS_APPLICATION_WINDOW (window))
    return;

  /* Only a help overlay of a window knows the keys of its actions. */
  overlay = gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (window));
  if (overlay == NULL)
    {
      overlay = sockeye_shortcuts_window_new ();
      gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (window), overlay);
    }

  gtk_window_present (GTK_WINDOW (overlay));
}

static void
on_about (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  gtk_show_about_dialog (gtk_application_get_active_window (GTK_APPLICATION (data)), "program-name",
                         "Sockeye", "logo-icon-name", APP_ID, "version", PACKAGE_VERSION, "comments",
                         _ ("Talks UDP, TCP and Unix sockets to a program under test, and shows every byte."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: your name, a line for each translator */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static GPtrArray *
get_session_windows (SockeyeApplication *self)
{
  GPtrArray *windows = g_ptr_array_new ();

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data))
      g_ptr_array_insert (windows, 0, l->data);

  return windows;
}

/* What a notification was about. */
static void
on_show_session (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) windows = get_session_windows (data);

  for (guint i = 0; i < windows->len; i++)
    sockeye_window_show_session (windows->pdata[i], g_variant_get_uint64 (parameter));
}

/**
 * sockeye_application_quit:
 * @self: the program
 *
 * Ends it. Every window keeps its state, and is closed whatever is open in it.
 */
void
sockeye_application_quit (SockeyeApplication *self)
{
  g_autoptr (GPtrArray) windows = get_session_windows (self);
  g_autoptr (GList) others = NULL;

  for (guint i = 0; i < windows->len; i++)
    sockeye_window_save_pages (windows->pdata[i]);
  sockeye_application_keep_windows (self);
  self->quitting = TRUE;

  for (guint i = 0; i < windows->len; i++)
    sockeye_window_close_unasked (windows->pdata[i]);
  others = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));
  for (GList *l = others; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
on_quit (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  if (!sockeye_quit_question_ask (data))
    sockeye_application_quit (data);
}

static void
add_actions (SockeyeApplication *self)
{
  static const GActionEntry entries[] = {
    { "new-window", on_new_window, NULL, NULL, NULL, { 0 } },
    { "preferences", on_preferences, NULL, NULL, NULL, { 0 } },
    { "inspect-address", on_inspect_address, "(ss)", NULL, NULL, { 0 } },
    { "help", on_help, "s", NULL, NULL, { 0 } },
    { "show-session", on_show_session, "t", NULL, NULL, { 0 } },
    { "shortcuts", on_shortcuts, NULL, NULL, NULL, { 0 } },
    { "about", on_about, NULL, NULL, NULL, { 0 } },
    { "quit", on_quit, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  sockeye_application_set_accels (GTK_APPLICATION (self));
}

/* g_settings_new() would end the program without a word that helps. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE)
                                                      : NULL;

  if (schema != NULL)
    return g_settings_new_full (schema, NULL, NULL);

  g_printerr (
      _ ("The settings schema %s is not installed. Install Sockeye, or set GSETTINGS_SCHEMA_DIR to the "
         "folder “data” of the build.\n"),
      APP_ID);
  return NULL;
}

/* The last window may be closed, but nothing that was changed is lost. */
static void
on_saving (SockeyeApplication *self)
{
  gboolean saving = sockeye_quick_commands_file_is_busy (self->quick_commands);

  if (saving == self->saving)
    return;

  self->saving = saving;
  if (saving)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
open_quick_commands (SockeyeApplication *self)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "sockeye", "quick-commands.ini", NULL);
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();

  self->quick_commands = sockeye_quick_commands_file_new (commands, path);
  g_signal_connect_object (self->quick_commands, "notify::busy", G_CALLBACK (on_saving), self,
                           G_CONNECT_SWAPPED);
  on_saving (self);
}

static void
open_history (SockeyeApplication *self)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "sockeye", "history", NULL);

  self->history = sockeye_history_new (path);
  g_settings_bind (self->settings, "keep-history", self->history, "keep", G_SETTINGS_BIND_GET);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/sockeye/Sockeye/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static gboolean
on_told_to_end (gpointer data)
{
  sockeye_application_quit (data);
  return G_SOURCE_CONTINUE;
}

/* Ends as with Ctrl+Q, but asks nobody: nothing that was made for a while stays behind. */
static void
heed_signals (SockeyeApplication *self)
{
  static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_unix_signal_add (numbers[i], on_told_to_end, self);
}

static void
sockeye_application_startup (GApplication *application)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (application);

  sockeye_display_require ();
  G_APPLICATION_CLASS (sockeye_application_parent_class)->startup (application);

  sockeye_take_short_turns ();
  /* A thread of GTK's reads the icon theme from now on; else it would be read when the window is laid out. */
  gtk_icon_theme_get_for_display (gdk_display_get_default ());
  /* In pixels: drawing the other one takes a library of 6 MB, which nothing else at the start needs. */
  gtk_window_set_default_icon_name (APP_ID "-window");
  load_style ();
  sockeye_dark_windows_watch ();
  sockeye_whole_clicks_watch ();
  sockeye_tab_drag_watch ();
  self->settings = open_settings ();
  if (self->settings == NULL)
    return;

  self->color_scheme = sockeye_color_scheme_new (self->settings);
  sockeye_window_sizes_watch (self->settings);
  open_history (self);
  open_quick_commands (self);
  add_actions (self);
  sockeye_guide_context_watch (GTK_APPLICATION (self));
  heed_signals (self);
}

/* Those that were open last, and all of them closed. */
static gboolean
restore_windows (SockeyeApplication *self)
{
  g_autoptr (GVariant) kept = g_settings_get_value (self->settings, "windows");
  gsize n = MIN (g_variant_n_children (kept), WINDOWS_MAX);

  self->restoring = TRUE;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) window = g_variant_get_child_value (kept, i);

      gtk_window_present (sockeye_window_new (GTK_APPLICATION (self), self->settings, window));
    }
  self->restoring = FALSE;
  return n > 0;
}

static void
sockeye_application_activate (GApplication *application)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (application);

  if (self->settings == NULL)
    return;
  /* Another start of the program, while it is running, is another window. */
  if (gtk_application_get_windows (GTK_APPLICATION (self)) != NULL || !restore_windows (self))
    open_window (self);
  offer_leftovers (self);
}

static void
sockeye_application_shutdown (GApplication *application)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (application);
  const char *problem = self->quick_commands != NULL
                            ? sockeye_quick_commands_file_get_problem (self->quick_commands)
                            : NULL;

  /* The windows are gone, and their sessions are being closed. */
  sockeye_io_thread_flush (FLUSH_MS);
  sockeye_capture_journal_end ();
  if (self->history != NULL)
    sockeye_history_flush (self->history, FLUSH_MS);
  /* There is no window any more that could tell. */
  if (problem != NULL)
    g_printerr ("%s\n", problem);

  G_APPLICATION_CLASS (sockeye_application_parent_class)->shutdown (application);
}

/* What a socket on the command line lacks is told before any window is opened, also by a program that only hands it
 * over. */
static int
sockeye_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (SockeyeLaunchOptions) launch = NULL;
  g_auto (GStrv) files = sockeye_launch_options_list_files (options);
  g_autoptr (GError) error = NULL;

  SOCKEYE_APPLICATION (application)->parsed = TRUE;
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Sockeye %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (!sockeye_launch_options_are_given (options))
    return -1;

  if (files != NULL && sockeye_launch_options_check_files (options, &error))
    return -1;
  launch = files == NULL ? sockeye_launch_options_new (options, NULL, &error) : NULL;
  if (launch != NULL)
    return -1;
  /* Raw, because in a locale without UTF-8 little would be left of it otherwise. */
  fprintf (stderr, "sockeye: %s\n", error->message);
  return STATUS_USAGE;
}

static gboolean
sockeye_application_local_command_line (GApplication *application, char ***arguments, int *status)
{
  gboolean done = G_APPLICATION_CLASS (sockeye_application_parent_class)
                      ->local_command_line (application, arguments, status);

  /* A wrong option has failed with 1, and was told. */
  if (done && *status == 1 && !SOCKEYE_APPLICATION (application)->parsed)
    *status = STATUS_USAGE;
  if (done && *status == STATUS_USAGE && !g_application_get_is_registered (application))
    fprintf (stderr, "%s\n", _ ("“sockeye --help” shows what can be asked for."));
  return done;
}

/* In the program that runs, for itself or for one that was started later. */
static int
sockeye_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_auto (GStrv) files = sockeye_launch_options_list_files (options);
  g_autoptr (SockeyeLaunchOptions) launch = NULL;
  g_autoptr (GError) error = NULL;

  if (self->settings == NULL)
    return 1;
  if (files != NULL)
    {
      sockeye_application_open_files (self, line, files);
      return 0;
    }
  if (!sockeye_launch_options_are_given (options))
    {
      g_application_activate (application);
      return 0;
    }

  launch = sockeye_launch_options_new (options, g_application_command_line_get_cwd (line), &error);
  if (launch == NULL)
    {
      g_application_command_line_printerr (line, "sockeye: %s\n", error->message);
      return STATUS_USAGE;
    }
  open_launched (self, launch);
  return 0;
}

static void
sockeye_application_dispose (GObject *object)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (object);

  g_clear_object (&self->history);
  g_clear_object (&self->color_scheme);
  g_clear_object (&self->quick_commands);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sockeye_application_parent_class)->dispose (object);
}

static void
sockeye_application_class_init (SockeyeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_application_dispose;
  application_class->startup = sockeye_application_startup;
  application_class->shutdown = sockeye_application_shutdown;
  application_class->activate = sockeye_application_activate;
  application_class->local_command_line = sockeye_application_local_command_line;
  application_class->command_line = sockeye_application_command_line;
  application_class->handle_local_options = sockeye_application_handle_local_options;
}

static void
sockeye_application_init (SockeyeApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *description = g_strjoin (
      "\n",
      _ ("Protocols: udp, tcp-client, tcp-server, tcp-relay, udp-relay, "
         "unix-client, unix-server, unix-datagram. Behind a client stands the far "
         "end, behind the others this end:\n"
         "  sockeye tcp-server :8080\n"
         "  sockeye tcp-client 127.0.0.1:8080 --send 'hello\\r\\n'\n"
         "  sockeye udp :8080 --to 127.0.0.1:8888 --encoding gbk\n"
         "sockeye-cli does the same without a window, for scripts."),
      _ ("A FILE is a profile (.sockeye) or a capture (.pcapng), and opens no socket."), NULL);

  /* A static library's resources are there only when somebody asks for them. */
  g_resources_register (sockeye_get_resource ());
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Talks UDP, TCP and Unix sockets to a program under test, and shows every byte."));
  g_application_set_option_context_description (G_APPLICATION (self), description);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  sockeye_launch_options_add_to (G_APPLICATION (self));
}

/**
 * sockeye_application_new:
 *
 * Returns: (transfer full): the program; every activation opens a window
 */
SockeyeApplication *
sockeye_application_new (void)
{
  return g_object_new (SOCKEYE_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}

/**
 * sockeye_application_get_settings:
 * @self: the program
 *
 * Returns: (nullable) (transfer none): what is kept from run to run; %NULL when the schema is not installed, so
 *   that no window can be opened
 */
GSettings *
sockeye_application_get_settings (SockeyeApplication *self)
{
  return self->settings;
}

/**
 * sockeye_application_get_history:
 * @self: the program
 *
 * Returns: (nullable) (transfer none): what was sent in all windows; %NULL when there are no settings either
 */
SockeyeHistory *
sockeye_application_get_history (SockeyeApplication *self)
{
  return self->history;
}

/**
 * sockeye_application_get_quick_commands:
 * @self: the program
 *
 * Returns: (nullable) (transfer none): the commands of all windows, and their file; %NULL as the settings
 */
SockeyeQuickCommandsFile *
sockeye_application_get_quick_commands (SockeyeApplication *self)
{
  return self->quick_commands;
}

/**
 * sockeye_application_keep_windows:
 * @self: the program
 *
 * Keeps what is open now, so that it is shown again when the program starts. Of several programs at a time, the one
 * that says so last is right. When the last window is closed it is still what was open last.
 */
void
sockeye_application_keep_windows (SockeyeApplication *self)
{
  g_autoptr (GPtrArray) windows = get_session_windows (self);
  g_autoptr (GVariant) value = NULL;
  GVariantBuilder builder;
  guint n = 0;

  if (self->quitting || self->restoring)
    return;

  for (guint i = 0; i < windows->len; i++)
    n += !sockeye_window_is_leaving (windows->pdata[i]);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < windows->len && i < WINDOWS_MAX; i++)
    if (n == 0 || !sockeye_window_is_leaving (windows->pdata[i]))
      g_variant_builder_add_value (&builder, sockeye_window_dump (windows->pdata[i]));

  value = g_variant_ref_sink (g_variant_builder_end (&builder));
  if (g_variant_n_children (value) > 0)
    g_settings_set_value (self->settings, "windows", value);
}
