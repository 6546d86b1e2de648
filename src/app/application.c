/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "application.h"

#include "color-scheme.h"
#include "io-thread.h"
#include "address-window.h"
#include "launch-options.h"
#include "preferences-window.h"
#include "short-turns.h"
#include "sockeye-resources.h"
#include "window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

/* How long the end of the program may wait for the disk, and for sockets to be closed. */
#define FLUSH_MS 3000
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

  gboolean saving; /* the program stays until the last change is on the disk */
};

G_DEFINE_FINAL_TYPE (SockeyeApplication, sockeye_application, GTK_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "win.open-close", { "F9" } },
  { "win.send", { "<Control>Return", "<Control>KP_Enter" } },
  { "win.repeat", { "F5" } },
  { "win.quick-commands", { "<Control>k" } },
  { "win.clear-log", { "<Control>l" } },
  { "win.save-log", { "<Control>s" } },
  { "win.save-capture", { "<Control><Shift>s" } },
  { "win.open-capture", { "<Control>o" } },
  { "win.find", { "<Control>f" } },
  { "win.jump", { "<Control>g" } },
  { "win.highlights", { "<Control>h" } },
  { "win.replies", { "<Control>r" } },
  { "win.filter", { "<Control><Shift>f" } },
  { "win.find-next", { "F3" } },
  { "win.find-previous", { "<Shift>F3" } },
  { "win.inspect", { "<Alt>Return" } },
  { "win.pause-view", { "F8" } },
  { "window.close", { "<Control>w" } },
  { "app.new-window", { "<Control>n" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question", "<Control>F1" } },
  { "app.quit", { "<Control>q" } },
};

static void
open_window (SockeyeApplication *self)
{
  gtk_window_present (sockeye_window_new (GTK_APPLICATION (self), self->settings));
}

/* What the command line asks for goes into a window of its own. */
static void
open_launched (SockeyeApplication *self, const SockeyeLaunchOptions *options)
{
  GtkWindow *window;

  sockeye_launch_options_store (options, self->settings);
  window = sockeye_window_new (GTK_APPLICATION (self), self->settings);
  gtk_window_present (window);
  sockeye_window_launch (SOCKEYE_WINDOW (window), options);
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
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/sockeye/Sockeye/shortcuts.ui");

      overlay = GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
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

/* Every window is asked to close, so that it keeps its state. */
static void
on_quit (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

/* Ctrl+1 to Ctrl+9 */
static void
add_command_keys (SockeyeApplication *self)
{
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.press-command(uint32 %u)", i);
      g_autofree char *key = g_strdup_printf ("<Control>%u", i + 1);
      g_autofree char *pad_key = g_strdup_printf ("<Control>KP_%u", i + 1);

      gtk_application_set_accels_for_action (GTK_APPLICATION (self), action,
                                             (const char *[]){ key, pad_key, NULL });
    }
}

static void
add_actions (SockeyeApplication *self)
{
  static const GActionEntry entries[] = {
    { "new-window", on_new_window, NULL, NULL, NULL, { 0 } },
    { "preferences", on_preferences, NULL, NULL, NULL, { 0 } },
    { "inspect-address", on_inspect_address, "(ss)", NULL, NULL, { 0 } },
    { "shortcuts", on_shortcuts, NULL, NULL, NULL, { 0 } },
    { "about", on_about, NULL, NULL, NULL, { 0 } },
    { "quit", on_quit, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].accels);
  add_command_keys (self);
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
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

/* Ends as with Ctrl+Q: nothing that was made for a while stays behind. */
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

  G_APPLICATION_CLASS (sockeye_application_parent_class)->startup (application);

  sockeye_take_short_turns ();
  gtk_window_set_default_icon_name (APP_ID);
  load_style ();
  self->settings = open_settings ();
  if (self->settings == NULL)
    return;

  self->color_scheme = sockeye_color_scheme_new (self->settings);
  open_history (self);
  open_quick_commands (self);
  add_actions (self);
  heed_signals (self);
}

static void
sockeye_application_activate (GApplication *application)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (application);

  if (self->settings != NULL)
    open_window (self);
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
sockeye_application_handle_local_options (GApplication *application G_GNUC_UNUSED, GVariantDict *options)
{
  g_autoptr (SockeyeLaunchOptions) launch = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Sockeye %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (!sockeye_launch_options_are_given (options))
    return -1;

  launch = sockeye_launch_options_new (options, NULL, &error);
  if (launch != NULL)
    return -1;
  g_printerr ("sockeye: %s\n", error->message);
  return STATUS_USAGE;
}

/* Nothing but a wrong option fails with 1 here. */
static gboolean
sockeye_application_local_command_line (GApplication *application, char ***arguments, int *status)
{
  gboolean done = G_APPLICATION_CLASS (sockeye_application_parent_class)
                      ->local_command_line (application, arguments, status);

  if (done && *status == 1 && !g_application_get_is_registered (application))
    *status = STATUS_USAGE;
  return done;
}

/* In the program that runs, for itself or for one that was started later. */
static int
sockeye_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  SockeyeApplication *self = SOCKEYE_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_autoptr (SockeyeLaunchOptions) launch = NULL;
  g_autoptr (GError) error = NULL;

  if (self->settings == NULL)
    return 1;
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

  /* A static library's resources are there only when somebody asks for them. */
  g_resources_register (sockeye_get_resource ());
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Talks UDP, TCP and Unix sockets to a program under test, and shows every byte."));
  g_application_set_option_context_description (
      G_APPLICATION (self), _ ("Protocols: udp, tcp-client, tcp-server, unix-client, unix-server, "
                               "unix-datagram. Behind a client stands the "
                               "far end, behind the others this end:\n"
                               "  sockeye tcp-server :8080\n"
                               "  sockeye tcp-client 127.0.0.1:8080 --send 'hello\\r\\n'\n"
                               "  sockeye udp :8080 --to 127.0.0.1:8888 --encoding gbk\n"
                               "sockeye-cli does the same without a window, for scripts."));
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
