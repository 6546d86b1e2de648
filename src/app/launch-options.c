/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "launch-options.h"

#include "payload-template.h"
#include "profile-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const GOptionEntry own_entries[] = {
  { "send", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Send this text, which may have escapes such as \\r\\n, as soon as there is somebody to send to"),
    N_ ("TEXT") },
  { "send-hex", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("The same with bytes, such as '01 0a ff'"),
    N_ ("HEX") },
  { "no-open", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Only fill in the fields of the window"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL,
    N_ ("[PROTOCOL [END POINT] | FILE…]") },
  G_OPTION_ENTRY_NULL,
};

/**
 * sockeye_launch_options_add_to:
 * @application: the program
 *
 * Lets it understand them.
 */
void
sockeye_launch_options_add_to (GApplication *application)
{
  g_autofree GOptionEntry *shared = sockeye_launch_make_entries (NULL);

  g_application_add_main_option_entries (application, shared);
  g_application_add_main_option_entries (application, own_entries);
}

/**
 * sockeye_launch_options_are_given:
 * @dict: the options that the program got
 *
 * Returns: whether a socket is asked for, be it in the right way or not
 */
gboolean
sockeye_launch_options_are_given (GVariantDict *dict)
{
  g_auto (SockeyeLaunchWords) words = { 0 };

  sockeye_launch_words_load (&words, dict);
  return !sockeye_launch_words_are_empty (&words) || g_variant_dict_contains (dict, "send")
         || g_variant_dict_contains (dict, "send-hex") || g_variant_dict_contains (dict, "no-open");
}

/* No protocol has a slash in its name. */
static gboolean
is_file (const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  return strchr (word, '/') != NULL || g_str_has_suffix (lower, SOCKEYE_PROFILE_SUFFIX)
         || g_str_has_suffix (lower, ".pcapng");
}

/**
 * sockeye_launch_options_list_files:
 * @dict: the options that the program got
 *
 * Returns: (transfer full) (nullable): profiles and captures that are to be opened, as they were typed; %NULL: a socket
 *   is asked for, or nothing
 */
char **
sockeye_launch_options_list_files (GVariantDict *dict)
{
  g_auto (GStrv) words = NULL;

  g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^aay", &words);
  return words != NULL && words[0] != NULL && is_file (words[0]) ? g_steal_pointer (&words) : NULL;
}

/**
 * sockeye_launch_options_check_files:
 * @dict: the options that the program got, with files
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: whether nothing was typed that would not be heeded
 */
gboolean
sockeye_launch_options_check_files (GVariantDict *dict, GError **error)
{
  g_auto (SockeyeLaunchWords) words = { 0 };

  sockeye_launch_words_load (&words, dict);
  g_clear_pointer (&words.words, g_strfreev);
  if (sockeye_launch_words_are_empty (&words) && !g_variant_dict_contains (dict, "send")
      && !g_variant_dict_contains (dict, "send-hex"))
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("A file brings its own settings. Leave out the options, or the file."));
  return FALSE;
}

/* What is wrong with it is told where it was typed, rather than in a window. */
static gboolean
check_send (const SockeyeLaunchOptions *self, GError **error)
{
  const SockeyeSendPlan plan = { .form = self->send_hex ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT,
                                 .escapes = TRUE };
  const SockeyeCharset *charset = self->launch->charset != NULL ? self->launch->charset
                                                                : sockeye_charset_find ("utf-8");
  g_autoptr (SockeyePayloadTemplate) message = NULL;

  if (self->send == NULL)
    return TRUE;
  if (!g_utf8_validate (self->send, -1, NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _ ("What is to be sent is no text in UTF-8. Send hex, with --send-hex."));
      return FALSE;
    }
  message = sockeye_payload_template_new (&plan, charset, self->send, FALSE, error);
  if (message == NULL)
    g_prefix_error (error, "%s: ", self->send_hex ? "--send-hex" : "--send");
  return message != NULL;
}

/* What looks like a file is taken for one; any other file has to be named so that it looks like one. */
static gboolean
names_file (const SockeyeLaunchWords *words, const char *folder)
{
  const char *word = words->words != NULL ? words->words[0] : NULL;
  g_autofree char *path = word != NULL ? g_canonicalize_filename (word, folder) : NULL;

  for (guint i = 0; word != NULL && i < SOCKEYE_N_PROTOCOLS; i++)
    if (strcmp (word, sockeye_protocol_get_nick (i)) == 0)
      return FALSE;
  return path != NULL && g_utf8_validate (word, -1, NULL) && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * sockeye_launch_options_new:
 * @dict: the options that the program got, see sockeye_launch_options_are_given()
 * @folder: (nullable): the absolute folder that relative paths begin in; %NULL: the current one
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: (transfer full) (nullable): what is asked for
 */
SockeyeLaunchOptions *
sockeye_launch_options_new (GVariantDict *dict, const char *folder, GError **error)
{
  g_autoptr (SockeyeLaunchOptions) self = g_new0 (SockeyeLaunchOptions, 1);
  g_auto (SockeyeLaunchWords) words = { 0 };
  g_autoptr (GError) reason = NULL;

  sockeye_launch_words_load (&words, dict);
  self->launch = sockeye_launch_new (&words, folder, &reason);
  if (self->launch == NULL)
    {
      if (names_file (&words, folder))
        /* Translators: sentences that say what is wrong, then the name of a file */
        g_set_error (error, reason->domain, reason->code,
                     _ ("%s To open the file of that name, type “./%s”."), reason->message, words.words[0]);
      else
        g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  self->open = !g_variant_dict_contains (dict, "no-open");
  self->send_hex = g_variant_dict_contains (dict, "send-hex");
  if (self->send_hex && g_variant_dict_contains (dict, "send"))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _ ("One message can be sent. Choose --send or --send-hex."));
      return NULL;
    }
  g_variant_dict_lookup (dict, self->send_hex ? "send-hex" : "send", "^ay", &self->send);
  return check_send (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * sockeye_launch_options_free:
 * @self: (transfer full): what was asked for
 */
void
sockeye_launch_options_free (SockeyeLaunchOptions *self)
{
  g_clear_pointer (&self->launch, sockeye_launch_free);
  g_free (self->send);
  g_free (self);
}

static char *
make_key (const SockeyeLaunchOptions *self, const char *field)
{
  return g_strconcat (sockeye_protocol_get_nick (self->launch->protocol), "-", field, NULL);
}

static void
store_text (const SockeyeLaunchOptions *self, GSettings *settings, const char *field, const char *text)
{
  g_autofree char *key = make_key (self, field);

  g_settings_set_string (settings, key, text != NULL ? text : "");
}

static void
store_end (const SockeyeLaunchOptions *self,
           GSettings *settings,
           const char *end,
           const char *host,
           guint16 port)
{
  g_autofree char *field = g_strconcat (end, "-host", NULL);
  g_autofree char *path = g_strconcat (end, "-path", NULL);
  g_autofree char *port_field = g_strconcat (end, "-port", NULL);
  g_autofree char *port_key = make_key (self, port_field);

  if (sockeye_protocol_is_unix (self->launch->protocol))
    {
      store_text (self, settings, path, host);
      return;
    }
  store_text (self, settings, field, host);
  g_settings_set (settings, port_key, "q", port);
}

static void
store_tls (const SockeyeLaunchOptions *self, GSettings *settings)
{
  const SockeyeTlsSettings *tls = &self->launch->tls;
  g_autofree char *enabled = make_key (self, "tls");
  g_autofree char *trust = make_key (self, "tls-trust");

  g_settings_set_boolean (settings, enabled, tls->enabled);
  if (!tls->enabled)
    return;
  g_settings_set_enum (settings, trust, (int) tls->trust);
  store_text (self, settings, "tls-alpn", tls->alpn);
  store_text (self, settings, "tls-ca-file", tls->ca_file);
  store_text (self, settings, "tls-certificate", tls->certificate_file);
  store_text (self, settings, "tls-key", tls->key_file);
  if (sockeye_protocol_is_server (self->launch->protocol))
    g_settings_set_enum (settings, "tcp-server-tls-clients", (int) tls->clients);
  else
    store_text (self, settings, "tls-server-name", tls->server_name);
}

/**
 * sockeye_launch_options_store:
 * @self: what is asked for
 * @settings: what is kept from run to run
 *
 * Keeps it as if it had been entered into a window that was closed then, so that the next window that is made has it.
 */
void
sockeye_launch_options_store (const SockeyeLaunchOptions *self, GSettings *settings)
{
  const SockeyeLaunch *launch = self->launch;

  g_settings_set_enum (settings, "protocol", (int) launch->protocol);
  store_end (self, settings, "local", launch->local_host, launch->local_port);
  if (!sockeye_protocol_is_server (launch->protocol) || sockeye_protocol_is_relay (launch->protocol))
    store_end (self, settings, "remote", launch->remote_host, launch->remote_port);
  if (sockeye_protocol_has_tls (launch->protocol) && !sockeye_protocol_is_relay (launch->protocol))
    store_tls (self, settings);
  if (launch->charset != NULL)
    g_settings_set_string (settings, "encoding", launch->charset->id);
  if (self->send == NULL)
    return;

  g_settings_set_boolean (settings, "send-as-hex", self->send_hex);
  if (!self->send_hex)
    g_settings_set_boolean (settings, "escapes", TRUE);
}
