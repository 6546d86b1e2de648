/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "job-text.h"

#include <glib/gi18n-lib.h>

/* The desktop tells of work that took long and ended while nobody looked at the tab. */

/* Nobody goes away for less: microseconds. */
#define LONG_WORK_US (3 * G_USEC_PER_SEC)

/* Of its kind there is one at a time: a newer one takes its place. */
static char *
make_notification_id (SockeyeSessionPage *self, SockeyeWork work)
{
  return g_strdup_printf ("session-%" G_GUINT64_FORMAT "-%u", self->id, work);
}

/* A window that stands before this one, such as the preferences, hides nothing. */
static gboolean
is_seen (SockeyeSessionPage *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; gtk_widget_get_mapped (GTK_WIDGET (self)) && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) active = g_list_model_get_item (windows, i);
      GtkWindow *window = gtk_window_is_active (active) ? active : NULL;

      while (window != NULL && window != sockeye_session_page_get_window (self))
        window = gtk_window_get_transient_for (window);
      if (window != NULL)
        return TRUE;
    }
  return FALSE;
}

static char *
make_headline (SockeyeSessionPage *self, SockeyeWork work, gboolean done)
{
  switch (work)
    {
    case SOCKEYE_WORK_SAVING:
      /* Translators: %s is the title of a tab */
      return done ? g_strdup_printf (_ ("Saving from “%s” is done"), self->label)
                  /* Translators: %s is the title of a tab */
                  : g_strdup_printf (_ ("Saving from “%s” failed"), self->label);
    case SOCKEYE_WORK_OPENING:
      /* Translators: %s is the title of a tab: the name of a file */
      return done ? g_strdup_printf (_ ("“%s” is open"), self->label)
                  /* Translators: %s is the title of the tab in which the user asked for a file */
                  : g_strdup_printf (_ ("Opening a capture from “%s” failed"), self->label);
    case SOCKEYE_WORK_SENDING:
      /* Translators: %s is the title of a tab */
      return done ? g_strdup_printf (_ ("Sending from “%s” is done"), self->label)
                  /* Translators: %s is the title of a tab */
                  : g_strdup_printf (_ ("Sending from “%s” failed"), self->label);
    case SOCKEYE_WORK_FINDING:
      /* Translators: %s is the title of a tab */
      return g_strdup_printf (_ ("Searching in “%s” is done"), self->label);
    case SOCKEYE_WORK_RECOVERING:
      /* Translators: %s is the title of a tab, such as “TCP server 0.0.0.0:8080 (recovered)” */
      return done ? g_strdup_printf (_ ("“%s” is open"), self->label)
                  : g_strdup (_ ("Recovering a capture failed"));
    case SOCKEYE_WORK_CONNECTING:
    case SOCKEYE_N_WORKS:
    default:
      /* Translators: %s is the title of a tab, such as “TCP client 127.0.0.1:80” */
      return done ? g_strdup_printf (_ ("“%s” is connected"), self->label)
                  /* Translators: %s is the title of a tab, such as “TCP client 127.0.0.1:80” */
                  : g_strdup_printf (_ ("“%s” could not connect"), self->label);
    }
}

static void
on_looked (SockeyeSessionPage *self)
{
  if (self->told_works != 0 && is_seen (self))
    sockeye_session_page_withdraw (self);
}

/* Until somebody looks. The page may be in another window by then, which shows it. */
static void
watch_window (SockeyeSessionPage *self)
{
  GtkWindow *window = sockeye_session_page_get_window (self);

  if (self->told_works == 0 && window != NULL)
    g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_looked), self, G_CONNECT_SWAPPED);
}

static void
tell (SockeyeSessionPage *self, SockeyeWork work, gboolean done, const char *message)
{
  g_autofree char *id = make_notification_id (self, work);
  g_autofree char *headline = make_headline (self, work, done);
  g_autoptr (GNotification) notification = g_notification_new (headline);

  if (message != NULL)
    g_notification_set_body (notification, message);
  g_notification_set_default_action_and_target (notification, "app.show-session", "t", self->id);
  watch_window (self);
  self->told_works |= 1u << work;
  g_application_send_notification (g_application_get_default (), id, notification);
}

/* --- What sends and what connects */

static void
on_job_changed (SockeyeSessionPage *self)
{
  if (sockeye_workspace_get_job (self->workspace) != NULL)
    sockeye_session_page_begin_work (self, SOCKEYE_WORK_SENDING);
}

static void
on_job_ended (SockeyeSessionPage *self, SockeyeJob *job, const GError *error)
{
  SockeyeJobProgress progress;
  g_autofree char *text = NULL;

  sockeye_job_get_progress (job, &progress);
  text = sockeye_job_text_summarize (&progress);
  sockeye_session_page_end_work (self, SOCKEYE_WORK_SENDING, text, error);
}

/* The failure of an opening is told after its state. */
static void
on_state_changed (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSessionState state = sockeye_session_get_state (session);

  if (!sockeye_protocol_is_client (sockeye_session_get_protocol (session)))
    return;
  if (state == SOCKEYE_SESSION_OPENING)
    sockeye_session_page_begin_work (self, SOCKEYE_WORK_CONNECTING);
  else if (state == SOCKEYE_SESSION_OPEN)
    sockeye_session_page_end_work (self, SOCKEYE_WORK_CONNECTING, NULL, NULL);
}

static void
on_failed (SockeyeSessionPage *self, const GError *error)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);

  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED)
    sockeye_session_page_end_work (self, SOCKEYE_WORK_CONNECTING, NULL, error);
}

/* Saving while receiving goes on until it is stopped: whatever ends it otherwise is news. */
static void
on_live_saving_changed (SockeyeSessionPage *self, GParamSpec *pspec G_GNUC_UNUSED, SockeyeSaveStrip *strip)
{
  if (sockeye_save_strip_is_running (strip))
    self->saving_live = g_get_monotonic_time ();
}

static void
on_live_saving_failed (SockeyeSessionPage *self, const GError *error)
{
  gint64 other = self->began[SOCKEYE_WORK_SAVING];

  self->began[SOCKEYE_WORK_SAVING] = self->saving_live;
  sockeye_session_page_end_work (self, SOCKEYE_WORK_SAVING, NULL, error);
  self->began[SOCKEYE_WORK_SAVING] = other;
}

/* Whoever closes the bar, or looks for something else, does not wait any more. */
static void
on_searching_changed (SockeyeSessionPage *self, SockeyeDataLog *log)
{
  SockeyeFindBar *bar = sockeye_data_log_get_find_bar (log);
  const char *result = sockeye_find_bar_get_result (bar);

  if (sockeye_find_bar_is_searching (bar))
    sockeye_session_page_begin_work (self, SOCKEYE_WORK_FINDING);
  else if (result != NULL)
    sockeye_session_page_end_work (self, SOCKEYE_WORK_FINDING, result, NULL);
  else
    self->began[SOCKEYE_WORK_FINDING] = 0;
}

/* --- Private */

/* Private: the user has begun something that may take long. */
void
sockeye_session_page_begin_work (SockeyeSessionPage *self, SockeyeWork work)
{
  self->began[work] = g_get_monotonic_time ();
}

/* Private: it has ended. @message: (nullable): what came of it, if there is no @error; nothing is told of what the user
 * cancelled */
void
sockeye_session_page_end_work (SockeyeSessionPage *self,
                               SockeyeWork work,
                               const char *message,
                               const GError *error)
{
  gint64 began = self->began[work];

  self->began[work] = 0;
  if (began == 0 || g_get_monotonic_time () - began < LONG_WORK_US || is_seen (self)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || !g_settings_get_boolean (self->settings, "notify-long-work"))
    return;

  tell (self, work, error == NULL, error != NULL ? error->message : message);
}

/* Private: of what it told, the user knows. */
void
sockeye_session_page_withdraw (SockeyeSessionPage *self)
{
  GtkWindow *window = sockeye_session_page_get_window (self);

  for (guint work = 0; work < SOCKEYE_N_WORKS; work++)
    if ((self->told_works & 1u << work) != 0)
      {
        g_autofree char *id = make_notification_id (self, (SockeyeWork) work);

        g_application_withdraw_notification (g_application_get_default (), id);
      }
  self->told_works = 0;
  if (window != NULL)
    g_signal_handlers_disconnect_by_func (window, on_looked, self);
}

/* Private: once. */
void
sockeye_session_page_set_up_notifying (SockeyeSessionPage *self)
{
  static guint64 last_id;
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSaveStrip *strip = sockeye_data_log_get_save_strip (self->data_log);

  self->id = ++last_id;
  g_signal_connect (self, "map", G_CALLBACK (on_looked), NULL);
  g_signal_connect_object (self->workspace, "notify::job", G_CALLBACK (on_job_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "job-ended", G_CALLBACK (on_job_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (strip, "notify::running", G_CALLBACK (on_live_saving_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (strip, "failed", G_CALLBACK (on_live_saving_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->data_log, "searching-changed", G_CALLBACK (on_searching_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sockeye_session_page_get_id:
 * @self: a page
 *
 * Returns: what no other page of this run of the program has; never 0
 */
guint64
sockeye_session_page_get_id (SockeyeSessionPage *self)
{
  return self->id;
}
