/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-holder.h"

#include "errors.h"
#include "io-thread.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* On one machine a state is reached within some of these. */
#define TURN_MS    5
#define PATIENCE_S 5
/* What is held changes by itself once, at its end; and the time of TIME-WAIT is shown in seconds. */
#define LOOK_MS 250

/* What the I/O thread tells. */
typedef struct
{
  SockeyeHoldPhase phase;
  SockeyeHeldEnds ends;
  GError *error; /* owned; NULL: none */
} Report;

/* One holding. Belongs to the I/O thread, but for what is said otherwise. */
typedef struct
{
  gatomicrefcount count;
  const SockeyeStateRecipe *recipe;
  GMainContext *context; /* the holder's */
  GWeakRef holder;       /* read in its thread only */
  SockeyeHeldConnection *connection;
  GSource *timer;
  gint64 deadline;
  SockeyeHoldPhase phase;
} Work;

struct _SockeyeStateHolder
{
  GObject parent_instance;

  /* Owned */
  GMainContext *context;
  Work *work; /* (nullable): whose reports count */

  const SockeyeStateRecipe *recipe; /* static */
  Report report;
};

G_DEFINE_FINAL_TYPE (SockeyeStateHolder, sockeye_state_holder, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A report on its way to the holder's thread. */
typedef struct
{
  Work *work;
  Report report;
} Delivery;

static Work *
work_ref (Work *work)
{
  g_atomic_ref_count_inc (&work->count);
  return work;
}

static void
work_unref (gpointer data)
{
  Work *work = data;

  if (!g_atomic_ref_count_dec (&work->count))
    return;
  g_weak_ref_clear (&work->holder);
  g_main_context_unref (work->context);
  g_free (work);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  work_unref (delivery->work);
  g_clear_error (&delivery->report.error);
  g_free (delivery);
}

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;
  g_autoptr (SockeyeStateHolder) self = g_weak_ref_get (&delivery->work->holder);

  if (self == NULL || self->work != delivery->work)
    return G_SOURCE_REMOVE;
  g_clear_error (&self->report.error);
  self->report = delivery->report;
  delivery->report.error = NULL;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* @error: (transfer full) (nullable) */
static void
report (Work *work, SockeyeHoldPhase phase, GError *error)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  work->phase = phase;
  delivery->work = work_ref (work);
  delivery->report.phase = phase;
  delivery->report.ends = *sockeye_held_connection_get_ends (work->connection);
  delivery->report.error = error;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, delivery, delivery_free);
  g_source_attach (source, work->context);
}

static GError *
explain_failure (Work *work)
{
  SockeyeEvent event;

  sockeye_held_connection_get_failure (work->connection, &event);
  if (event.type == SOCKEYE_EVENT_ERROR)
    return sockeye_event_to_error (&event);
  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: %s is an error's symbol, such as EPERM */
      _ ("No state can be held, because the kernel does not tell about the sockets of this machine "
         "(sock_diag: %s). Start the program outside of its sandbox, or load the kernel’s module tcp_diag."),
      event.detail);
}

static GError *
explain_timeout (Work *work)
{
  const SockeyeHeldEnds *ends = sockeye_held_connection_get_ends (work->connection);

  return g_error_new (
      SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: %1$s, %3$s and %4$s are TCP states, %2$u is a number of seconds */
      _ ("%1$s was not reached within %2$u seconds: the client is in %3$s, the server in %4$s. Try again; if "
         "it "
         "stays so, a setting of this system, such as a firewall for 127.0.0.1, is in the way."),
      sockeye_tcp_state_get_name (work->recipe->state), (guint) PATIENCE_S,
      sockeye_tcp_state_get_name (ends->client.state), sockeye_tcp_state_get_name (ends->server.state));
}

static void
give_up (Work *work, GError *error)
{
  sockeye_io_thread_clear_timer (&work->timer);
  report (work, SOCKEYE_HOLD_FAILED, error);
  sockeye_held_connection_release (work->connection);
}

/* Reports what the user sees moving: the seconds of TIME-WAIT, and the figures. */
static gboolean
look (gpointer data)
{
  Work *work = data;
  const SockeyeHeldEnds *ends = sockeye_held_connection_get_ends (work->connection);
  const SockeyeHeldEnd *held = work->recipe->at_server ? &ends->server : &ends->client;

  sockeye_held_connection_look (work->connection);
  if (held->state == work->recipe->state)
    {
      report (work, SOCKEYE_HOLD_HELD, NULL);
      return G_SOURCE_CONTINUE;
    }
  sockeye_io_thread_clear_timer (&work->timer);
  report (work, SOCKEYE_HOLD_ENDED, NULL);
  sockeye_held_connection_release (work->connection);
  return G_SOURCE_REMOVE;
}

static gboolean
take_turn (gpointer data)
{
  Work *work = data;
  int result = sockeye_held_connection_advance (work->connection);

  if (result == EAGAIN && g_get_monotonic_time () < work->deadline)
    return G_SOURCE_CONTINUE;
  if (result != 0)
    {
      give_up (work, result == EAGAIN ? explain_timeout (work) : explain_failure (work));
      return G_SOURCE_REMOVE;
    }
  report (work, SOCKEYE_HOLD_HELD, NULL);
  sockeye_io_thread_set_timer (&work->timer, LOOK_MS, look, work);
  return G_SOURCE_REMOVE;
}

static gboolean
begin (gpointer data)
{
  Work *work = data;

  work->connection = sockeye_held_connection_new (work->recipe);
  work->deadline = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  sockeye_io_thread_set_timer (&work->timer, TURN_MS, take_turn, work);
  return G_SOURCE_REMOVE;
}

static gboolean
end (gpointer data)
{
  Work *work = data;

  if (work->connection == NULL)
    return G_SOURCE_REMOVE; /* it was asked for twice */
  sockeye_io_thread_clear_timer (&work->timer);
  sockeye_held_connection_release (work->connection);
  report (work, SOCKEYE_HOLD_RELEASED, NULL);
  g_clear_pointer (&work->connection, sockeye_held_connection_free);
  return G_SOURCE_REMOVE;
}

static void
end_work (SockeyeStateHolder *self)
{
  if (self->work != NULL)
    sockeye_io_thread_invoke (end, work_ref (self->work), work_unref);
}

static void
sockeye_state_holder_dispose (GObject *object)
{
  SockeyeStateHolder *self = SOCKEYE_STATE_HOLDER (object);

  end_work (self);
  g_clear_pointer (&self->work, work_unref);

  G_OBJECT_CLASS (sockeye_state_holder_parent_class)->dispose (object);
}

static void
sockeye_state_holder_finalize (GObject *object)
{
  SockeyeStateHolder *self = SOCKEYE_STATE_HOLDER (object);

  g_clear_error (&self->report.error);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (sockeye_state_holder_parent_class)->finalize (object);
}

static void
sockeye_state_holder_class_init (SockeyeStateHolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sockeye_state_holder_dispose;
  object_class->finalize = sockeye_state_holder_finalize;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_STATE_HOLDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
sockeye_state_holder_init (SockeyeStateHolder *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * sockeye_state_holder_new:
 *
 * Returns: (transfer full): a holder that holds nothing
 */
SockeyeStateHolder *
sockeye_state_holder_new (void)
{
  return g_object_new (SOCKEYE_TYPE_STATE_HOLDER, NULL);
}

/**
 * sockeye_state_holder_hold:
 * @self: a holder
 * @state: one of sockeye_state_recipe_list()
 *
 * Begins to bring a connection into a state; what was held before is let go. Does not wait: see "changed".
 */
void
sockeye_state_holder_hold (SockeyeStateHolder *self, SockeyeTcpState state)
{
  const SockeyeStateRecipe *recipe = sockeye_state_recipe_find (state);
  Work *work;

  g_return_if_fail (recipe != NULL);
  end_work (self);
  g_clear_pointer (&self->work, work_unref);

  work = g_new0 (Work, 1);
  g_atomic_ref_count_init (&work->count);
  work->recipe = recipe;
  work->context = g_main_context_ref (self->context);
  g_weak_ref_init (&work->holder, self);
  self->work = work;
  self->recipe = recipe;
  g_clear_error (&self->report.error);
  self->report = (Report){ .phase = SOCKEYE_HOLD_REACHING };
  sockeye_io_thread_invoke (begin, work_ref (work), work_unref);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * sockeye_state_holder_let_go:
 * @self: a holder
 *
 * Ends the connection that is held, so that nothing of it stays. Then the phase is %SOCKEYE_HOLD_RELEASED; should the held
 * end not be %SOCKEYE_TCP_CLOSED then, the system keeps it, for as long as its figures say.
 */
void
sockeye_state_holder_let_go (SockeyeStateHolder *self)
{
  if (self->report.phase == SOCKEYE_HOLD_REACHING || self->report.phase == SOCKEYE_HOLD_HELD)
    end_work (self);
}

/**
 * sockeye_state_holder_get_phase:
 *
 * Returns: how far it is
 */
SockeyeHoldPhase
sockeye_state_holder_get_phase (SockeyeStateHolder *self)
{
  return self->report.phase;
}

/**
 * sockeye_state_holder_get_recipe:
 *
 * Returns: (transfer none) (nullable): how it is held; %NULL: nothing was held yet
 */
const SockeyeStateRecipe *
sockeye_state_holder_get_recipe (SockeyeStateHolder *self)
{
  return self->recipe;
}

/**
 * sockeye_state_holder_get_held:
 *
 * Returns: (transfer none): the end whose state is held
 */
const SockeyeHeldEnd *
sockeye_state_holder_get_held (SockeyeStateHolder *self)
{
  return self->recipe != NULL && self->recipe->at_server ? &self->report.ends.server
                                                         : &self->report.ends.client;
}

/**
 * sockeye_state_holder_get_other:
 *
 * Returns: (transfer none): the end that it is connected to
 */
const SockeyeHeldEnd *
sockeye_state_holder_get_other (SockeyeStateHolder *self)
{
  return self->recipe != NULL && self->recipe->at_server ? &self->report.ends.client
                                                         : &self->report.ends.server;
}

/**
 * sockeye_state_holder_get_error:
 *
 * Returns: (transfer none) (nullable): why the state could not be reached
 */
const GError *
sockeye_state_holder_get_error (SockeyeStateHolder *self)
{
  return self->report.error;
}

/**
 * sockeye_state_holder_make_command:
 *
 * Returns: (transfer full) (nullable): a command for a shell that shows both ends and the listener (ss(8)); %NULL: nothing
 *   is held
 */
char *
sockeye_state_holder_make_command (SockeyeStateHolder *self)
{
  guint port = sockeye_endpoint_get_port (&self->report.ends.server.address);

  if (self->report.phase != SOCKEYE_HOLD_HELD)
    return NULL;
  return g_strdup_printf ("ss -tano '( sport = :%u or dport = :%u )'", port, port);
}
