/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-format.h"

#include "hex.h"

#include <string.h>

#define FIRST_LINE "# Sockeye history 1"
#define LAST_LINE  "# End"

static const char *const line_end_nicks[] = { "lf", "crlf", "cr" };
static const char *const form_nicks[] = { "text", "hex" };
static const char *const checksum_nicks[] = {
  "none",   "sum-8",   "sum-16",        "negated-sum-8",      "xor-8",
  "lrc",    "crc-8",   "crc-16-modbus", "crc-16-ccitt-false", "crc-16-xmodem",
  "crc-32", "crc-32c", "adler-32",
};

G_STATIC_ASSERT (G_N_ELEMENTS (line_end_nicks) == SOCKEYE_LINE_END_N_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (checksum_nicks) == SOCKEYE_CHECKSUM_N_KINDS);

/* --- Writing */

static void
add_string (GVariantDict *dict, const char *key, const char *value)
{
  g_variant_dict_insert (dict, key, "s", value);
}

/* What is off is not written. */
static void
add_flag (GVariantDict *dict, const char *key, gboolean value)
{
  if (value)
    g_variant_dict_insert (dict, key, "b", TRUE);
}

static void
add_number (GVariantDict *dict, const char *key, guint value)
{
  if (value > 0)
    g_variant_dict_insert (dict, key, "u", value);
}

static void
add_plan (GVariantDict *dict, const SockeyeSendPlan *plan)
{
  g_autoptr (GString) suffix = g_string_new (NULL);

  if (plan->form != SOCKEYE_SEND_AS_TEXT)
    add_string (dict, "form", form_nicks[plan->form]);
  if (plan->line_end != SOCKEYE_LINE_END_LF)
    add_string (dict, "line-end", line_end_nicks[plan->line_end]);
  add_flag (dict, "append-line-end", plan->append_line_end);
  add_flag (dict, "escapes", plan->escapes);
  add_flag (dict, "variables", plan->variables);
  if (plan->checksum != SOCKEYE_CHECKSUM_NONE)
    add_string (dict, "checksum", checksum_nicks[plan->checksum]);
  add_flag (dict, "checksum-little-endian", plan->checksum_little_endian);
  add_number (dict, "checksum-start", plan->checksum_start);
  add_number (dict, "checksum-length", plan->checksum_length);
  sockeye_hex_append (suffix, plan->suffix, plan->suffix_length);
  if (suffix->len > 0)
    add_string (dict, "suffix", suffix->str);
}

static GVariant *
make_entry (SockeyeHistoryItem *item)
{
  gint64 time = sockeye_history_item_get_time (item);
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) date = second != NULL ? g_date_time_add (second, time % G_USEC_PER_SEC) : NULL;
  g_autofree char *text = date != NULL ? g_date_time_format_iso8601 (date) : NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_string (&dict, "time", text != NULL ? text : "1970-01-01T00:00:00Z");
  g_variant_dict_insert (&dict, "times", "u", sockeye_history_item_get_times (item));
  add_string (&dict, "encoding", sockeye_history_item_get_charset (item)->id);
  add_plan (&dict, sockeye_history_item_get_plan (item));
  if (!sockeye_history_item_is_whole (item))
    g_variant_dict_insert (&dict, "size", "t", sockeye_history_item_get_size (item));
  add_string (&dict, "text", sockeye_history_item_get_text (item));
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/**
 * sockeye_history_format:
 * @entries: (element-type SockeyeHistoryItem): a history, newest first
 *
 * Returns: (transfer full): its file
 */
char *
sockeye_history_format (GPtrArray *entries)
{
  GString *out = g_string_new (FIRST_LINE
                               "\n"
                               "# Newest first. Each line is a dictionary (a{sv}) in the text format of "
                               "GLib's GVariant.\n");

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr (GVariant) entry = make_entry (g_ptr_array_index (entries, i));

      g_variant_print_string (entry, out, TRUE);
      g_string_append_c (out, '\n');
    }
  g_string_append (out, LAST_LINE "\n");
  return g_string_free (out, FALSE);
}

/* --- Reading */

/* An entry that is being read. What it does not have stays off; whatever cannot be understood makes it wrong, since
 * something else would be sent. */
typedef struct
{
  GVariant *entry;
  gsize n_known; /* keys that were found so far */
  gboolean wrong;
} Reading;

static GVariant *
look_up (Reading *self, const char *key, const GVariantType *type)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (self->entry, key, NULL);

  if (value == NULL)
    return NULL;

  self->n_known++;
  if (g_variant_is_of_type (value, type))
    return g_steal_pointer (&value);
  self->wrong = TRUE;
  return NULL;
}

static char *
read_string (Reading *self, const char *key)
{
  g_autoptr (GVariant) value = look_up (self, key, G_VARIANT_TYPE_STRING);

  return value != NULL ? g_variant_dup_string (value, NULL) : NULL;
}

static gboolean
read_flag (Reading *self, const char *key)
{
  g_autoptr (GVariant) value = look_up (self, key, G_VARIANT_TYPE_BOOLEAN);

  return value != NULL && g_variant_get_boolean (value);
}

static guint32
read_number (Reading *self, const char *key, guint32 otherwise)
{
  g_autoptr (GVariant) value = look_up (self, key, G_VARIANT_TYPE_UINT32);

  return value != NULL ? g_variant_get_uint32 (value) : otherwise;
}

static guint
read_nick (Reading *self, const char *key, const char *const *nicks, guint n_nicks)
{
  g_autofree char *nick = read_string (self, key);

  for (guint i = 0; nick != NULL && i < n_nicks; i++)
    if (g_str_equal (nicks[i], nick))
      return i;

  self->wrong |= nick != NULL;
  return 0;
}

static void
read_suffix (Reading *self, SockeyeSendPlan *plan)
{
  g_autofree char *hex = read_string (self, "suffix");
  /* NULL: nobody wants to know more than that the entry is wrong. */
  g_autoptr (GBytes) bytes = hex != NULL ? sockeye_hex_parse (hex, NULL) : NULL;
  gsize length = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  self->wrong |= (hex != NULL && bytes == NULL) || length > SOCKEYE_SUFFIX_MAX;
  if (self->wrong || length == 0)
    return;

  memcpy (plan->suffix, g_bytes_get_data (bytes, NULL), length);
  plan->suffix_length = (guint) length;
}

static void
read_plan (Reading *self, SockeyeSendPlan *plan)
{
  *plan = (SockeyeSendPlan){ 0 };
  plan->form = read_nick (self, "form", form_nicks, G_N_ELEMENTS (form_nicks));
  plan->line_end = read_nick (self, "line-end", line_end_nicks, G_N_ELEMENTS (line_end_nicks));
  plan->append_line_end = read_flag (self, "append-line-end");
  plan->escapes = read_flag (self, "escapes");
  plan->variables = read_flag (self, "variables");
  plan->checksum = read_nick (self, "checksum", checksum_nicks, G_N_ELEMENTS (checksum_nicks));
  plan->checksum_little_endian = read_flag (self, "checksum-little-endian");
  plan->checksum_start = read_number (self, "checksum-start", 0);
  plan->checksum_length = read_number (self, "checksum-length", 0);
  read_suffix (self, plan);
}

static gint64
read_time (Reading *self)
{
  g_autofree char *text = read_string (self, "time");
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  self->wrong |= date == NULL;
  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date) : 0;
}

/* Of a text that is there as a whole, the size is not in the file. */
static guint64
read_size (Reading *self, const char *text)
{
  g_autoptr (GVariant) value = look_up (self, "size", G_VARIANT_TYPE_UINT64);
  guint64 size = value != NULL ? g_variant_get_uint64 (value) : 0;

  if (text == NULL)
    self->wrong = TRUE;
  else if (value == NULL)
    size = strlen (text);
  else
    self->wrong |= size <= SOCKEYE_HISTORY_TEXT_MAX;
  return size;
}

static SockeyeHistoryItem *
read_entry (GVariant *entry)
{
  Reading reading = { .entry = entry };
  gint64 time = read_time (&reading);
  guint times = read_number (&reading, "times", 1);
  g_autofree char *encoding = read_string (&reading, "encoding");
  const SockeyeCharset *charset = sockeye_charset_find (encoding);
  g_autofree char *text = read_string (&reading, "text");
  guint64 size = read_size (&reading, text);
  g_autoptr (SockeyeHistoryItem) item = NULL;
  SockeyeSendPlan plan;

  read_plan (&reading, &plan);
  if (reading.wrong || charset == NULL || reading.n_known != g_variant_n_children (entry))
    return NULL;

  item = sockeye_history_item_new_beginning (text, size, &plan, charset, time);
  return sockeye_history_item_new_later (item, time, times);
}

static gboolean
read_line (const char *line, gsize length, GPtrArray *entries)
{
  g_autoptr (GVariant) entry = NULL;
  SockeyeHistoryItem *item = NULL;

  if (length == 0 || line[0] == '#')
    return TRUE;

  /* NULL: where in the line it is wrong helps nobody. */
  if (g_utf8_validate_len (line, length, NULL))
    entry = g_variant_parse (G_VARIANT_TYPE_VARDICT, line, line + length, NULL, NULL);
  if (entry != NULL)
    item = read_entry (entry);
  if (item != NULL)
    g_ptr_array_add (entries, item);
  return item != NULL;
}

/**
 * sockeye_history_parse:
 * @contents: (array length=length): what is in the file
 * @length: bytes
 * @entries: (element-type SockeyeHistoryItem): takes what can be read
 *
 * Returns: 0; or the first line that is not as sockeye_history_format() writes it, counted from 1
 */
guint
sockeye_history_parse (const char *contents, gsize length, GPtrArray *entries)
{
  const char *end = contents + length;
  gboolean ended = FALSE;
  guint damaged = 0;
  guint number = 0;

  for (const char *line = contents; line < end;)
    {
      const char *newline = memchr (line, '\n', (gsize) (end - line));
      gsize line_length = (gsize) ((newline != NULL ? newline : end) - line);
      gboolean good = number > 0
                          ? !ended && newline != NULL && read_line (line, line_length, entries)
                          : line_length == strlen (FIRST_LINE) && memcmp (line, FIRST_LINE, line_length) == 0;

      number++;
      if (!good && damaged == 0)
        damaged = number;
      ended = line_length == strlen (LAST_LINE) && memcmp (line, LAST_LINE, line_length) == 0;
      line += line_length + 1;
    }

  if (!ended && damaged == 0)
    damaged = number + 1;
  return damaged;
}
