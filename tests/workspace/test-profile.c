/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "profile-fixture.h"
#include "profile-transfer.h"
#include "quick-commands-fixture.h"
#include "reply-fields.h"
#include "reply-rules.h"

#include <glib/gstdio.h>

#define HEAD "[Profile]\nversion=1\n"

static SockeyeReplyRule *
make_rule (guint number)
{
  g_autofree char *name = g_strdup_printf ("rule %u", number);
  SockeyeReplyFields fields = {
    .enabled = number % 2 == 0,
    .name = name,
    .when = (SockeyeReplyWhen) (number % SOCKEYE_REPLY_WHEN_N_KINDS),
    .hex = number % 3 == 0,
    .pattern = " \\d+ = [x]\t",
    .from = "127.0.0.1",
    .with = (SockeyeReplyWith) (number % SOCKEYE_REPLY_WITH_N_KINDS),
    .text = "答\n [Rule 9]\n\\x00 ",
    .delay_ms = 5 * number,
    .go_on = number % 2 == 1,
  };

  fields.plan.escapes = TRUE;
  fields.plan.variables = TRUE;
  fields.plan.line_end = SOCKEYE_LINE_END_CR;
  fields.plan.append_line_end = TRUE;
  fields.plan.checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS;
  fields.plan.checksum_little_endian = TRUE;
  fields.plan.checksum_start = 3;
  fields.plan.checksum_length = 4;
  fields.plan.suffix[0] = 0x0d;
  fields.plan.suffix_length = 1;
  return sockeye_reply_rule_new (&fields, NULL);
}

/* All that a profile can have. */
static SockeyeProfile *
make_profile (const SockeyeProfileKeys *keys)
{
  SockeyeProfile *profile = sockeye_profile_new ();
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();

  profile->settings = profile_make_settings (keys);
  profile->stop_loops = FALSE;
  for (guint i = 0; i < 12; i++)
    g_ptr_array_add (profile->rules, make_rule (i));
  g_assert_true (sockeye_quick_command_folder_set_name (sockeye_quick_commands_get_folder (commands, 0),
                                                        "Modem [1]", NULL));
  add_command (commands, 0, "reset", "ATZ\r");
  add_command (commands, 0, "名", " [Folder 7] \\ ");
  sockeye_profile_take_folder (profile, sockeye_quick_commands_get_folder (commands, 0));
  return profile;
}

static SockeyeProfile *
parse (const char *text, const SockeyeProfileKeys *keys)
{
  g_autoptr (GError) error = NULL;
  SockeyeProfile *profile = sockeye_profile_from_text (text, strlen (text), keys, &error);

  g_assert_no_error (error);
  return profile;
}

static void
test_round_trip (void)
{
  g_autoptr (SockeyeProfileKeys) keys = profile_keys_new ();
  g_autoptr (SockeyeProfile) profile = make_profile (keys);
  g_autofree char *text = sockeye_profile_to_text (profile, keys);
  g_autoptr (SockeyeProfile) again = parse (text, keys);
  g_autofree char *text_again = sockeye_profile_to_text (again, keys);
  SockeyeQuickCommandFolder *one = sockeye_quick_commands_get_folder (profile->commands, 0);
  SockeyeQuickCommandFolder *other = sockeye_quick_commands_get_folder (again->commands, 0);

  profile_assert_settings (keys, profile->settings, again->settings);
  g_assert_cmpint (again->stop_loops, ==, FALSE);
  g_assert_cmpuint (again->rules->len, ==, profile->rules->len);
  for (guint i = 0; i < profile->rules->len; i++)
    assert_same (sockeye_reply_rule_get_fields (profile->rules->pdata[i]),
                 sockeye_reply_rule_get_fields (again->rules->pdata[i]));
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (again->commands), ==, 1);
  g_assert_cmpstr (sockeye_quick_command_folder_get_name (one), ==,
                   sockeye_quick_command_folder_get_name (other));
  g_assert_cmpuint (sockeye_quick_command_folder_get_n_commands (other), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (sockeye_quick_command_equal (sockeye_quick_command_folder_get_command (one, i),
                                                sockeye_quick_command_folder_get_command (other, i)));
  g_assert_cmpstr (text, ==, text_again);
  g_assert_true (strstr (text, "\nchecksum=") < strstr (text, "\nform="));
  g_assert_true (strstr (text, "\nform=") < strstr (text, "\nvariables="));
}

/* A file of a few lines is enough, whoever wrote them, and whatever the editor put at its ends. */
static void
test_short (void)
{
  g_autoptr (SockeyeProfileKeys) keys = profile_keys_new ();
  g_autoptr (SockeyeProfile)
      profile = parse ("\xef\xbb\xbf# mine\r\n[Profile]\r\nversion = 1\r\n\r\n[Session]\r\n"
                       "protocol = tcp-client \r\ntcp-client-remote-port=65535\r\n",
                       keys);
  const char *protocol = NULL;
  guint16 port = 0;

  g_assert_cmpuint (g_variant_n_children (profile->settings), ==, g_strv_length (keys->names));
  g_assert_true (g_variant_lookup (profile->settings, "protocol", "&s", &protocol));
  g_assert_cmpstr (protocol, ==, "tcp-client");
  g_assert_true (g_variant_lookup (profile->settings, "tcp-client-remote-port", "q", &port));
  g_assert_cmpuint (port, ==, 65535);
  g_assert_true (profile->stop_loops);
  g_assert_null (profile->commands);
  g_assert_cmpuint (profile->rules->len, ==, 0);

  /* The default, for which there is no line. */
  g_assert_true (g_variant_lookup (profile->settings, "udp-local-port", "q", &port));
  g_assert_cmpuint (port, ==, 8080);
}

static const struct
{
  const char *text;
  const char *start; /* of the message */
  const char *part;
} wrong[] = {
  { "", "Line 1: ", "no profile" },
  { "hello", "Line 1: ", "no profile" },
  { "\x89PNG\r\n\x1a\n", "Line 1: ", "no profile" },
  { "one\ntwo\nthree \xff\n", "Line 1: ", "no profile" },
  { "\xff\xfe[\0P\0", "Line 1: ", "no text in UTF-8. Save it" },
  { HEAD "[Session]\nsend-text=\xc4\xe3\n", "Line 4: ", "no text in UTF-8. Save it" },
  { HEAD "hello\n", "Line 3: ", "neither a [group]" },
  { "# only comments\n", "Line 1: ", "no profile" },
  { "[Quick commands]\nversion=1\n", "Line 1: ", "no profile" },
  { "[Rule 1]\nname=x\n", "Line 1: ", "no profile" },
  { "[Session]\nprotocol=udp\n", "Line 1: ", "no profile" },
  { "version=1\n", "Line 1: ", "no profile" },
  { "[Profile]\n", "Line 1: ", "no profile" },
  { "[Profile]\nversion=3\n", "Line 2: ", "newer Sockeye (version 3" },
  { "[Profile]\nversion=x\n", "Line 2: ", "must be a number" },
  { "[Profile]\nversion=1\nauthor=x\n", "Line 3: ", "no other key than “version”" },
  { HEAD "[Profile]\n", "Line 3: ", "twice" },
  { HEAD "[Session]\n[Session]\n", "Line 4: ", "twice" },
  { HEAD "[Other]\n", "Line 3: ", "and no other" },
  { HEAD "[Session]\nprotocol=sctp\n", "Line 4: ", "It can be: udp, tcp-client" },
  { HEAD "[Session]\nudp-local-port=65536\n", "Line 4: ", "a whole number from 0 to 65535" },
  { HEAD "[Session]\nudp-local-port=-1\n", "Line 4: ", "a whole number from 0 to 65535" },
  { HEAD "[Session]\nudp-local-port=\n", "Line 4: ", "a whole number from 0 to 65535" },
  { HEAD "[Session]\nbacklog=1e3\n", "Line 4: ", "a whole number from 0 to 65535" },
  { HEAD "[Session]\nframing-width=9\n", "Line 4: ", "a whole number from 1 to 8" },
  { HEAD "[Session]\nrepeat-interval=nan\n", "Line 4: ", "a whole number from 1 to 86400000" },
  { HEAD "[Session]\nrepeat-interval=0\n", "Line 4: ", "a whole number from 1 to 86400000" },
  { HEAD "[Session]\nescapes=yes\n", "Line 4: ", "It can be: false, true" },
  { HEAD "[Session]\nencoding=klingon\n", "Line 4: ", "utf-8, " },
  { HEAD "[Session]\nudp-local-host=http://x\n", "Line 4: ", "address of a page" },
  { HEAD "[Session]\nunix-client-remote-path=a.sock\n", "Line 4: ", "begins with /" },
  { HEAD "[Session]\nsuffix=0G\n", "Line 4: ", "" },
  { HEAD "[Session]\nfaults={'drop': 101}\n", "Line 4: ", "“drop” from 0 to 100" },
  { HEAD "[Session]\nfaults={'drop': nan}\n", "Line 4: ", "" },
  { HEAD "[Session]\nfaults={'explode': 1}\n", "Line 4: ", "has no “explode”" },
  { HEAD "[Session]\nfaults=[1, 2]\n", "Line 4: ", "It can be: {'active': 1" },
  { HEAD "[Session]\ntcp-client-socket-options={'TCP_NODELAY': <1>}\n", "Line 4: ", "no socket option" },
  { HEAD "[Session]\ntcp-client-socket-options={'NO_SUCH': <true>}\n", "Line 4: ", "NO_SUCH" },
  { HEAD "[Session]\nudp-socket-options={'groups': <[('nowhere', '', '')]>}\n", "Line 4: ", "nowhere" },
  { HEAD "[Session]\nwindows=[]\n", "Line 4: ", "no setting “windows”" },
  { HEAD "[Session]\nflux-capacitor=1\n", "Line 4: ", "no setting “flux-capacitor”" },
  { HEAD "[Session]\nescapes=true\n\nescapes=true\n", "Line 6: ", "twice" },
  { HEAD "[Session]\nsend-text=\\q\n", "Line 4: ", "backslash" },
  { HEAD "[Auto-reply]\nstop-loops=1\n", "Line 4: ", "false, true" },
  { HEAD "[Auto-reply]\nname=1\n", "Line 4: ", "no other key than “stop-loops”" },
  { HEAD "[Rule 1]\nname=a\n# so\nwhen=never\nreply=x\n", "Line 6: ", "“never”" },
  { HEAD "[Rule 1]\nname=a\nwhy=x\n", "Line 5: ", "no key “why”" },
  { HEAD "[Rule 1]\nname=a\nname=b\n", "Line 5: ", "twice" },
  { HEAD "[Rule 1]\ndelay-ms=99999999999\n", "Line 4: ", "delay-ms" },
  { HEAD "[Quick commands]\nversion=1\n[Folder 1]\nname=a\n[Command 1]\nform=sung\n", "Line 8: ", "“sung”" },
  { HEAD "[Quick commands]\nversion=1\n[Session]\n", "Line 5: ", "and no other" },
  { HEAD "[Quick commands]\nversion=9\n", "Line 4: ", "newer" },
};

static void
assert_refused (const char *text,
                gsize length,
                const SockeyeProfileKeys *keys,
                const char *start,
                const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sockeye_profile_from_text (text, length, keys, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, start));
  g_assert_nonnull (strstr (error->message, part));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_wrong (void)
{
  g_autoptr (SockeyeProfileKeys) all = profile_keys_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (wrong[i].text, strlen (wrong[i].text), all, wrong[i].start, wrong[i].part);
}

static void
test_hostile (void)
{
  g_autoptr (SockeyeProfileKeys) keys = profile_keys_new ();
  g_autoptr (GString) text = g_string_new (HEAD "[Session]\nsend-text=");
  gsize before = text->len;

  g_string_append_c (text, '\0');
  assert_refused (text->str, text->len, keys, "Line 4: ", "UTF-8");
  g_string_truncate (text, before);
  g_string_append (text, "\xff");
  assert_refused (text->str, text->len, keys, "Line 4: ", "UTF-8");

  g_string_truncate (text, before);
  for (guint i = 0; i < 10 << 10; i++)
    g_string_append_printf (text, "%01024u", i);
  assert_refused (text->str, text->len, keys, "Line 4: ", "more than 1 MiB");
  g_string_truncate (text, before + (64 << 10) + 1);
  assert_refused (text->str, text->len, keys, "Line 4: ", "64.0");
  g_string_truncate (text, before + (64 << 10));
  g_string_append_c (text, '\n');
  sockeye_profile_free (parse (text->str, keys));

  g_string_assign (text, HEAD "[Session]\nudp-socket-options=");
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  assert_refused (text->str, text->len, keys, "Line 4: ", "");

  g_string_assign (text, HEAD);
  for (guint i = 0; i <= SOCKEYE_REPLY_RULES_MAX; i++)
    g_string_append (text, "[Rule]\nname=x\n");
  assert_refused (text->str, text->len, keys, "Line 203: ", "more than 100 rules");
}

/* Whatever bytes a file has, it is a profile or it is refused with a line. */
static void
test_damaged (void)
{
  g_autoptr (SockeyeProfileKeys) keys = profile_keys_new ();
  g_autoptr (SockeyeProfile) profile = make_profile (keys);
  g_autofree char *text = sockeye_profile_to_text (profile, keys);
  gsize length = strlen (text);
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *damaged = g_strdup (text);
      g_autoptr (SockeyeProfile) read = NULL;
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < 3; j++)
        damaged[g_rand_int_range (chance, 0, (gint32) length)] = (char) g_rand_int_range (chance, 1, 128);
      if (i % 3 == 0)
        damaged[g_rand_int_range (chance, 1, (gint32) length)] = '\0';
      read = sockeye_profile_from_text (damaged, strlen (damaged), keys, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_true (g_str_has_prefix (error->message, "Line "));
    }
}

/* Wherever a file is cut off, it is refused: no value is another one, and none that is missing has its default. */
static void
test_cut_off (void)
{
  g_autoptr (SockeyeProfileKeys) keys = profile_keys_new ();
  g_autoptr (SockeyeProfile) profile = make_profile (keys);
  g_autofree char *text = sockeye_profile_to_text (profile, keys);
  gsize whole = strlen (text) - 1; /* the last line break says nothing */
  gsize version_end = (gsize) (strstr (text, "\nversion=") - text) + strlen ("\nversion=2");

  g_assert_true (g_str_has_suffix (text, "\n[End]\n"));
  for (gsize length = whole - 1; length > 0; length -= MIN (length, length > whole - 200 ? 1 : 251))
    {
      g_autofree char *cut = g_strndup (text, length);

      if (g_utf8_validate (cut, -1, NULL))
        assert_refused (cut, length, keys, "Line ", length >= version_end ? "incomplete: it ends here" : "");
    }
  text[whole] = '\0';
  sockeye_profile_free (parse (text, keys));
}

/* Those of the first version, and those that people write. */
static void
test_without_end (void)
{
  static const char session[] = "[Session]\nprotocol=tcp-client\ntcp-client-remote-port=80";
  g_autoptr (SockeyeProfileKeys) keys = profile_keys_new ();
  g_autofree char *old = g_strconcat (HEAD, session, NULL);
  g_autofree char *old_whole = g_strconcat (old, "\n", NULL);
  g_autofree char *new = g_strconcat ("[Profile]\nversion=2\n", session, "\n", NULL);
  g_autofree char *new_whole = g_strconcat (new, " [End] ", NULL);
  g_autofree char *crlf = g_strconcat (new, "\r\n[End]\r\n\r\n", NULL);
  g_autofree char *twice = g_strconcat (new, "[End]\n", new, "[End]\n", NULL);

  assert_refused (old, strlen (old), keys, "Line 5: ", "in the middle of this line");
  sockeye_profile_free (parse (old_whole, keys));
  assert_refused (new, strlen (new), keys, "Line 5: ", "without the line [End]");
  sockeye_profile_free (parse (crlf, keys));
  sockeye_profile_free (parse (new_whole, keys));
  assert_refused (twice, strlen (twice), keys, "Line 6: ", "[End] is the last line");
}

/* --- Quick commands */

static SockeyeProfile *
make_with_command (const char *folder, const char *text)
{
  SockeyeProfile *profile = sockeye_profile_new ();
  g_autoptr (SockeyeQuickCommandFolder) own = sockeye_quick_command_folder_new (folder);
  g_autoptr (SockeyeQuickCommand) command = sockeye_quick_command_new ();

  g_assert_true (sockeye_quick_command_set_text (command, text, NULL));
  sockeye_quick_command_folder_insert (own, 0, command);
  sockeye_profile_take_folder (profile, own);
  return profile;
}

static const char *
place (SockeyeQuickCommands *commands, const char *folder, const char *text, guint n_added)
{
  g_autoptr (SockeyeProfile) profile = make_with_command (folder, text);
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  SockeyeQuickCommandFolder *placed = sockeye_profile_place_commands (profile, commands, added, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, n_added);
  return sockeye_quick_command_folder_get_name (placed);
}

/* The user's own commands stay as they are, and a profile that is opened again brings nothing new. */
static void
test_place (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeProfile) none = sockeye_profile_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (
      sockeye_quick_command_folder_set_name (sockeye_quick_commands_get_folder (commands, 0), "Modem", NULL));
  add_command (commands, 0, "", "mine");
  g_assert_cmpstr (place (commands, "Modem", "theirs", 1), ==, "Modem 2");
  g_assert_cmpstr (place (commands, "Modem", "theirs", 0), ==, "Modem 2");
  g_assert_cmpstr (place (commands, "Modem", "mine", 0), ==, "Modem");
  g_assert_cmpstr (place (commands, "Other", "mine", 1), ==, "Other");
  g_assert_cmpuint (sockeye_quick_commands_get_n_folders (commands), ==, 3);
  g_assert_cmpstr (sockeye_quick_command_get_text (sockeye_quick_command_folder_get_command (
                       sockeye_quick_commands_get_folder (commands, 0), 0)),
                   ==, "mine");
  g_assert_null (sockeye_profile_place_commands (none, commands, NULL, &error));
  g_assert_no_error (error);
}

static void
test_no_room (void)
{
  g_autoptr (SockeyeQuickCommands) commands = sockeye_quick_commands_new ();
  g_autoptr (SockeyeProfile) profile = make_with_command ("new", "x");
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  while (sockeye_quick_commands_get_n_folders (commands) < SOCKEYE_QUICK_COMMAND_FOLDERS_MAX)
    sockeye_quick_commands_add_folder (commands, "x", NULL);
  g_assert_null (sockeye_profile_place_commands (profile, commands, added, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_assert_cmpuint (added->len, ==, 0);
}

/* --- Files */

typedef struct
{
  char *folder;
  char *path;
  GFile *file;
  SockeyeProfileKeys *keys;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "lab 实验.sockeye", NULL);
  self->file = g_file_new_for_path (self->path);
  self->keys = profile_keys_new ();
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_remove (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_clear_object (&self->file);
  sockeye_profile_keys_free (self->keys);
  g_free (self->path);
  g_free (self->folder);
}

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static SockeyeProfile *
load (Fixture *self, GFile *file, gboolean *is_capture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sockeye_profile_load_async (file, self->keys, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return sockeye_profile_load_finish (result, is_capture, error);
}

static gboolean
save (Fixture *self, SockeyeProfile *profile, GFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *etag = NULL;

  sockeye_profile_save_async (profile, self->keys, file, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return sockeye_profile_save_finish (result, &etag, error);
}

static void
test_files (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeProfile) expected = make_profile (self->keys);
  g_autoptr (SockeyeProfile) loaded = NULL;
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nonexistent/x.sockeye");
  g_autoptr (GError) error = NULL;
  gboolean is_capture = TRUE;

  g_assert_true (save (self, make_profile (self->keys), self->file, &error));
  g_assert_no_error (error);
  loaded = load (self, self->file, &is_capture, &error);
  g_assert_no_error (error);
  g_assert_false (is_capture);
  profile_assert_settings (self->keys, expected->settings, loaded->settings);

  g_assert_false (save (self, make_profile (self->keys), nowhere, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (error->message, "/nonexistent/x.sockeye"));
  g_clear_error (&error);
  g_assert_null (load (self, nowhere, &is_capture, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (error->message, "nothing was changed"));
}

static void
assert_not_loaded (Fixture *self, GFile *file, const char *part)
{
  g_autoptr (GError) error = NULL;
  gboolean is_capture = TRUE;

  g_assert_null (load (self, file, &is_capture, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_nonnull (strstr (error->message, "nothing was changed"));
  g_assert_false (is_capture);
}

/* What others wrote since is not overwritten, but what is gone is written anew. */
static void
test_changed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeProfile *profile = make_profile (self->keys);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  profile->etag = g_strdup ("1:2");
  g_assert_true (g_file_set_contents (self->path, "theirs", -1, NULL));
  g_assert_false (save (self, profile, self->file, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (self->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "theirs");

  g_assert_cmpint (g_remove (self->path), ==, 0);
  profile = make_profile (self->keys);
  profile->etag = g_strdup ("1:2");
  g_assert_true (save (self, profile, self->file, &error));
  g_assert_no_error (error);
}

/* A gigabyte is not read, and what never ends is not opened. */
static void
test_no_files (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr (GFile) endless = g_file_new_for_path ("/dev/zero");
  g_autoptr (GError) error = NULL;
  gboolean is_capture = FALSE;
  FILE *file = fopen (self->path, "w");

  g_assert_cmpint (fseek (file, 1l << 30, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc ('x', file), ==, 'x');
  fclose (file);
  assert_not_loaded (self, self->file, "more than 16 MiB");
  assert_not_loaded (self, folder, "This is a folder. Open the files in it.");
  assert_not_loaded (self, endless, "no ordinary file");
  g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
  assert_not_loaded (self, self->file, "Line 1: ");

  /* Open takes both kinds. */
  g_assert_true (g_file_set_contents (self->path, "\x0a\x0d\x0d\x0a and so on", -1, NULL));
  g_assert_null (load (self, self->file, &is_capture, &error));
  g_assert_no_error (error);
  g_assert_true (is_capture);
}

#define FILE_TEST(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/round-trip", test_round_trip);
  g_test_add_func ("/profile/short", test_short);
  g_test_add_func ("/profile/wrong", test_wrong);
  g_test_add_func ("/profile/hostile", test_hostile);
  g_test_add_func ("/profile/damaged", test_damaged);
  g_test_add_func ("/profile/cut-off", test_cut_off);
  g_test_add_func ("/profile/without-end", test_without_end);
  g_test_add_func ("/profile/place", test_place);
  g_test_add_func ("/profile/no-room", test_no_room);
  FILE_TEST ("/profile/files", test_files);
  FILE_TEST ("/profile/changed", test_changed);
  FILE_TEST ("/profile/no-files", test_no_files);
  return g_test_run ();
}
