/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report.h"

#include "errors.h"
#include "record-json.h"
#include "text-writer.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <stdatomic.h>

/* Bytes are gathered up to this length before they are written, unless there is nothing more to write now. */
#define FLUSH_LENGTH (64u << 10)
/* How long a line that ends within a character waits for the rest of it; then its bytes are written one by one. */
#define HOLD_TIME (100 * G_TIME_SPAN_MILLISECOND)

struct _SockeyeReport
{
  SockeyeCapture *capture;
  SockeyeReportForm form;
  const SockeyeCharset *charset;
  GThread *thread;

  /* Written by one thread, read by the other. */
  _Atomic guint64 end; /* once stopped: one past the last record; before: G_MAXUINT64 */
  _Atomic guint64 position;
  _Atomic guint64 lost;
  _Atomic gboolean done;

  /* The thread's own. */
  GOutputStream *stream;
  SockeyeTextWriter *writer; /* (nullable) */
  SockeyeRecordJson *json;   /* (nullable) */
  GString *text;             /* not written yet */
  guint8 *bytes;             /* of one record */
  guint64 left;              /* received records until it is done; G_MAXUINT64: no limit */
  guint n_wakes;
  gint64 held_since; /* the record at the position waits; 0: it does not */
  GError *error;     /* read by others once it is done */
};

static gboolean
set_store_error (GError **error)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE,
                       _ ("Received data could not be read back from the disk"));
  return FALSE;
}

static gboolean
flush (SockeyeReport *self, GError **error)
{
  if (self->writer != NULL)
    return sockeye_text_writer_flush (self->writer, NULL, error);
  if (self->text->len > 0
      && !g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL, NULL, error))
    return FALSE;
  g_string_truncate (self->text, 0);
  return TRUE;
}

static gboolean
write_raw (SockeyeReport *self, const SockeyeRecord *record, GError **error)
{
  if (record->kind != SOCKEYE_RECORD_RECEIVED || record->length == 0)
    return TRUE;
  if (sockeye_capture_read (self->capture, record->offset, self->bytes, record->length, TRUE)
      != SOCKEYE_READ_OK)
    return set_store_error (error);

  g_string_append_len (self->text, (const char *) self->bytes, record->length);
  return TRUE;
}

static gboolean
write_record (SockeyeReport *self, guint64 number, GError **error)
{
  SockeyeRecord record;

  if (!sockeye_capture_get_record (self->capture, number, &record))
    {
      atomic_fetch_add (&self->lost, 1);
      return TRUE;
    }
  if (self->writer != NULL && !sockeye_text_writer_write (self->writer, number, NULL, error))
    return FALSE;
  if (self->form == SOCKEYE_REPORT_RAW && !write_raw (self, &record, error))
    return FALSE;
  if (self->json != NULL && !sockeye_record_json_append (self->json, number, &record, self->text))
    return set_store_error (error);

  if (record.kind == SOCKEYE_RECORD_RECEIVED && self->left != G_MAXUINT64)
    self->left--;
  return self->text->len < FLUSH_LENGTH || flush (self, error);
}

static gboolean
is_stopped (SockeyeReport *self)
{
  return atomic_load (&self->end) != G_MAXUINT64;
}

static gboolean
has_to_wait (SockeyeReport *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->writer == NULL || is_stopped (self)
      || sockeye_text_writer_is_settled (self->writer, atomic_load (&self->position)))
    return FALSE;
  if (self->held_since == 0)
    self->held_since = now;
  return now - self->held_since < HOLD_TIME;
}

static void
pass_over_lost (SockeyeReport *self)
{
  guint64 position = atomic_load (&self->position);
  guint64 first = MIN (sockeye_capture_get_first (self->capture), atomic_load (&self->end));

  if (first <= position)
    return;
  atomic_fetch_add (&self->lost, first - position);
  atomic_store (&self->position, first);
}

static gboolean
is_complete (SockeyeReport *self)
{
  return self->left == 0 || atomic_load (&self->position) >= atomic_load (&self->end);
}

/* As far as there is something to write. */
static gboolean
write_news (SockeyeReport *self, GError **error)
{
  guint64 end = MIN (sockeye_capture_get_n_records (self->capture), atomic_load (&self->end));

  pass_over_lost (self);
  while (atomic_load (&self->position) < end && self->left > 0 && !has_to_wait (self))
    {
      if (!write_record (self, atomic_load (&self->position), error))
        return FALSE;
      self->held_since = 0;
      atomic_fetch_add (&self->position, 1);
      pass_over_lost (self);
    }
  return flush (self, error);
}

static void
wait_for_news (SockeyeReport *self)
{
  gint64 deadline = self->held_since != 0 ? self->held_since + HOLD_TIME : G_MAXINT64;
  /* The rest of a held character is news, too. */
  guint64 known = self->held_since != 0 ? sockeye_capture_get_n_records (self->capture)
                                        : atomic_load (&self->position);

  sockeye_capture_wait (self->capture, known, &self->n_wakes, deadline);
}

static void
set_up (SockeyeReport *self)
{
  const SockeyeTextExport what = {
    .charset = self->charset,
    .form = self->form == SOCKEYE_REPORT_HEX ? SOCKEYE_LOG_FORM_HEX : SOCKEYE_LOG_FORM_TEXT,
    .time = SOCKEYE_LOG_TIME_ABSOLUTE,
    .end = G_MAXUINT64,
  };

  if (self->form == SOCKEYE_REPORT_TEXT || self->form == SOCKEYE_REPORT_HEX)
    self->writer = sockeye_text_writer_new (self->capture, &what, NULL, self->stream);
  if (self->form == SOCKEYE_REPORT_NDJSON)
    self->json = sockeye_record_json_new (self->capture, self->charset);
}

static gpointer
run (gpointer data)
{
  SockeyeReport *self = data;

  set_up (self);
  while (write_news (self, &self->error) && !is_complete (self))
    wait_for_news (self);
  atomic_store (&self->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/**
 * sockeye_report_new:
 * @capture: what is written
 * @form: how
 * @charset: the encoding of text
 * @limit: it is done once so many records of received bytes were written; 0: no limit
 * @fd: where to
 *
 * Returns: (transfer full): a report that has begun. When it is done, the default main context is woken.
 */
SockeyeReport *
sockeye_report_new (SockeyeCapture *capture,
                    SockeyeReportForm form,
                    const SockeyeCharset *charset,
                    guint64 limit,
                    int fd)
{
  SockeyeReport *self = g_new0 (SockeyeReport, 1);

  self->capture = g_object_ref (capture);
  self->form = form;
  self->charset = charset;
  self->left = limit > 0 ? limit : G_MAXUINT64;
  self->stream = g_unix_output_stream_new (fd, FALSE);
  self->text = g_string_new (NULL);
  self->bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  atomic_store (&self->end, G_MAXUINT64);
  self->thread = g_thread_new ("sockeye-report", run, self);
  return self;
}

/**
 * sockeye_report_free:
 * @self: (transfer full): a report that is done
 */
void
sockeye_report_free (SockeyeReport *self)
{
  g_thread_join (self->thread);
  g_clear_pointer (&self->writer, sockeye_text_writer_free);
  g_clear_pointer (&self->json, sockeye_record_json_free);
  g_clear_error (&self->error);
  g_string_free (self->text, TRUE);
  g_free (self->bytes);
  g_object_unref (self->stream);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_report_stop:
 *
 * What was published until now is the last to be written.
 */
void
sockeye_report_stop (SockeyeReport *self)
{
  if (!is_stopped (self))
    atomic_store (&self->end, sockeye_capture_get_n_records (self->capture));
  sockeye_capture_wake (self->capture);
}

/**
 * sockeye_report_get_position:
 *
 * Returns: the first record that was not written yet
 */
guint64
sockeye_report_get_position (SockeyeReport *self)
{
  return atomic_load (&self->position);
}

/**
 * sockeye_report_get_lost:
 *
 * Returns: records that gave way at the capture's limit before they were written
 */
guint64
sockeye_report_get_lost (SockeyeReport *self)
{
  return atomic_load (&self->lost);
}

/**
 * sockeye_report_is_done:
 *
 * Returns: whether it ends by itself: the limit was reached, it was stopped, or it cannot write
 */
gboolean
sockeye_report_is_done (SockeyeReport *self)
{
  return atomic_load (&self->done);
}

/**
 * sockeye_report_finish:
 * @self: a report that is done
 * @error: why it could not write: a %G_IO_ERROR, or %SOCKEYE_ERROR_STORE
 *
 * Returns: whether everything was written
 */
gboolean
sockeye_report_finish (SockeyeReport *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
