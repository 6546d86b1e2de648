/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Sockeye's own window as a sender that measures itself. The log is visible and follows its end.
 *
 *   bench-send file PORT PATH             a file over TCP, as fast as it is read
 *   bench-send flat PORT COUNT SIZE       so many messages of SIZE bytes over TCP, as fast as possible
 *   bench-send repeat PORT COUNT MICROSECONDS   datagrams of 64 bytes, one each so many microseconds
 *
 * Prints one line of JSON. Times are microseconds.
 */

#include "config.h"

#include "bench-meter.h"

#include "application.h"
#include "file-job.h"
#include "send-job.h"
#include "window.h"

#include <stdlib.h>

/* Painted before anything is sent: the first one, and those in which what it brought about settles. */
#define FIRST_FRAMES 5
#define DATAGRAM     64

typedef struct
{
  const char *mode;
  guint16 port;
  guint64 count;
  guint64 size;
  const char *path;

  SockeyeWorkspace *workspace;
  BenchMeter *meter;
  SockeyeJobProgress progress;
  gint64 started;
  gint64 elapsed;
  gboolean done;
} Bench;

static G_NORETURN void
fail (const char *message)
{
  g_printerr ("bench-send: %s\n", message);
  exit (1);
}

static SockeyeSession *
get_session (Bench *self)
{
  return sockeye_workspace_get_session (self->workspace);
}

static SockeyeJob *
make_messages (Bench *self, const SockeyeTarget *target, gsize size)
{
  g_autofree char *bytes = g_strnfill (size, 'x');
  g_autoptr (GBytes) payload = g_bytes_new (bytes, size);
  g_autoptr (SockeyePayloadTemplate) message = sockeye_payload_template_new_for_bytes (payload);
  SockeyeSendJob *job = sockeye_send_job_new (sockeye_workspace_get_mailer (self->workspace),
                                              sockeye_session_get_outlet (get_session (self)), target);
  gboolean flat = g_str_equal (self->mode, "flat");

  bytes[size - 1] = '\n';
  sockeye_send_job_add_step (job, message, flat ? 0 : (gint64) self->size);
  sockeye_send_job_set_rounds (job, self->count);
  if (flat)
    sockeye_send_job_set_pace (job, SOCKEYE_PACE_FLAT_OUT, 0);
  return SOCKEYE_JOB (job);
}

static SockeyeJob *
make_file (Bench *self, const SockeyeTarget *target)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  return SOCKEYE_JOB (sockeye_file_job_new (sockeye_workspace_get_mailer (self->workspace),
                                            sockeye_session_get_outlet (get_session (self)), target, file));
}

static void
start (Bench *self)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (SockeyeJob) job = NULL;

  if (g_str_equal (self->mode, "file"))
    job = make_file (self, &target);
  else
    job = make_messages (self, &target, g_str_equal (self->mode, "flat") ? self->size : DATAGRAM);
  bench_meter_start (self->meter);
  self->started = g_get_monotonic_time ();
  sockeye_workspace_start_job (self->workspace, job, NULL);
}

static void
state_changed_cb (SockeyeSession *session, GParamSpec *pspec G_GNUC_UNUSED, Bench *self)
{
  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN && self->started == 0)
    start (self);
  else if (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED && self->elapsed != 0)
    self->done = TRUE;
}

static void
failed_cb (SockeyeSession *session G_GNUC_UNUSED, const GError *error, Bench *self G_GNUC_UNUSED)
{
  fail (error->message);
}

/* Everything is in the kernel's hands; closing tells the far end so. */
static void
ended_cb (SockeyeWorkspace *workspace, SockeyeJob *job, const GError *error, Bench *self)
{
  if (error != NULL)
    fail (error->message);
  self->elapsed = g_get_monotonic_time () - self->started;
  bench_meter_stop (self->meter);
  sockeye_job_get_progress (job, &self->progress);
  sockeye_session_close (sockeye_workspace_get_session (workspace));
}

/* Nobody can send before there is a window; its first frame, in which everything is laid out and every glyph is drawn for
 * the first time, is none of sending's. */
static void
wait_until_painted (GtkWidget *window)
{
  while (!gtk_widget_get_mapped (window)
         || gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (window)) < FIRST_FRAMES)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_session (Bench *self)
{
  SockeyeSettings settings = {
    .protocol = g_str_equal (self->mode, "repeat") ? SOCKEYE_PROTOCOL_UDP : SOCKEYE_PROTOCOL_TCP_CLIENT,
    .local_host = "127.0.0.1",
    .remote_host = "127.0.0.1",
    .remote_port = self->port,
  };

  g_signal_connect (get_session (self), "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect (get_session (self), "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect (self->workspace, "job-ended", G_CALLBACK (ended_cb), self);
  sockeye_session_open (get_session (self), &settings);
}

/* From the records: when the kernel took each datagram. */
static void
append_gaps (Bench *self, GString *json)
{
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspace);
  g_autoptr (GArray) errors = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 first = 0;
  gint64 last = 0;
  guint64 n = 0;

  for (guint64 i = 0; i < sockeye_capture_get_n_records (capture); i++)
    {
      SockeyeRecord record;
      gint64 error;

      if (!sockeye_capture_get_record (capture, i, &record) || record.kind != SOCKEYE_RECORD_SENT)
        continue;
      if (n++ == 0)
        first = record.time;
      last = record.time;
      error = ABS (record.time - first - (gint64) ((n - 1) * self->size));
      g_array_append_val (errors, error);
    }
  g_string_append_printf (json, ", \"sent\": %" G_GUINT64_FORMAT ", \"mean_interval_us\": %s", n,
                          g_ascii_dtostr ((char[G_ASCII_DTOSTR_BUF_SIZE]){ 0 }, G_ASCII_DTOSTR_BUF_SIZE,
                                          (double) (last - first) / (double) MAX (n - 1, 1)));
  bench_append_quantiles (json, "late", errors);
}

static gboolean
parse_args (Bench *self, int argc, char **argv)
{
  guint64 port;

  if (argc < 4 || !g_ascii_string_to_unsigned (argv[2], 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  self->mode = argv[1];
  self->port = (guint16) port;
  self->path = argv[3];
  if (g_str_equal (self->mode, "file"))
    return argc == 4;
  return (g_str_equal (self->mode, "flat") || g_str_equal (self->mode, "repeat")) && argc == 5
         && g_ascii_string_to_unsigned (argv[3], 10, 1, G_MAXUINT32, &self->count, NULL)
         && g_ascii_string_to_unsigned (argv[4], 10, 1, G_MAXUINT32, &self->size, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (SockeyeApplication) application = NULL;
  g_autoptr (GString) json = g_string_new ("{");
  GtkWindow *window;
  Bench self = { 0 };

  if (!parse_args (&self, argc, argv))
    fail ("see the comment at the top of tests/bench/bench-send.c");
  application = sockeye_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL)
      || sockeye_application_get_settings (application) == NULL)
    fail ("the program could not be started");
  g_application_activate (G_APPLICATION (application));
  window = gtk_application_get_active_window (GTK_APPLICATION (application));
  self.workspace = g_object_ref (
      sockeye_session_page_get_workspace (sockeye_window_get_page (SOCKEYE_WINDOW (window))));
  self.meter = bench_meter_new (GTK_WIDGET (window), TRUE);
  wait_until_painted (GTK_WIDGET (window));
  open_session (&self);
  while (!self.done)
    g_main_context_iteration (NULL, TRUE);

  g_string_append_printf (json,
                          "\"elapsed_us\": %" G_GINT64_FORMAT ", \"messages\": %" G_GUINT64_FORMAT
                          ", \"bytes\": %" G_GUINT64_FORMAT,
                          self.elapsed, self.progress.messages, self.progress.bytes);
  bench_meter_append_json (self.meter, json);
  if (g_str_equal (self.mode, "repeat"))
    append_gaps (&self, json);
  g_print ("%s}\n", json->str);
  return 0;
}
