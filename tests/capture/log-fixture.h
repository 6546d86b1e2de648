/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"

#include <string.h>

/* A capture that a test fills by hand, and a model of it. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  SockeyeLogModel *model;
  SockeyeLogLine *line;
  gint64 time;
} LogFixture;

#define LOG_FIXTURE_TIME G_GINT64_CONSTANT (1763827541240123) /* 2025-11-22 16:05:41.240123 UTC */

static inline void
log_fixture_init_with_quota (LogFixture *self, guint64 quota)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = quota;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  self->capture = sockeye_capture_new (&limits);
  self->sink = SOCKEYE_SINK (self->capture);
  self->model = sockeye_log_model_new (self->capture);
  self->line = sockeye_log_line_new ();
  self->time = LOG_FIXTURE_TIME;
}

static inline void
log_fixture_init (LogFixture *self)
{
  log_fixture_init_with_quota (self, 2u << 30);
}

static inline void
log_fixture_clear (LogFixture *self)
{
  sockeye_log_line_free (self->line);
  g_assert_finalize_object (self->model);
  g_object_unref (self->capture);
}

static inline guint32
log_fixture_add_peer (LogFixture *self, guint16 port, gboolean stream)
{
  SockeyeEndpoint local, remote;
  guint32 peer;

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
  peer = sockeye_sink_add_peer (self->sink, &local, &remote, stream, self->time);
  g_assert_cmpuint (peer, >, 0);

  return peer;
}

static inline void
log_fixture_append (LogFixture *self,
                    SockeyeRecordKind kind,
                    guint16 flags,
                    guint32 peer,
                    gconstpointer bytes,
                    gsize length)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  /* A busy disk makes the writer wait. */
  while (!sockeye_sink_append (self->sink, kind, flags, peer, self->time, bytes, length))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }
  sockeye_sink_publish (self->sink);
  self->time += 1000;
}

static inline void
log_fixture_receive (LogFixture *self, guint32 peer, gconstpointer bytes, gsize length)
{
  log_fixture_append (self, SOCKEYE_RECORD_RECEIVED, 0, peer, bytes, length);
}

static inline void
log_fixture_discard_before (LogFixture *self, guint64 number)
{
  sockeye_capture_discard_before (self->capture, number);
  sockeye_sink_publish (self->sink); /* the producer does it */
  g_assert_cmpuint (sockeye_capture_get_first (self->capture), ==, number);
}

static inline gboolean
log_fixture_time_is_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Takes over what was published, rows that are counted in the background included. */
static inline void
log_fixture_update (LogFixture *self)
{
  gboolean late = FALSE;
  guint timeout;

  sockeye_log_model_update (self->model);
  if (!sockeye_log_model_is_counting (self->model))
    {
      sockeye_log_model_update (self->model);
      return;
    }

  timeout = g_timeout_add_seconds (20, log_fixture_time_is_up, &late);
  while (sockeye_log_model_is_counting (self->model) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (timeout);
  sockeye_log_model_update (self->model);
}

/* A row; waits for what the disk thread has in its hands. */
static inline const SockeyeLogLine *
log_fixture_get_line (LogFixture *self, guint64 row)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  do
    {
      g_assert_true (sockeye_log_model_get_line (self->model, row, self->line));
      if (self->line->result == SOCKEYE_READ_LATER)
        g_thread_yield ();
    }
  while (self->line->result == SOCKEYE_READ_LATER && g_get_monotonic_time () < deadline);
  g_assert_cmpint (self->line->result, !=, SOCKEYE_READ_LATER);

  return self->line;
}

/* What the cells show, without notes. */
static inline char *
log_fixture_get_shown (const SockeyeLogLine *line)
{
  const GArray *cells = line->text->cells;
  const SockeyeCell *last = cells->len > 0 ? &g_array_index (cells, SockeyeCell, cells->len - 1) : NULL;

  return g_strndup (line->text->utf8->str, last != NULL ? last->text + last->text_length : 0);
}
