/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-command-keys.h"

#include "errors.h"
#include "hex.h"
#include "key-lines.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const forms[] = { "text", "hex", NULL };
static const char *const line_ends[] = { "lf", "crlf", "cr", NULL };
static const char *const byte_orders[] = { "big-endian", "little-endian", NULL };
static const char *const checksums[] = {
  "none",
  "sum-8",
  "sum-16",
  "negated-sum-8",
  "xor-8",
  "lrc",
  "crc-8",
  "crc-16-modbus",
  "crc-16-ccitt-false",
  "crc-16-xmodem",
  "crc-32",
  "crc-32c",
  "adler-32",
  NULL,
};

/* As far as the fields for them go. */
#define RANGE_MAX 1000000000u

G_STATIC_ASSERT (G_N_ELEMENTS (line_ends) == SOCKEYE_LINE_END_N_KINDS + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (checksums) == SOCKEYE_CHECKSUM_N_KINDS + 1);

/* --- Writing */

/* What has nothing to say is left out, so that the file can be read. */
static void
append_string (GString *out, const char *key, const char *value)
{
  if (*value != '\0')
    sockeye_key_lines_append (out, key, value);
}

static void
append_choice (GString *out, const char *key, const char *const *choices, guint value)
{
  if (value != 0)
    sockeye_key_lines_append (out, key, choices[value]);
}

static void
append_switch (GString *out, const char *key, gboolean value)
{
  if (value)
    sockeye_key_lines_append (out, key, "true");
}

static void
append_number (GString *out, const char *key, guint64 value, guint64 usual)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  if (value != usual)
    sockeye_key_lines_append (out, key, text);
}

static void
append_plan (GString *out, const SockeyeSendPlan *plan)
{
  g_autoptr (GString) suffix = g_string_new (NULL);

  append_choice (out, "form", forms, plan->form);
  append_switch (out, "escapes", plan->escapes);
  append_switch (out, "variables", plan->variables);
  append_choice (out, "line-end", line_ends, plan->line_end);
  append_choice (out, "checksum", checksums, plan->checksum);
  append_choice (out, "checksum-byte-order", byte_orders, plan->checksum_little_endian ? 1 : 0);
  append_number (out, "checksum-first-byte", (guint64) plan->checksum_start + 1, 1);
  append_number (out, "checksum-bytes", plan->checksum_length, 0);
  sockeye_hex_append (suffix, plan->suffix, plan->suffix_length);
  append_string (out, "suffix", suffix->str);
  append_switch (out, "append-line-end", plan->append_line_end);
}

/**
 * sockeye_quick_command_append_keys:
 * @command: a command
 * @out: takes its keys, a line each
 */
void
sockeye_quick_command_append_keys (SockeyeQuickCommand *command, GString *out)
{
  const SockeyeCharset *charset = sockeye_quick_command_get_charset (command);

  append_string (out, "name", sockeye_quick_command_get_name (command));
  append_string (out, "comment", sockeye_quick_command_get_comment (command));
  append_string (out, "text", sockeye_quick_command_get_text (command));
  append_plan (out, sockeye_quick_command_get_plan (command));
  append_string (out, "encoding", charset != NULL ? charset->id : "");
  append_switch (out, "ticked", sockeye_quick_command_get_ticked (command));
  append_number (out, "gap", sockeye_quick_command_get_gap (command), 0);
}

/* --- Reading */

/* A key, its value, and where what it says goes. */
typedef struct
{
  SockeyeQuickCommand *command;
  SockeyeSendPlan *plan;
  const char *key;
  const char *value;
} Reading;

static gboolean
refuse (const Reading *self, const char *allowed, GError **error)
{
  return sockeye_key_lines_refuse (self->key, self->value, allowed, error);
}

static gboolean
read_choice (const Reading *self, const char *const *choices, guint *value, GError **error)
{
  g_autofree char *allowed = NULL;

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], self->value))
      {
        *value = i;
        return TRUE;
      }

  allowed = g_strjoinv (", ", (char **) choices);
  return refuse (self, allowed, error);
}

static gboolean
read_switch (const Reading *self, gboolean *value, GError **error)
{
  static const char *const words[] = { "false", "true", NULL };
  guint word;

  if (!read_choice (self, words, &word, error))
    return FALSE;

  *value = word == 1;
  return TRUE;
}

static gboolean
read_number (const Reading *self, guint64 min, guint64 max, guint64 *value, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *allowed = NULL;

  /* NULL: what is wrong is said below, with what to do. */
  if (g_ascii_string_to_unsigned (self->value, 10, min, max, value, NULL))
    return TRUE;

  from = g_strdup_printf ("%" G_GUINT64_FORMAT, min);
  to = g_strdup_printf ("%" G_GUINT64_FORMAT, max);
  /* Translators: the smallest and the largest number that is possible */
  allowed = g_strdup_printf (_ ("a whole number from %s to %s"), from, to);
  return refuse (self, allowed, error);
}

static gboolean
read_name (const Reading *self, GError **error)
{
  return sockeye_quick_command_set_name (self->command, self->value, error);
}

static gboolean
read_comment (const Reading *self, GError **error)
{
  return sockeye_quick_command_set_comment (self->command, self->value, error);
}

static gboolean
read_text (const Reading *self, GError **error)
{
  return sockeye_quick_command_set_text (self->command, self->value, error);
}

static gboolean
read_form (const Reading *self, GError **error)
{
  guint form = 0;

  if (!read_choice (self, forms, &form, error))
    return FALSE;

  self->plan->form = (SockeyeSendForm) form;
  return TRUE;
}

static gboolean
read_escapes (const Reading *self, GError **error)
{
  return read_switch (self, &self->plan->escapes, error);
}

static gboolean
read_variables (const Reading *self, GError **error)
{
  return read_switch (self, &self->plan->variables, error);
}

static gboolean
read_line_end (const Reading *self, GError **error)
{
  guint line_end = 0;

  if (!read_choice (self, line_ends, &line_end, error))
    return FALSE;

  self->plan->line_end = (SockeyeLineEnd) line_end;
  return TRUE;
}

static gboolean
read_append_line_end (const Reading *self, GError **error)
{
  return read_switch (self, &self->plan->append_line_end, error);
}

static gboolean
read_checksum (const Reading *self, GError **error)
{
  guint checksum = 0;

  if (!read_choice (self, checksums, &checksum, error))
    return FALSE;

  self->plan->checksum = (SockeyeChecksum) checksum;
  return TRUE;
}

static gboolean
read_byte_order (const Reading *self, GError **error)
{
  guint order = 0;

  if (!read_choice (self, byte_orders, &order, error))
    return FALSE;

  self->plan->checksum_little_endian = order == 1;
  return TRUE;
}

static gboolean
read_first_byte (const Reading *self, GError **error)
{
  guint64 number;

  if (!read_number (self, 1, RANGE_MAX, &number, error))
    return FALSE;

  self->plan->checksum_start = (guint32) number - 1;
  return TRUE;
}

static gboolean
read_bytes (const Reading *self, GError **error)
{
  guint64 number;

  if (!read_number (self, 0, RANGE_MAX, &number, error))
    return FALSE;

  self->plan->checksum_length = (guint32) number;
  return TRUE;
}

static gboolean
read_suffix (const Reading *self, GError **error)
{
  g_autoptr (GBytes) bytes = sockeye_hex_parse (self->value, error);
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL)
    return FALSE;
  if (length > SOCKEYE_SUFFIX_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
                   _ ("At most %d bytes can be appended. Put more of them into the data itself."),
                   SOCKEYE_SUFFIX_MAX);
      return FALSE;
    }

  self->plan->suffix_length = (guint) length;
  if (length > 0)
    memcpy (self->plan->suffix, data, length);
  return TRUE;
}

static gboolean
read_encoding (const Reading *self, GError **error)
{
  const SockeyeCharset *charset = sockeye_charset_find (self->value);
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *allowed = NULL;
  const SockeyeCharset *const *charsets;
  guint n_charsets;

  if (charset != NULL)
    {
      sockeye_quick_command_set_charset (self->command, charset);
      return TRUE;
    }

  ids = g_ptr_array_new ();
  charsets = sockeye_charset_list (&n_charsets);
  for (guint i = 0; i < n_charsets; i++)
    g_ptr_array_add (ids, (gpointer) charsets[i]->id);
  g_ptr_array_add (ids, NULL);
  allowed = g_strjoinv (", ", (char **) ids->pdata);
  return refuse (self, allowed, error);
}

static gboolean
read_ticked (const Reading *self, GError **error)
{
  gboolean ticked = FALSE;

  if (!read_switch (self, &ticked, error))
    return FALSE;

  sockeye_quick_command_set_ticked (self->command, ticked);
  return TRUE;
}

static gboolean
read_gap (const Reading *self, GError **error)
{
  guint64 gap;

  if (!read_number (self, 0, SOCKEYE_QUICK_COMMAND_GAP_MAX, &gap, error))
    return FALSE;

  sockeye_quick_command_set_gap (self->command, (guint) gap);
  return TRUE;
}

static const struct
{
  const char *key;
  gboolean (*read) (const Reading *self, GError **error);
} keys[] = {
  { "name", read_name },
  { "comment", read_comment },
  { "text", read_text },
  { "form", read_form },
  { "escapes", read_escapes },
  { "variables", read_variables },
  { "line-end", read_line_end },
  { "checksum", read_checksum },
  { "checksum-byte-order", read_byte_order },
  { "checksum-first-byte", read_first_byte },
  { "checksum-bytes", read_bytes },
  { "suffix", read_suffix },
  { "append-line-end", read_append_line_end },
  { "encoding", read_encoding },
  { "ticked", read_ticked },
  { "gap", read_gap },
};

/**
 * sockeye_quick_command_set_key:
 * @command: a command
 * @key: a key
 * @value: its value
 * @error: there is no such key, or its value is none that it can have
 *
 * Takes over what a key says.
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_quick_command_set_key (SockeyeQuickCommand *command,
                               const char *key,
                               const char *value,
                               GError **error)
{
  SockeyeSendPlan plan = *sockeye_quick_command_get_plan (command);
  Reading reading = { .command = command, .plan = &plan, .key = key, .value = value };
  g_autofree char *unknown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!g_str_equal (keys[i].key, key))
        continue;
      if (!keys[i].read (&reading, error))
        return FALSE;
      sockeye_quick_command_set_plan (command, &plan);
      return TRUE;
    }

  unknown = sockeye_key_lines_shorten (key);
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
               /* Translators: %s is a key in a file */
               _ ("A command has no key “%s”. Correct it, or remove the line."), unknown);
  return FALSE;
}
