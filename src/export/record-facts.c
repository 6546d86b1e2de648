/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-facts.h"

#include <string.h>

/**
 * sockeye_record_facts_get_kind:
 * @self: facts
 *
 * Returns: a word that programs know; not translated
 */
const char *
sockeye_record_facts_get_kind (const SockeyeRecordFacts *self)
{
  static const char *const kinds[] = { "received", "sent", "event" };

  return kinds[MIN (self->record->kind, SOCKEYE_RECORD_EVENT)];
}

/**
 * sockeye_record_facts_append_time:
 * @self: facts
 * @string: where to append
 *
 * Appends the time in UTC, with all digits (ISO 8601).
 */
void
sockeye_record_facts_append_time (const SockeyeRecordFacts *self, GString *string)
{
  gint64 time = MAX (self->record->time, 0);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  /* No date is so far away that it has no year. */
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%S") : g_strdup ("");

  g_string_append_printf (string, "%s.%06dZ", text, (int) (time % G_USEC_PER_SEC));
}

/**
 * sockeye_record_facts_append_hex:
 * @self: facts
 * @string: where to append
 *
 * Appends all bytes of a message; nothing for an event, whose bytes are no data.
 */
void
sockeye_record_facts_append_hex (const SockeyeRecordFacts *self, GString *string)
{
  static const char digits[] = "0123456789abcdef";
  gsize begin = string->len;
  char *out;

  if (self->record->kind == SOCKEYE_RECORD_EVENT)
    return;

  g_string_set_size (string, begin + (gsize) self->record->length * 2);
  out = string->str + begin;
  for (guint32 i = 0; i < self->record->length; i++)
    {
      *out++ = digits[self->bytes[i] >> 4];
      *out++ = digits[self->bytes[i] & 15];
    }
}

static const char *
get_error (const SockeyeEvent *event)
{
  if (event == NULL || event->error_number <= 0)
    return "";
  return sockeye_errno_symbol (event->error_number);
}

/* RFC 4180: in quotes where it has to be, with quotes doubled. */
static void
append_csv_text (GString *string, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (string, text);
      return;
    }

  g_string_append_c (string, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (string, '"');
      g_string_append_c (string, *at);
    }
  g_string_append_c (string, '"');
}

/**
 * sockeye_record_facts_append_csv:
 * @self: facts
 * @string: where to append
 *
 * Appends a line of a CSV file (RFC 4180) with the columns of %SOCKEYE_CSV_HEADING.
 */
void
sockeye_record_facts_append_csv (const SockeyeRecordFacts *self, GString *string)
{
  const SockeyeRecord *record = self->record;
  gboolean is_event = self->event != NULL;

  g_string_append_printf (string, "%" G_GUINT64_FORMAT ",", self->number);
  sockeye_record_facts_append_time (self, string);
  g_string_append_printf (string, ",%s,%u,", sockeye_record_facts_get_kind (self), record->peer);
  append_csv_text (string, self->local);
  g_string_append_c (string, ',');
  append_csv_text (string, self->remote);
  g_string_append_printf (string, ",%s,%s,", is_event ? sockeye_event_type_to_nick (self->event->type) : "",
                          get_error (self->event));
  if (record->kind != SOCKEYE_RECORD_EVENT)
    g_string_append_printf (string, "%u,%d,", record->length,
                            (record->flags & SOCKEYE_RECORD_TRUNCATED) != 0);
  else
    g_string_append (string, ",,");
  sockeye_record_facts_append_hex (self, string);
  g_string_append_c (string, ',');
  append_csv_text (string, self->text);
  g_string_append (string, "\r\n");
}

/* RFC 8259: quotes, backslashes and controls are escaped, everything else is UTF-8. U+2028 and U+2029 end lines in
 * JavaScript and in some readers of lines, U+007F is a control as well. */
static void
append_json_text (GString *string, const char *text, gsize length)
{
  g_string_append_c (string, '"');
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '"' || c == '\\')
        g_string_append_printf (string, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (string, "\\n");
      else if (c == '\r')
        g_string_append (string, "\\r");
      else if (c == '\t')
        g_string_append (string, "\\t");
      else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
        g_string_append_printf (string, "\\u%04x", c);
      else
        g_string_append_unichar (string, c);
    }
  g_string_append_c (string, '"');
}

static void
append_member (GString *string, const char *name, const char *text)
{
  if (*text == '\0')
    return;

  g_string_append_printf (string, ",\"%s\":", name);
  append_json_text (string, text, strlen (text));
}

/**
 * sockeye_record_facts_append_json:
 * @self: facts
 * @string: where to append
 *
 * Appends a line with a JSON object (RFC 8259). What is not known, and what a message or an event has not, is left out.
 */
void
sockeye_record_facts_append_json (const SockeyeRecordFacts *self, GString *string)
{
  const SockeyeRecord *record = self->record;

  g_string_append_printf (string, "{\"number\":%" G_GUINT64_FORMAT ",\"time\":\"", self->number);
  sockeye_record_facts_append_time (self, string);
  g_string_append_printf (string, "\",\"kind\":\"%s\"", sockeye_record_facts_get_kind (self));
  if (record->peer != 0)
    g_string_append_printf (string, ",\"connection\":%u", record->peer);
  append_member (string, "local", self->local);
  append_member (string, "remote", self->remote);
  if (self->event != NULL)
    append_member (string, "event", sockeye_event_type_to_nick (self->event->type));
  append_member (string, "error", get_error (self->event));
  if (record->kind != SOCKEYE_RECORD_EVENT)
    {
      g_string_append_printf (string, ",\"length\":%u", record->length);
      if ((record->flags & SOCKEYE_RECORD_TRUNCATED) != 0)
        g_string_append (string, ",\"truncated\":true");
      g_string_append (string, ",\"hex\":\"");
      sockeye_record_facts_append_hex (self, string);
      g_string_append_c (string, '"');
    }
  g_string_append (string, ",\"text\":");
  append_json_text (string, self->text, self->text_length);
  g_string_append (string, "}\n");
}
