/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-run-private.h"

#include "sentences.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (SockeyeLabRun, sockeye_lab_run, G_TYPE_OBJECT)

static SockeyeLabStep *
get_step (SockeyeLabRun *self)
{
  return self->step < self->lab->steps->len ? self->lab->steps->pdata[self->step] : NULL;
}

/* --- States */

static void
census_on_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *c G_GNUC_UNUSED)
{
  sockeye_tcp_census_take (data);
  g_task_return_boolean (task, TRUE);
}

static void
on_census (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyeLabRun *self = SOCKEYE_LAB_RUN (source);

  self->asking = FALSE;
  self->has_census = self->asked_step == self->step;
  self->census = *(SockeyeTcpCensus *) g_task_get_task_data (G_TASK (result));
}

/* What the next turns look at. */
static void
ask_kernel (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  const SockeyeLabSession *session = self->lab->sessions->pdata[check->session];
  /* NULL: it could be read when the file was. */
  g_autoptr (SockeyeLaunch) launch = sockeye_lab_session_make_launch (session, self->ports, NULL);
  g_autoptr (GTask) task = NULL;
  SockeyeTcpCensus *question;

  if (self->asking || launch == NULL)
    return;
  question = g_new0 (SockeyeTcpCensus, 1);
  question->clients = sockeye_protocol_is_client (launch->protocol);
  question->port = question->clients ? launch->remote_port : launch->local_port;
  self->asking = TRUE;
  self->asked_step = self->step;
  task = g_task_new (self, NULL, on_census, NULL);
  g_task_set_task_data (task, question, g_free);
  g_task_run_in_thread (task, census_on_thread);
}

static gboolean
look_at_states (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  SockeyeLabFinding *finding = &self->look.finding;

  if (self->has_census)
    {
      finding->found = self->census.sockets[check->state];
      finding->error_number = self->census.error_number;
    }
  ask_kernel (self, check);
  return self->has_census && finding->found >= check->times;
}

/* --- What is so now */

static gboolean
look_at_encoding (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  self->look.finding.charset = sockeye_workspace_get_charset (self->workspaces[check->session]);
  return self->look.finding.charset == check->charset;
}

static gboolean
look_at_framing (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  SockeyeLogModel *log = sockeye_workspace_get_log (self->workspaces[check->session]);

  return sockeye_log_model_get_framing (log) != NULL;
}

static gboolean
look (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  gboolean done;

  switch (check->kind)
    {
    case SOCKEYE_LAB_CHECK_RECEIVED:
    case SOCKEYE_LAB_CHECK_SENT:
    case SOCKEYE_LAB_CHECK_REPLIED:
    case SOCKEYE_LAB_CHECK_EVENT:
      return sockeye_lab_look_go_on (self, check);
    case SOCKEYE_LAB_CHECK_MERGED:
      return sockeye_lab_look_for_merged (self, check);
    case SOCKEYE_LAB_CHECK_STATE:
      done = look_at_states (self, check);
      break;
    case SOCKEYE_LAB_CHECK_ENCODING:
      done = look_at_encoding (self, check);
      break;
    case SOCKEYE_LAB_CHECK_FRAMING:
      done = look_at_framing (self, check);
      break;
    case SOCKEYE_LAB_CHECK_NONE:
    default:
      return TRUE;
    }
  if (done)
    {
      self->begin = g_get_real_time ();
      self->begin_session = G_MAXUINT;
    }
  return done;
}

/* --- Which sessions are open */

static gboolean
is_closed (SockeyeLabRun *self, guint session)
{
  SockeyeSession *known = sockeye_workspace_get_session (self->workspaces[session]);

  return sockeye_session_get_state (known) == SOCKEYE_SESSION_CLOSED;
}

static void
note_opened (SockeyeLabRun *self)
{
  for (guint i = 0; i < self->lab->sessions->len; i++)
    if (self->workspaces[i] != NULL && !is_closed (self, i))
      self->opened |= 1u << i;
}

static void
sockeye_lab_run_dispose (GObject *object)
{
  SockeyeLabRun *self = SOCKEYE_LAB_RUN (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->workspaces); i++)
    g_clear_object (&self->workspaces[i]);
  sockeye_lab_look_clear (&self->look);
  g_clear_pointer (&self->lab, sockeye_lab_unref);

  G_OBJECT_CLASS (sockeye_lab_run_parent_class)->dispose (object);
}

static void
sockeye_lab_run_class_init (SockeyeLabRunClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_lab_run_dispose;
}

static void
sockeye_lab_run_init (SockeyeLabRun *self)
{
  self->begin_session = G_MAXUINT;
}

/**
 * sockeye_lab_run_new:
 * @lab: what is done
 * @workspaces: its sessions, in its order
 * @ports: (array fixed-size=4): what $PORT1 and so on stand for
 *
 * Returns: (transfer full): a run of the lab of which nothing was done yet
 */
SockeyeLabRun *
sockeye_lab_run_new (SockeyeLab *lab, SockeyeWorkspace *const *workspaces, const guint16 *ports)
{
  SockeyeLabRun *self = g_object_new (SOCKEYE_TYPE_LAB_RUN, NULL);

  self->lab = sockeye_lab_ref (lab);
  for (guint i = 0; i < lab->sessions->len; i++)
    {
      self->workspaces[i] = g_object_ref (workspaces[i]);
      g_signal_connect_object (sockeye_workspace_get_session (workspaces[i]), "notify::state",
                               G_CALLBACK (note_opened), self, G_CONNECT_SWAPPED);
    }
  for (guint i = 0; i < SOCKEYE_LAB_PORTS; i++)
    self->ports[i] = ports[i];
  note_opened (self);
  sockeye_lab_look_begin (self);
  return self;
}

/**
 * sockeye_lab_run_get_lab:
 * @self: a run
 *
 * Returns: (transfer none): what is done
 */
SockeyeLab *
sockeye_lab_run_get_lab (SockeyeLabRun *self)
{
  return self->lab;
}

/**
 * sockeye_lab_run_get_ports:
 * @self: a run
 *
 * Returns: (transfer none) (array fixed-size=4): what $PORT1 and so on stand for
 */
const guint16 *
sockeye_lab_run_get_ports (SockeyeLabRun *self)
{
  return self->ports;
}

/**
 * sockeye_lab_run_get_step:
 * @self: a run
 *
 * Returns: how many steps were done, one after the other: the number of the next one, from 0
 */
guint
sockeye_lab_run_get_step (SockeyeLabRun *self)
{
  return self->step;
}

/**
 * sockeye_lab_run_get_duration:
 * @self: a run
 * @step: one of its steps
 *
 * Returns: the microseconds from the first to the last of what it asks for; 0: it was not done, or asks for one thing only
 */
gint64
sockeye_lab_run_get_duration (SockeyeLabRun *self, guint step)
{
  return self->durations[step];
}

/* --- What is missing */

static char *
get_name (SockeyeLabRun *self, guint session)
{
  const SockeyeLabSession *known = self->lab->sessions->pdata[session];
  g_autofree char *name = sockeye_lab_get_text (known->texts, "Name", self->ports);

  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (self->lab->words->pdata[session]);
}

static char *
describe_closed (SockeyeProtocol protocol, const char *name)
{
  if (sockeye_protocol_is_server (protocol))
    /* Translators: %s is the name of a session, such as "Server"; Listen and Start again are buttons */
    return g_strdup_printf (_ ("“%s” is closed: press Listen there, or Start again here."), name);
  if (sockeye_protocol_is_client (protocol))
    /* Translators: %s is the name of a session, such as "Client"; Connect and Start again are buttons */
    return g_strdup_printf (_ ("“%s” is closed: press Connect there, or Start again here."), name);
  /* Translators: %s is the name of a session, such as "First end"; Bind and Start again are buttons */
  return g_strdup_printf (_ ("“%s” is closed: press Bind there, or Start again here."), name);
}

/* NULL: nothing that the step needs was closed. */
static char *
explain_closed (SockeyeLabRun *self, const SockeyeLabStep *step)
{
  for (guint i = 0; i < self->lab->sessions->len; i++)
    if ((step->needs & self->opened & 1u << i) != 0 && is_closed (self, i))
      {
        SockeyeSession *session = sockeye_workspace_get_session (self->workspaces[i]);
        g_autofree char *name = get_name (self, i);

        return describe_closed (sockeye_session_get_protocol (session), name);
      }
  return NULL;
}

/**
 * sockeye_lab_run_explain:
 * @self: a run
 *
 * Returns: (transfer full): what is missing of the next step, in sentences for the user; empty when all are done
 */
char *
sockeye_lab_run_explain (SockeyeLabRun *self)
{
  SockeyeLabStep *step = get_step (self);
  SockeyeLabFinding finding = self->look.finding;
  SockeyeSession *session;
  g_autofree char *name = NULL;
  g_autofree char *missing = NULL;
  g_autofree char *hint = NULL;

  if (step == NULL)
    return g_strdup ("");
  name = get_name (self, step->check.session);
  session = sockeye_workspace_get_session (self->workspaces[step->check.session]);
  finding.datagrams = sockeye_protocol_is_datagram (sockeye_session_get_protocol (session));
  missing = sockeye_lab_check_explain (&step->check, &finding, name);
  /* What the hint asks for cannot be done without it. */
  hint = explain_closed (self, step);
  if (hint == NULL)
    hint = sockeye_lab_get_text (step->texts, "Hint", self->ports);
  if (*hint == '\0')
    return g_steal_pointer (&missing);
  return sockeye_sentences_join (missing, hint, NULL);
}

/**
 * sockeye_lab_run_update:
 * @self: a run
 *
 * Looks at what is new; to be called a few times a second. Takes a bounded time; what is left over is looked at next time.
 *
 * Returns: whether a step was done
 */
gboolean
sockeye_lab_run_update (SockeyeLabRun *self)
{
  guint before = self->step;
  SockeyeLabStep *step = get_step (self);

  while (step != NULL && look (self, &step->check))
    {
      self->step++;
      self->has_census = FALSE;
      step = get_step (self);
      if (step != NULL)
        sockeye_lab_look_begin (self);
    }
  return self->step != before;
}
