/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-formatter.h"

#include "hex.h"
#include "log-clock.h"
#include "log-copy.h"
#include "netassist.h"
#include "record-facts.h"

#include <string.h>

struct _SockeyeRecordFormatter
{
  SockeyeCapture *capture;
  SockeyeExportFormat format;
  SockeyeLogCopier *copier;
  SockeyeLogClock clock;
  GString *text;
};

static gboolean
add_row (SockeyeRecordFormatter *self, SockeyeRecordFacts *facts, GString *out, GError **error)
{
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;
  g_autofree char *sentence = NULL;
  SockeyeEvent event;
  SockeyePeer peer;

  g_string_truncate (self->text, 0);

  if (facts->record->kind == SOCKEYE_RECORD_EVENT
      && sockeye_event_parse (facts->bytes, facts->record->length, &event))
    {
      facts->event = &event;
      local = sockeye_endpoint_to_string (&event.local);
      remote = sockeye_endpoint_to_string (&event.remote);
      sentence = sockeye_event_describe (&event);
    }
  else if (!sockeye_log_copier_append (self->copier, facts->number, SOCKEYE_LOG_COPY_TEXT, self->text, error))
    return FALSE;

  if (sockeye_capture_get_peer (self->capture, facts->record->peer, &peer))
    {
      g_free (local);
      g_free (remote);
      local = sockeye_endpoint_to_string (&peer.local);
      remote = sockeye_endpoint_to_string (&peer.remote);
    }
  facts->local = local != NULL ? local : "";
  facts->remote = remote != NULL ? remote : "";
  facts->text = sentence != NULL ? sentence : self->text->str;
  facts->text_length = sentence != NULL ? strlen (sentence) : self->text->len;
  if (self->format == SOCKEYE_EXPORT_CSV)
    sockeye_record_facts_append_csv (facts, out);
  else
    sockeye_record_facts_append_json (facts, out);
  return TRUE;
}

static void
append_dump (const SockeyeRecord *record, const guint8 *bytes, GString *out)
{
  for (guint32 at = 0; at < record->length; at += SOCKEYE_HEX_ROW)
    {
      sockeye_hex_append_dump_row (out, at, bytes + at, MIN (record->length - at, SOCKEYE_HEX_ROW));
      g_string_append_c (out, '\n');
    }
}

static void
append_dump_heading (SockeyeRecordFormatter *self, const SockeyeRecord *record, GString *out)
{
  g_autofree char *remote = NULL;
  SockeyePeer peer;

  g_string_append (out, "# ");
  sockeye_log_clock_append (&self->clock, out, record->time, TRUE);
  if (record->kind != SOCKEYE_RECORD_EVENT)
    g_string_append (out, record->kind == SOCKEYE_RECORD_RECEIVED ? " ←" : " →");
  if (sockeye_capture_get_peer (self->capture, record->peer, &peer))
    {
      remote = sockeye_endpoint_to_string (&peer.remote);
      g_string_append_printf (out, " %s", remote);
    }
  if (record->kind != SOCKEYE_RECORD_EVENT)
    g_string_append_printf (out, " %u B", record->length);
}

/* A sentence may have line feeds, from names that somebody else chose; so a line that begins with "#" is a heading. */
static void
append_line (GString *out, const char *sentence)
{
  for (const char *at = sentence; *at != '\0'; at++)
    g_string_append_c (out, *at == '\n' || *at == '\r' ? ' ' : *at);
}

static gboolean
add_dump (SockeyeRecordFormatter *self, const SockeyeRecord *record, const guint8 *bytes, GString *out)
{
  g_autofree char *sentence = NULL;
  SockeyeEvent event;

  append_dump_heading (self, record, out);
  if (record->kind != SOCKEYE_RECORD_EVENT)
    {
      g_string_append_c (out, '\n');
      append_dump (record, bytes, out);
      return TRUE;
    }

  if (sockeye_event_parse (bytes, record->length, &event))
    sentence = sockeye_event_describe (&event);
  g_string_append_c (out, ' ');
  append_line (out, sentence != NULL ? sentence : "");
  g_string_append_c (out, '\n');
  return TRUE;
}

/**
 * sockeye_record_formatter_new:
 * @capture: where the records are
 * @what: how they are written: hexdump, CSV, JSON lines or as network assistants log
 *
 * Returns: (transfer full): a formatter
 */
SockeyeRecordFormatter *
sockeye_record_formatter_new (SockeyeCapture *capture, const SockeyeCaptureExport *what)
{
  SockeyeRecordFormatter *self = g_new0 (SockeyeRecordFormatter, 1);
  SockeyeLogSettings settings = { .charset = what->text.charset, .form = SOCKEYE_LOG_FORM_TEXT };

  self->capture = g_object_ref (capture);
  self->format = what->format;
  if (what->format == SOCKEYE_EXPORT_NETASSIST && what->text.form != SOCKEYE_LOG_FORM_RAW)
    settings.form = what->text.form;
  self->copier = sockeye_log_copier_new (capture, &settings);
  /* JSON can express a NUL, lines of a table cannot. */
  if (what->format == SOCKEYE_EXPORT_JSON_LINES)
    sockeye_log_copier_keep_nul (self->copier);
  self->text = g_string_new (NULL);
  return self;
}

/**
 * sockeye_record_formatter_free:
 * @self: (transfer full): a formatter
 */
void
sockeye_record_formatter_free (SockeyeRecordFormatter *self)
{
  sockeye_log_copier_free (self->copier);
  g_string_free (self->text, TRUE);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_record_formatter_begin:
 * @self: a formatter
 * @out: where to append
 *
 * Appends what comes before the first record.
 */
void
sockeye_record_formatter_begin (SockeyeRecordFormatter *self, GString *out)
{
  if (self->format == SOCKEYE_EXPORT_CSV)
    g_string_append (out, SOCKEYE_CSV_HEADING);
}

/**
 * sockeye_record_formatter_add:
 * @self: a formatter
 * @number: the record's number
 * @record: the record
 * @bytes: (array): its bytes
 * @out: where to append
 * @error: return location for an error
 *
 * Returns: %FALSE when the text could not be made
 */
gboolean
sockeye_record_formatter_add (SockeyeRecordFormatter *self,
                              guint64 number,
                              const SockeyeRecord *record,
                              const guint8 *bytes,
                              GString *out,
                              GError **error)
{
  SockeyeRecordFacts facts = { .number = number, .record = record, .bytes = bytes };

  switch (self->format)
    {
    case SOCKEYE_EXPORT_CSV:
    case SOCKEYE_EXPORT_JSON_LINES:
      return add_row (self, &facts, out, error);
    case SOCKEYE_EXPORT_HEXDUMP:
      return add_dump (self, record, bytes, out);
    case SOCKEYE_EXPORT_NETASSIST:
      return sockeye_log_copier_append (self->copier, number, SOCKEYE_LOG_COPY_NETASSIST, out, error);
    case SOCKEYE_EXPORT_PCAPNG:
    case SOCKEYE_EXPORT_TEXT:
    case SOCKEYE_EXPORT_N_FORMATS:
    default:
      g_return_val_if_reached (FALSE);
    }
}
