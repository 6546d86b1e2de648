/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-copy-private.h"

#include "errors.h"
#include "hex.h"
#include "literal.h"
#include "netassist.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
sockeye_log_copying_set_too_large (gsize limit, GError **error)
{
  g_autofree char *size = g_format_size (limit);

  /* Translators: %s is a size such as "16.8 MB". */
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
               _ ("This is more than %s, too much to copy at once. Select less, or save the log to a file."),
               size);
  return FALSE;
}

gboolean
sockeye_log_copying_check (SockeyeReadResult result, GError **error)
{
  if (result == SOCKEYE_READ_OK)
    return TRUE;

  if (result == SOCKEYE_READ_GONE)
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
        _ ("Nothing was copied, because a part of it is no longer kept: the oldest data gives way at "
           "the limit. Select newer data."));
  else
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
        _ ("Nothing was copied, because a part of it could not be read from the disk. Try again."));
  return FALSE;
}

static gboolean
append_rows (SockeyeLogCopying *self, const SockeyeLogCopyPart *part, GError **error)
{
  guint first = 0;
  guint last = 0;
  SockeyeReadResult result = SOCKEYE_READ_OK;

  if (part->end > part->start)
    {
      result = sockeye_log_reader_find_byte (self->reader, part->number, part->start, &first);
      if (result == SOCKEYE_READ_OK)
        result = sockeye_log_reader_find_byte (self->reader, part->number, part->end - 1, &last);
    }
  if (!sockeye_log_copying_check (result, error))
    return FALSE;

  for (guint row = first; row <= last; row++)
    {
      sockeye_log_reader_read (self->reader, part->number, row, self->line);
      if (!sockeye_log_copying_check (self->line->result, error))
        return FALSE;
      sockeye_log_line_append_to (self->line, self->string);
      g_string_append_c (self->string, '\n');
      if (self->string->len > self->limit)
        return sockeye_log_copying_set_too_large (self->limit, error);
    }

  return TRUE;
}

static gboolean
is_continued_by (const SockeyeRecord *previous, const SockeyeRecord *record)
{
  return previous->kind == record->kind && previous->kind != SOCKEYE_RECORD_EVENT
         && previous->peer == record->peer && (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0;
}

static void
begin_line (GString *string)
{
  if (string->len > 0 && string->str[string->len - 1] != '\n')
    g_string_append_c (string, '\n');
}

/* A clipboard's text ends at a NUL, so that must not cut off what follows. */
static void
append_without_nul (GString *string, const GString *text)
{
  const char *at = text->str;
  const char *end = at + text->len;
  const char *nul;

  while ((nul = memchr (at, '\0', (gsize) (end - at))) != NULL)
    {
      g_string_append_len (string, at, nul - at);
      g_string_append (string, "␀");
      at = nul + 1;
    }
  g_string_append_len (string, at, end - at);
}

/* The text alone. */
static gboolean
append_plain (SockeyeLogCopying *self, const SockeyeLogCopyPart *part, GError **error)
{
  SockeyeReadResult result;

  if (part->item.record.kind == SOCKEYE_RECORD_EVENT)
    {
      sockeye_log_reader_read (self->reader, part->number, 0, self->line);
      result = self->line->result;
    }
  else
    {
      result = sockeye_log_reader_decode (self->reader, part->item.key, &part->item.record, part->start,
                                          part->end, SOCKEYE_DECODE_PLAIN, self->line->text);
    }
  if (!sockeye_log_copying_check (result, error))
    return FALSE;

  if (self->keep_nul)
    g_string_append_len (self->string, self->line->text->utf8->str, (gssize) self->line->text->utf8->len);
  else
    append_without_nul (self->string, self->line->text->utf8);
  return TRUE;
}

/* Text from different peers, or from different datagrams, is not run together. */
static gboolean
append_text (SockeyeLogCopying *self, const SockeyeLogCopyPart *part, GError **error)
{
  if (self->has_previous && !is_continued_by (&self->previous, &part->item.record))
    begin_line (self->string);

  return append_plain (self, part, error);
}

static void
append_c (SockeyeLogCopying *self, const guint8 *bytes, gsize length)
{
  g_autofree char *name = self->several ? g_strdup_printf ("data_%u", self->n_literals + 1)
                                        : g_strdup ("data");

  sockeye_literal_append_c (self->string, name, bytes, length);
}

static gboolean
append_bytes (SockeyeLogCopying *self, const SockeyeLogCopyPart *part, SockeyeLogCopy how, GError **error)
{
  gsize length = part->end - part->start;
  g_autofree guint8 *bytes = NULL;

  if (part->item.record.kind == SOCKEYE_RECORD_EVENT || length == 0)
    return TRUE;

  bytes = g_malloc (length);
  if (!sockeye_log_copying_check (
          sockeye_log_reader_read_bytes (self->reader, &part->item, part->start, bytes, length), error))
    return FALSE;

  if (how == SOCKEYE_LOG_COPY_C)
    append_c (self, bytes, length);
  else if (how == SOCKEYE_LOG_COPY_PYTHON)
    sockeye_literal_append_python (self->string, bytes, length);
  else
    sockeye_hex_append (self->string, bytes, length);
  begin_line (self->string);
  self->n_literals++;
  return TRUE;
}

static gboolean
append_netassist (SockeyeLogCopying *self, const SockeyeLogCopyPart *part, GError **error)
{
  gboolean hex = sockeye_log_reader_get_settings (self->reader)->form != SOCKEYE_LOG_FORM_TEXT;
  gboolean event = part->item.record.kind == SOCKEYE_RECORD_EVENT;
  SockeyePeer peer;
  gboolean known = sockeye_capture_get_peer (self->capture, part->item.record.peer, &peer);
  gboolean done;

  sockeye_netassist_append_heading (self->string, &self->clock, &part->item.record,
                                    known ? &peer.remote : NULL, hex);
  done = hex && !event ? append_bytes (self, part, SOCKEYE_LOG_COPY_HEX, error)
                       : append_plain (self, part, error);
  if (self->string->str[self->string->len - 1] != '\n')
    g_string_append_c (self->string, '\n');
  return done;
}

/* Appends part of a message in the wanted form; it ends a line, but for text. */
gboolean
sockeye_log_copying_append (SockeyeLogCopying *self,
                            const SockeyeLogCopyPart *part,
                            SockeyeLogCopy how,
                            GError **error)
{
  gboolean done;

  if (how == SOCKEYE_LOG_COPY_ROWS)
    done = append_rows (self, part, error);
  else if (how == SOCKEYE_LOG_COPY_TEXT)
    done = append_text (self, part, error);
  else if (how == SOCKEYE_LOG_COPY_NETASSIST)
    done = append_netassist (self, part, error);
  else
    done = append_bytes (self, part, how, error);

  self->has_previous = TRUE;
  self->previous = part->item.record;
  if (done && self->string->len > self->limit)
    return sockeye_log_copying_set_too_large (self->limit, error);
  return done;
}
