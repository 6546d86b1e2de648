/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-file.h"

#include "errors.h"
#include "hex.h"
#include "key-lines.h"
#include "reply-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The words of the file stay what they are, whatever language the window speaks. */
static const char *const when_words[] = {
  "message", "connection", "message-or-connection", "equals", "starts-with", "contains", "matches",
};
static const char *const with_words[] = { "payload", "nothing", "test-characters" };
static const char *const form_words[] = { "text", "hex" };
static const char *const line_end_words[] = { "lf", "crlf", "cr" };
static const char *const then_words[] = { "stop", "go-on" };
static const char *const checksum_words[] = {
  "none",   "sum-8",   "sum-16",        "negated-sum-8",      "xor-8",
  "lrc",    "crc-8",   "crc-16-modbus", "crc-16-ccitt-false", "crc-16-xmodem",
  "crc-32", "crc-32c", "adler-32",
};
/* Everything that a rule can have. */
static const char *const keys[] = {
  "name",
  "enabled",
  "when",
  "pattern",
  "pattern-as",
  "from",
  "reply-with",
  "reply",
  "reply-as",
  "escapes",
  "variables",
  "line-ends",
  "checksum",
  "checksum-little-endian",
  "checksum-first-byte",
  "checksum-bytes",
  "append-line-end",
  "suffix",
  "delay-ms",
  "then",
  NULL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (when_words) == SOCKEYE_REPLY_WHEN_N_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (with_words) == SOCKEYE_REPLY_WITH_N_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (line_end_words) == SOCKEYE_LINE_END_N_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (checksum_words) == SOCKEYE_CHECKSUM_N_KINDS);

/* --- Writing */

static void
write_suffix (GKeyFile *file, const char *group, const SockeyeSendPlan *plan)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  if (plan->suffix_length == 0)
    return;
  sockeye_hex_append (hex, plan->suffix, plan->suffix_length);
  g_key_file_set_string (file, group, "suffix", hex->str);
}

static void
write_checksum (GKeyFile *file, const char *group, const SockeyeSendPlan *plan)
{
  g_key_file_set_string (file, group, "checksum", checksum_words[plan->checksum]);
  if (plan->checksum == SOCKEYE_CHECKSUM_NONE)
    return;
  g_key_file_set_boolean (file, group, "checksum-little-endian", plan->checksum_little_endian);
  g_key_file_set_uint64 (file, group, "checksum-first-byte", (guint64) plan->checksum_start + 1);
  g_key_file_set_uint64 (file, group, "checksum-bytes", plan->checksum_length);
}

static void
write_rule (GKeyFile *file, const char *group, const SockeyeReplyFields *fields)
{
  const SockeyeSendPlan *plan = &fields->plan;

  g_key_file_set_string (file, group, "name", fields->name);
  g_key_file_set_boolean (file, group, "enabled", fields->enabled);
  g_key_file_set_string (file, group, "when", when_words[fields->when]);
  g_key_file_set_string (file, group, "pattern", fields->pattern);
  g_key_file_set_string (file, group, "pattern-as", form_words[fields->hex ? 1 : 0]);
  g_key_file_set_string (file, group, "from", fields->from);
  g_key_file_set_string (file, group, "reply-with", with_words[fields->with]);
  g_key_file_set_string (file, group, "reply", fields->text);
  g_key_file_set_string (file, group, "reply-as", form_words[plan->form == SOCKEYE_SEND_AS_HEX ? 1 : 0]);
  g_key_file_set_boolean (file, group, "escapes", plan->escapes);
  g_key_file_set_boolean (file, group, "variables", plan->variables);
  g_key_file_set_string (file, group, "line-ends", line_end_words[plan->line_end]);
  g_key_file_set_boolean (file, group, "append-line-end", plan->append_line_end);
  write_checksum (file, group, plan);
  write_suffix (file, group, plan);
  g_key_file_set_uint64 (file, group, "delay-ms", fields->delay_ms);
  g_key_file_set_string (file, group, "then", then_words[fields->go_on ? 1 : 0]);
}

/**
 * sockeye_reply_file_write:
 * @rules: (element-type SockeyeReplyRule): the table
 *
 * Returns: (transfer full): the file's text
 */
char *
sockeye_reply_file_write (GPtrArray *rules)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < rules->len; i++)
    {
      g_autofree char *group = g_strdup_printf ("Rule %u", i + 1);

      write_rule (file, group, sockeye_reply_rule_get_fields (g_ptr_array_index (rules, i)));
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* --- Reading */

typedef struct
{
  GKeyFile *file;
  const char *group;
  GError **error;
  gboolean failed;
} Reader;

static void
set_wrong_value (Reader *self, const char *key, const char *value)
{
  if (!self->failed)
    g_set_error (self->error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                 /* Translators: the name of a part of a file, then a key in it and its value */
                 _ ("In “%s”, “%s” cannot be “%s”"), self->group, key, value);
  self->failed = TRUE;
}

/* What is missing is as in an empty rule. */
static char *
read_string (Reader *self, const char *key, gsize max)
{
  g_autoptr (GError) error = NULL;
  char *value = g_key_file_get_string (self->file, self->group, key, &error);

  if (error != NULL && !g_error_matches (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND))
    set_wrong_value (self, key, "…");
  if (value == NULL)
    return g_strdup ("");
  if (g_utf8_strlen (value, -1) > (glong) max)
    set_wrong_value (self, key, "…");
  return value;
}

static guint
read_word (Reader *self, const char *key, const char *const *words, guint n_words)
{
  g_autofree char *value = g_key_file_get_string (self->file, self->group, key, NULL);

  for (guint i = 0; i < n_words; i++)
    if (value == NULL || strcmp (value, words[i]) == 0)
      return i;
  set_wrong_value (self, key, value);
  return 0;
}

static gboolean
read_boolean (Reader *self, const char *key)
{
  g_autofree char *value = g_key_file_get_value (self->file, self->group, key, NULL);

  if (value != NULL && strcmp (value, "true") != 0 && strcmp (value, "false") != 0)
    set_wrong_value (self, key, value);
  return g_strcmp0 (value, "true") == 0;
}

static guint32
read_number (Reader *self, const char *key, guint32 min, guint32 max)
{
  g_autofree char *value = g_key_file_get_value (self->file, self->group, key, NULL);
  guint64 number = min;

  if (value != NULL && !g_ascii_string_to_unsigned (value, 10, min, max, &number, NULL))
    set_wrong_value (self, key, value);
  return (guint32) number;
}

static void
read_suffix (Reader *self, SockeyeSendPlan *plan)
{
  g_autofree char *hex = read_string (self, "suffix", 4 * SOCKEYE_SUFFIX_MAX);
  g_autoptr (GBytes) bytes = sockeye_hex_parse (hex, NULL); /* NULL: said below */
  gsize length;
  const guint8 *data;

  if (bytes == NULL || g_bytes_get_size (bytes) > SOCKEYE_SUFFIX_MAX)
    {
      set_wrong_value (self, "suffix", hex);
      return;
    }
  data = g_bytes_get_data (bytes, &length);
  if (length > 0)
    memcpy (plan->suffix, data, length);
  plan->suffix_length = (guint) length;
}

#define READ_WORD(reader, key, words) read_word (reader, key, words, G_N_ELEMENTS (words))

static void
read_plan (Reader *self, SockeyeSendPlan *plan)
{
  plan->form = READ_WORD (self, "reply-as", form_words) == 1 ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT;
  plan->escapes = read_boolean (self, "escapes");
  plan->variables = read_boolean (self, "variables");
  plan->line_end = (SockeyeLineEnd) READ_WORD (self, "line-ends", line_end_words);
  plan->append_line_end = read_boolean (self, "append-line-end");
  plan->checksum = (SockeyeChecksum) READ_WORD (self, "checksum", checksum_words);
  plan->checksum_little_endian = read_boolean (self, "checksum-little-endian");
  plan->checksum_start = read_number (self, "checksum-first-byte", 1, G_MAXINT32) - 1;
  plan->checksum_length = read_number (self, "checksum-bytes", 0, G_MAXINT32);
  read_suffix (self, plan);
}

static SockeyeReplyRule *
read_rule (Reader *self)
{
  g_autofree char *name = read_string (self, "name", SOCKEYE_REPLY_NAME_MAX);
  g_autofree char *pattern = read_string (self, "pattern", SOCKEYE_REPLY_PATTERN_MAX);
  g_autofree char *from = read_string (self, "from", SOCKEYE_ENDPOINT_TEXT_MAX);
  g_autofree char *text = read_string (self, "reply", SOCKEYE_REPLY_TEXT_MAX);
  SockeyeReplyFields fields = { .name = name, .pattern = pattern, .from = from, .text = text };

  fields.enabled = read_boolean (self, "enabled");
  fields.when = (SockeyeReplyWhen) READ_WORD (self, "when", when_words);
  fields.hex = READ_WORD (self, "pattern-as", form_words) == 1;
  fields.with = (SockeyeReplyWith) READ_WORD (self, "reply-with", with_words);
  read_plan (self, &fields.plan);
  fields.delay_ms = read_number (self, "delay-ms", 0, SOCKEYE_REPLY_DELAY_MAX_MS);
  fields.go_on = READ_WORD (self, "then", then_words) == 1;
  return self->failed ? NULL : sockeye_reply_rule_new (&fields, NULL);
}

/**
 * sockeye_reply_file_read:
 * @text: a file's text
 * @length: bytes of it
 * @error: what is wrong with it, and where: %SOCKEYE_ERROR_STORE or one of #GKeyFileError
 *
 * Returns: (transfer full) (nullable) (element-type SockeyeReplyRule): the table
 */
GPtrArray *
sockeye_reply_file_read (const char *text, gsize length, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_reply_rule_unref);
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, error))
    return NULL;

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      Reader reader = { .file = file, .group = groups[i], .error = error };
      SockeyeReplyRule *rule;

      if (rules->len >= SOCKEYE_REPLY_RULES_MAX)
        {
          g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                       /* Translators: %u is a number */
                       _ ("There are more than %u rules"), SOCKEYE_REPLY_RULES_MAX);
          return NULL;
        }
      rule = read_rule (&reader);
      if (rule == NULL)
        return NULL;
      g_ptr_array_add (rules, rule);
    }
  return g_steal_pointer (&rules);
}

/**
 * sockeye_reply_file_check:
 * @key: a key
 * @line: it and its value, as they stand in a file
 * @error: %SOCKEYE_ERROR_INVALID_FILE: a rule has no such key, or it cannot stand for that; a sentence for the user
 *
 * Tells of a single line whether sockeye_reply_file_read() can make use of it: that one passes over keys that it does
 * not know, and cannot tell the line.
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_reply_file_check (const char *key, const char *line, GError **error)
{
  g_autofree char *text = g_strconcat ("[Rule]\n", line, "\n", NULL);
  g_autofree char *shortened = sockeye_key_lines_shorten (key);
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GError) cause = NULL;

  if (!g_strv_contains (keys, key))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: %s is a key in a file */
                   _ ("A rule has no key “%s”. Correct it, or remove the line."), shortened);
      return FALSE;
    }

  rules = sockeye_reply_file_read (text, strlen (text), &cause);
  if (rules == NULL)
    /* Translators: %s is what is wrong with a line of a file; make it a sentence */
    g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, _ ("%s. Correct it, or remove the line."),
                 cause->message);
  return rules != NULL;
}
