/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile-text.h"

#include "errors.h"
#include "key-lines.h"
#include "profile-value.h"
#include "protocol.h"
#include "quick-commands-text.h"
#include "reply-file.h"
#include "reply-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION        2
#define FIRST_WITH_END 2 /* of the versions of the format */
#define HEAD_GROUP     "Profile"
#define SESSION_GROUP  "Session"
#define REPLY_GROUP    "Auto-reply"
#define RULE_WORD      "Rule"
#define COMMANDS_GROUP "Quick commands"

/* A text of 64 KiB is not longer, whatever characters it has. */
#define LINE_MAX_BYTES (1u << 20)
/* Of a file: so far the group that comes first is looked for. */
#define BEGINNING (4u << 10)

/* Not translated: the file is the same in every language. */
static const char head[] =
    "# A profile of Sockeye: all that a session is set up with. Opening it opens no socket.\n"
    "# Groups and keys, a line each. In values stand \\n \\r \\t for line breaks and tabs, \\s for a blank "
    "at "
    "an edge, and\n"
    "# \\\\ for a backslash. A setting that is missing has its default. Of certificates and keys there are "
    "the "
    "paths only.\n"
    "#\n"
    "# [Session]         the settings: those of the protocol in use, then those that hold for all, then what "
    "other\n"
    "#                   protocols have that is not the default\n"
    "# [Auto-reply]      stop-loops=true|false\n"
    "# [Rule …]          the rules of the auto-reply, in their order\n"
    "# [Quick commands]  the commands that go with it; they come last\n"
    "# [End]             the last line, which says that nothing is missing\n"
    "\n";

/* --- Writing */

/* The protocol whose own setting a key is: the one with the longest name, since "udp" begins "udp-relay". */
static const char *
find_owner (const char *key)
{
  const char *owner = NULL;

  for (guint i = 0; i < SOCKEYE_N_PROTOCOLS; i++)
    {
      const char *nick = sockeye_protocol_get_nick (i);

      if (g_str_has_prefix (key, nick) && key[strlen (nick)] == '-'
          && (owner == NULL || strlen (nick) > strlen (owner)))
        owner = nick;
    }
  return owner;
}

static void
append_key (GString *out, const SockeyeProfile *profile, const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (profile->settings, key, NULL);
  g_autofree char *text = value != NULL ? sockeye_profile_value_to_text (value) : NULL;

  if (text != NULL)
    sockeye_key_lines_append (out, key, text);
}

static gboolean
is_default (const SockeyeProfile *profile, const SockeyeProfileKeys *keys, const char *key)
{
  g_autoptr (GSettingsSchemaKey) known = g_settings_schema_get_key (keys->schema, key);
  g_autoptr (GVariant) usual = g_settings_schema_key_get_default_value (known);
  g_autoptr (GVariant) value = g_variant_lookup_value (profile->settings, key, NULL);

  return value == NULL || g_variant_equal (value, usual);
}

static void
append_settings (GString *out, const SockeyeProfile *profile, const SockeyeProfileKeys *keys)
{
  const char *protocol = "";

  g_variant_lookup (profile->settings, "protocol", "&s", &protocol);
  g_string_append (out, "\n[" SESSION_GROUP "]\n");
  append_key (out, profile, "protocol");
  for (char **key = keys->names; *key != NULL; key++)
    if (g_strcmp0 (find_owner (*key), protocol) == 0)
      append_key (out, profile, *key);
  for (char **key = keys->names; *key != NULL; key++)
    if (find_owner (*key) == NULL && !g_str_equal (*key, "protocol"))
      append_key (out, profile, *key);
  for (char **key = keys->names; *key != NULL; key++)
    if (find_owner (*key) != NULL && g_strcmp0 (find_owner (*key), protocol) != 0
        && !is_default (profile, keys, *key))
      append_key (out, profile, *key);
}

/**
 * sockeye_profile_to_text:
 * @profile: a profile with settings
 * @keys: what it has
 *
 * Returns: (transfer full): the file
 */
char *
sockeye_profile_to_text (const SockeyeProfile *profile, const SockeyeProfileKeys *keys)
{
  GString *out = g_string_new (head);
  g_autofree char *rules = sockeye_reply_file_write (profile->rules);
  g_autofree char *commands = profile->commands != NULL ? sockeye_quick_commands_to_lines (profile->commands)
                                                        : NULL;

  g_string_append_printf (out, "[" HEAD_GROUP "]\nversion=%d\n", VERSION);
  append_settings (out, profile, keys);
  g_string_append_printf (out, "\n[" REPLY_GROUP "]\nstop-loops=%s\n",
                          profile->stop_loops ? "true" : "false");
  if (*rules != '\0')
    g_string_append_printf (out, "\n%s", rules);
  if (commands != NULL)
    g_string_append_printf (out, "\n%s", commands);
  g_string_append (out, "\n" SOCKEYE_KEY_LINES_END "\n");
  return g_string_free (out, FALSE);
}

/* --- Reading */

typedef enum
{
  IN_NOTHING,
  IN_HEAD,
  IN_SESSION,
  IN_REPLY,
  IN_RULE,
} Place;

typedef struct
{
  const SockeyeProfileKeys *keys;
  SockeyeProfile *profile;
  SockeyeKeyLines lines;
  GHashTable *values; /* of the settings: name -> GVariant */
  GHashTable *seen;   /* keys of the group, and groups that there is one of */
  const char *rule;   /* (nullable): where the rule begins that is being read */
  Place place;
  guint64 version; /* of the format; 0: not read yet */
  guint n_lines;
  gboolean ended; /* the file has the line that is behind all others */
} Reader;

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, message);
  return FALSE;
}

static gboolean
refuse_other_file (GError **error)
{
  return refuse (error, _ ("This is no profile of Sockeye: it does not begin with the group [Profile] and a "
                           "version. Choose a file that was saved with “Save profile”."));
}

/* A picture is told from a profile that an editor has saved in another encoding. */
static gboolean
begins_as_profile (const char *text, gsize length)
{
  return g_str_has_prefix (text, "\xff\xfe") || g_str_has_prefix (text, "\xfe\xff")
         || g_strstr_len (text, (gssize) MIN (length, BEGINNING), "[" HEAD_GROUP "]") != NULL;
}

static gboolean
begin (Reader *self, const char *text, gsize length, GError **error)
{
  gboolean is_profile = begins_as_profile (text, length);

  /* NULL: where another file is no text does not matter. */
  if (sockeye_key_lines_begin (&self->lines, text, length, is_profile ? error : NULL))
    return TRUE;
  if (is_profile)
    return FALSE;
  self->lines.number = 1;
  return refuse_other_file (error);
}

/* Its lines were looked at one by one. */
static gboolean
end_rule (Reader *self, const char *end, GError **error)
{
  const char *start = g_steal_pointer (&self->rule);
  g_autoptr (GPtrArray) rules = NULL;

  if (start == NULL)
    return TRUE;
  rules = sockeye_reply_file_read (start, (gsize) (end - start), error);
  if (rules == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (self->profile->rules, g_steal_pointer (&rules));
  return TRUE;
}

static gboolean
begin_rule (Reader *self, const char *start, GError **error)
{
  if (self->profile->rules->len >= SOCKEYE_REPLY_RULES_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: %u is a number */
                   _ ("There are more than %u rules. Remove some of them."), SOCKEYE_REPLY_RULES_MAX);
      return FALSE;
    }
  self->place = IN_RULE;
  self->rule = start;
  return TRUE;
}

static gboolean
begin_single (Reader *self, const char *group, Place place, GError **error)
{
  g_autofree char *name = g_strconcat ("[", group, NULL);

  self->place = place;
  return g_hash_table_add (self->seen, g_steal_pointer (&name))
         || refuse (error, _ ("This group is there twice. Make one of the two."));
}

static gboolean
forget_key (gpointer key, gpointer value G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  return *(const char *) key != '[';
}

/* @before: the place of the line */
static gboolean
begin_group (Reader *self, const char *group, const SockeyeKeyLines *before, GError **error)
{
  if (!end_rule (self, before->rest, error))
    return FALSE;

  g_hash_table_foreach_remove (self->seen, forget_key, NULL);
  if (g_str_equal (group, HEAD_GROUP))
    return begin_single (self, group, IN_HEAD, error);
  if (self->version == 0)
    return refuse_other_file (error);
  if (g_str_equal (group, SESSION_GROUP))
    return begin_single (self, group, IN_SESSION, error);
  if (g_str_equal (group, REPLY_GROUP))
    return begin_single (self, group, IN_REPLY, error);
  if (g_str_equal (group, RULE_WORD) || g_str_has_prefix (group, RULE_WORD " "))
    return begin_rule (self, before->rest, error);
  return refuse (error,
                 _ ("There are the groups [Profile], [Session], [Auto-reply], [Rule] and [Quick commands], "
                    "and no other; [End] is the last line."));
}

static gboolean
read_setting (Reader *self, const SockeyeKeyLine *line, GError **error)
{
  g_autofree char *shortened = sockeye_key_lines_shorten (line->key);
  g_autoptr (GSettingsSchemaKey) known = NULL;
  GVariant *value;

  if (!g_strv_contains ((const char *const *) self->keys->names, line->key))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: %s is a key in a file */
                   _ ("There is no setting “%s” in this Sockeye. Correct it, or remove the line."),
                   shortened);
      return FALSE;
    }

  known = g_settings_schema_get_key (self->keys->schema, line->key);
  value = sockeye_profile_value_from_text (known, line->value, error);
  if (value != NULL)
    g_hash_table_insert (self->values, g_strdup (line->key), value);
  return value != NULL;
}

static gboolean
read_reply (Reader *self, const SockeyeKeyLine *line, GError **error)
{
  if (!g_str_equal (line->key, "stop-loops"))
    return refuse (error, _ ("The group [Auto-reply] has no other key than “stop-loops”."));
  if (!g_str_equal (line->value, "true") && !g_str_equal (line->value, "false"))
    return sockeye_key_lines_refuse (line->key, line->value, "false, true", error);

  self->profile->stop_loops = *line->value == 't';
  return TRUE;
}

static gboolean
check_end (Reader *self, GError **error)
{
  if (self->ended || self->version < FIRST_WITH_END)
    return TRUE;

  self->lines.number = self->n_lines;
  return sockeye_key_lines_refuse_cut (error);
}

/* Older files have no such line, but each of their lines was ended. */
static gboolean
check_last_line (Reader *self, GError **error)
{
  if (self->ended || self->version >= FIRST_WITH_END || self->lines.rest[-1] == '\n')
    return TRUE;

  return refuse (error,
                 _ ("The file is incomplete: it ends in the middle of this line. Copy it once more; if "
                    "you know that nothing is missing, end the line with a line break."));
}

static gboolean
read_head (Reader *self, const SockeyeKeyLine *line, GError **error)
{
  if (!g_str_equal (line->key, "version"))
    return refuse (error, _ ("The group [Profile] has no other key than “version”."));

  if (!sockeye_key_lines_check_version (line->value, VERSION, error))
    return FALSE;

  self->version = g_ascii_strtoull (line->value, NULL, 10);
  return check_end (self, error);
}

/* A rule reads its lines itself, see end_rule(). @text: the lines from the one that was read last on */
static gboolean
check_rule (Reader *self, const SockeyeKeyLine *line, const char *text, GError **error)
{
  g_autofree char *raw = g_strndup (text, (gsize) (self->lines.rest - text));

  return sockeye_reply_file_check (line->key, raw, error);
}

static gboolean
read_pair (Reader *self, const SockeyeKeyLine *line, const char *text, GError **error)
{
  if (!g_hash_table_add (self->seen, g_strdup (line->key)))
    return refuse (error, _ ("This key is there twice in its group. Remove one of the two lines."));

  switch (self->place)
    {
    case IN_HEAD:
      return read_head (self, line, error);
    case IN_SESSION:
      return read_setting (self, line, error);
    case IN_REPLY:
      return read_reply (self, line, error);
    case IN_RULE:
      return check_rule (self, line, text, error);
    case IN_NOTHING:
    default:
      return refuse_other_file (error);
    }
}

/* All that is left is the quick commands. */
static gboolean
read_commands (Reader *self, const SockeyeKeyLines *before, GError **error)
{
  if (self->version == 0)
    return refuse_other_file (error);
  if (!end_rule (self, before->rest, error))
    return FALSE;

  self->lines = *before;
  self->profile->commands = sockeye_quick_commands_from_lines (&self->lines, error);
  return self->profile->commands != NULL;
}

static gboolean
read_lines (Reader *self, GError **error)
{
  for (;;)
    {
      g_auto (SockeyeKeyLine) line = { 0 };
      SockeyeKeyLines before = self->lines;
      gboolean begun = self->place != IN_NOTHING;
      gboolean understood;

      /* NULL: what a line of another file is does not matter. */
      if (!sockeye_key_lines_next (&self->lines, &line, begun ? error : NULL))
        return begun ? FALSE : refuse_other_file (error);
      if (line.group == NULL && line.key == NULL)
        return end_rule (self, self->lines.rest, error);
      if (g_strcmp0 (line.group, COMMANDS_GROUP) == 0)
        return read_commands (self, &before, error);

      understood = line.group != NULL ? begin_group (self, line.group, &before, error)
                                      : read_pair (self, &line, before.rest, error);
      if (!understood)
        return FALSE;
    }
}

/* A line that was not written by anybody costs no more than looking for its end. */
static gboolean
check_lines (Reader *self, GError **error)
{
  SockeyeKeyLines lines = self->lines;

  for (const char *line = lines.rest; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      lines.number++;
      if (length > LINE_MAX_BYTES)
        {
          self->lines.number = lines.number;
          g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                       /* Translators: %u is a number of MiB */
                       _ ("The line has more than %u MiB."), LINE_MAX_BYTES >> 20);
          return FALSE;
        }
      line += length + (line[length] == '\n');
    }
  self->n_lines = lines.number;
  return TRUE;
}

/* Returns how many bytes are before the last line, if that is the one that ends a file; else all. */
static gsize
find_end (const char *text, gsize length, gboolean *found)
{
  gsize end = length;
  gsize start;

  while (end > 0 && g_ascii_isspace (text[end - 1]))
    end--;
  for (start = end; start > 0 && text[start - 1] != '\n';)
    start--;
  while (g_ascii_isspace (text[start]))
    start++;
  *found = end - start == strlen (SOCKEYE_KEY_LINES_END)
           && memcmp (text + start, SOCKEYE_KEY_LINES_END, end - start) == 0;
  return *found ? start : length;
}

/* What is missing is as it is by default, whatever the user has chosen since. */
static GVariant *
complete (Reader *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (char **key = self->keys->names; *key != NULL; key++)
    {
      g_autoptr (GSettingsSchemaKey) known = g_settings_schema_get_key (self->keys->schema, *key);
      GVariant *value = g_hash_table_lookup (self->values, *key);
      g_autoptr (GVariant) usual = value == NULL ? g_settings_schema_key_get_default_value (known) : NULL;

      g_variant_builder_add (&builder, "{sv}", *key, value != NULL ? value : usual);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * sockeye_profile_from_text:
 * @text: a file as sockeye_profile_to_text() writes it, with a NUL behind it
 * @length: of the file
 * @keys: what it can have
 * @error: %SOCKEYE_ERROR_INVALID_FILE, or what else is wrong with a line; the message begins with its number
 *
 * Reads all of a file, or nothing.
 *
 * Returns: (transfer full) (nullable): what stands in it, with every one of @keys in its settings
 */
SockeyeProfile *
sockeye_profile_from_text (const char *text, gsize length, const SockeyeProfileKeys *keys, GError **error)
{
  g_autoptr (SockeyeProfile) profile = sockeye_profile_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable)
      values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  Reader reader = { .keys = keys, .profile = profile, .values = values, .seen = seen };
  gsize end = find_end (text, length, &reader.ended);
  g_autofree char *lines = g_malloc (end + 1);
  gboolean read;

  memcpy (lines, text, end);
  lines[end] = '\0';
  read = begin (&reader, lines, end, error) && check_lines (&reader, error) && read_lines (&reader, error)
         && (reader.version != 0 || refuse_other_file (error)) && check_last_line (&reader, error);
  if (read)
    {
      profile->settings = complete (&reader);
      return g_steal_pointer (&profile);
    }

  /* Translators: the number of a line of a file; a sentence that says what is wrong with it follows */
  g_prefix_error (error, _ ("Line %u: "), MAX (reader.lines.number, 1));
  return NULL;
}
