/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-json.h"

#include "log-decoder.h"

struct _SockeyeRecordJson
{
  SockeyeCapture *capture;
  SockeyeLogBytes *log_bytes;
  SockeyeLogDecoder *decoder;
  SockeyeText *text;
  guint8 *bytes; /* of one record */
};

/**
 * sockeye_record_json_new:
 * @capture: where the records are
 * @charset: the encoding of their text
 *
 * Returns: (transfer full): a writer
 */
SockeyeRecordJson *
sockeye_record_json_new (SockeyeCapture *capture, const SockeyeCharset *charset)
{
  SockeyeRecordJson *self = g_new0 (SockeyeRecordJson, 1);

  self->capture = g_object_ref (capture);
  self->log_bytes = sockeye_log_bytes_new (capture, TRUE);
  self->decoder = sockeye_log_decoder_new (self->log_bytes);
  sockeye_log_decoder_set_charset (self->decoder, charset);
  self->text = sockeye_text_new ();
  self->bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  return self;
}

/**
 * sockeye_record_json_free:
 * @self: (transfer full): a writer
 */
void
sockeye_record_json_free (SockeyeRecordJson *self)
{
  sockeye_log_decoder_free (self->decoder);
  sockeye_log_bytes_free (self->log_bytes);
  sockeye_text_free (self->text);
  g_free (self->bytes);
  g_object_unref (self->capture);
  g_free (self);
}

/* RFC 8259, section 7; U+007F and what else a terminal could act upon is escaped as well. */
static void
append_string (GString *json, const char *text, gsize length)
{
  g_string_append_c (json, '"');
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        g_string_append_printf (json, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (json, "\\n");
      else if (c == '\r')
        g_string_append (json, "\\r");
      else if (c == '\t')
        g_string_append (json, "\\t");
      else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
        g_string_append_printf (json, "\\u%04x", c);
      else
        g_string_append_len (json, p, g_utf8_next_char (p) - p);
    }
  g_string_append_c (json, '"');
}

static void
append_member (GString *json, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_printf (json, ",\"%s\":", name);
  append_string (json, valid, strlen (valid));
}

static void
append_time (GString *json, gint64 time)
{
  g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (whole, "%Y-%m-%dT%H:%M:%S");

  g_string_append_printf (json, "\"time\":\"%s.%06dZ\"", seconds, (int) (time % G_USEC_PER_SEC));
}

static void
append_endpoint (GString *json, const char *name, const SockeyeEndpoint *endpoint)
{
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];

  if (sockeye_endpoint_is_set (endpoint))
    append_member (json, name, sockeye_endpoint_format (endpoint, text, sizeof text));
}

static void
append_peer (SockeyeRecordJson *self, guint32 id, GString *json)
{
  SockeyePeer peer;

  if (!sockeye_capture_get_peer (self->capture, id, &peer))
    return;
  g_string_append_printf (json, ",\"connection\":%u", id);
  append_endpoint (json, "local", &peer.local);
  append_endpoint (json, "peer", &peer.remote);
}

static void
append_event (SockeyeRecordJson *self, const SockeyeRecord *record, GString *json)
{
  SockeyeEvent event;
  g_autofree char *sentence = NULL;

  if (!sockeye_event_parse (self->bytes, record->length, &event))
    return;
  sentence = sockeye_event_describe (&event);
  append_member (json, "event", sockeye_event_type_to_nick (event.type));
  if (record->peer == 0)
    {
      append_endpoint (json, "local", &event.local);
      append_endpoint (json, "peer", &event.remote);
    }
  if (event.error_number > 0)
    append_member (json, "error", sockeye_errno_symbol (event.error_number));
  append_member (json, "sentence", sentence);
}

static void
append_hex (GString *json, const guint8 *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  gsize at = json->len;

  g_string_set_size (json, at + 2 * length);
  for (gsize i = 0; i < length; i++)
    {
      json->str[at++] = digits[bytes[i] >> 4];
      json->str[at++] = digits[bytes[i] & 15];
    }
}

/* A character that arrives in two pieces is in the text of the second one: so the texts put together are the text. */
static void
append_text (SockeyeRecordJson *self, guint64 number, const SockeyeRecord *record, GString *json)
{
  SockeyeDecodeFlags flags = SOCKEYE_DECODE_PLAIN;

  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) == 0)
    flags |= SOCKEYE_DECODE_MORE;
  sockeye_text_clear (self->text);
  if (record->length > 0)
    sockeye_log_decoder_decode (self->decoder, number, record, 0, record->length, flags, self->text);
  g_string_append (json, ",\"text\":");
  append_string (json, self->text->utf8->str, self->text->utf8->len);
}

static void
append_bytes (SockeyeRecordJson *self, guint64 number, const SockeyeRecord *record, GString *json)
{
  g_autofree char *base64 = g_base64_encode (self->bytes, record->length);

  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    g_string_append (json, ",\"datagram\":true");
  if ((record->flags & SOCKEYE_RECORD_TRUNCATED) != 0)
    g_string_append (json, ",\"truncated\":true");
  g_string_append_printf (json, ",\"length\":%u", record->length);
  append_text (self, number, record, json);
  g_string_append (json, ",\"hex\":\"");
  append_hex (json, self->bytes, record->length);
  g_string_append_printf (json, "\",\"base64\":\"%s\"", base64);
}

/**
 * sockeye_record_json_append:
 * @number: a record's number
 * @record: the record
 * @text: takes the object and a line feed
 *
 * Returns: whether its bytes could be read; if not, nothing was appended
 */
gboolean
sockeye_record_json_append (SockeyeRecordJson *self,
                            guint64 number,
                            const SockeyeRecord *record,
                            GString *text)
{
  static const char *const kinds[] = { "received", "sent", "event" };

  if (record->length > 0
      && sockeye_capture_read (self->capture, record->offset, self->bytes, record->length, TRUE)
             != SOCKEYE_READ_OK)
    return FALSE;

  g_string_append_c (text, '{');
  append_time (text, record->time);
  append_member (text, "kind", kinds[record->kind]);
  append_peer (self, record->peer, text);
  if (record->kind == SOCKEYE_RECORD_EVENT)
    append_event (self, record, text);
  else
    append_bytes (self, number, record, text);
  g_string_append (text, "}\n");
  return TRUE;
}
