/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include "errors.h"
#include "file-job.h"

#include <glib/gi18n-lib.h>

/* A file on its way. */
typedef struct
{
  SockeyePlayer *player;
  SockeyeOutlet *outlet;
  SockeyeJob *job;
  guint64 lost_before; /* bytes */
  gboolean ended;
  GError *error; /* (nullable): why the job could not go on */
} Sending;

static void
on_job_ended (Sending *self, SockeyeJob *job G_GNUC_UNUSED, const GError *error)
{
  self->ended = TRUE;
  if (error != NULL)
    self->error = g_error_copy (error);
}

/* What was handed over and given up, or waits, did not go out. */
static guint64
get_sent (Sending *self, const SockeyeJobProgress *progress)
{
  guint64 lost, missing;

  sockeye_outlet_get_lost (self->outlet, &lost);
  missing = lost - self->lost_before + sockeye_player_get_queued (self->player);
  return progress->bytes - MIN (missing, progress->bytes);
}

/* Returns NULL when all of it went out. */
static char *
describe_shortfall (Sending *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *sent = NULL;
  g_autofree char *all = NULL;
  SockeyeJobProgress progress;
  guint64 n;

  sockeye_job_get_progress (self->job, &progress);
  n = get_sent (self, &progress);
  if (self->error == NULL && n >= progress.total_bytes)
    return NULL;
  if (n == 0)
    /* Translators: the name of a file */
    return g_strdup_printf (_ ("Nothing of the file “%s” was sent."), name);

  sent = g_strdup_printf ("%'" G_GUINT64_FORMAT, n);
  all = g_strdup_printf ("%'" G_GUINT64_FORMAT, progress.total_bytes);
  /* Translators: the name of a file, and two numbers */
  return g_strdup_printf (_ ("The file “%s” was not sent to its end: %s of %s bytes were sent."), name, sent,
                          all);
}

/* Far ends that go away are told at the end, and how: what they sent before may be what is expected. */
static gboolean
is_fatal (const GError *error)
{
  return error != NULL && !g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN);
}

static void
run (Sending *self, SockeyeWorkspace *workspace)
{
  gulong handler = g_signal_connect_swapped (workspace, "job-ended", G_CALLBACK (on_job_ended), self);

  self->ended = !sockeye_workspace_start_job (workspace, self->job, &self->error);
  while (!self->ended && sockeye_player_turn (self->player, G_MAXINT64))
    continue;
  g_signal_handler_disconnect (workspace, handler);
  sockeye_workspace_stop_job (workspace);
}

/**
 * sockeye_player_send_file: (skip)
 * @path: the file
 *
 * Sends it, and returns when it is written, or the far ends have gone; then what is missing is told at the end.
 */
void
sockeye_player_send_file (SockeyePlayer *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SockeyeFileJob) job = NULL;
  g_autofree char *shortfall = NULL;
  Sending sending = { .player = self, .outlet = sockeye_session_get_outlet (self->session) };
  SockeyeTarget target;

  if (!sockeye_player_wait_for_target (self))
    return;
  sockeye_player_get_target (self, &target);
  job = sockeye_file_job_new (sockeye_workspace_get_mailer (self->workspace), sending.outlet, &target, file);
  sending.job = SOCKEYE_JOB (job);
  sockeye_outlet_get_lost (sending.outlet, &sending.lost_before);
  run (&sending, self->workspace);

  shortfall = describe_shortfall (&sending, path);
  if (is_fatal (sending.error))
    sockeye_player_fail_to_send (self, sending.error);
  else if (shortfall != NULL)
    sockeye_player_note_unsent (self, shortfall);
  g_clear_error (&sending.error);
}
