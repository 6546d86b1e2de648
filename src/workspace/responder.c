/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "responder.h"

#include "lock.h"
#include "responder-private.h"

#include <stdatomic.h>

struct _SockeyeResponder
{
  GObject parent_instance;

  /* Owned */
  SockeyeSession *session;
  SockeyeLogModel *log;
  SockeyeMailer *mailer;
  SockeyeReplyRules *rules;
  SockeyeReplyStore *store;
  SockeyeResponderCore *core; /* (nullable): while it is switched on */

  const SockeyeCharset *charset;
  gboolean stop_loops;
};

G_DEFINE_FINAL_TYPE (SockeyeResponder, sockeye_responder, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACTIVE,
  PROP_STOP_LOOPS,
  N_PROPS
};

enum
{
  NOTICE,
  COUNTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* --- What is shared with the thread */

void
sockeye_responder_orders_copy (SockeyeResponderOrders *to, const SockeyeResponderOrders *from)
{
  *to = *from;
  to->rules = from->rules != NULL ? g_ptr_array_ref (from->rules) : NULL;
  to->outlet = from->outlet != NULL ? sockeye_outlet_ref (from->outlet) : NULL;
}

void
sockeye_responder_orders_clear (SockeyeResponderOrders *orders)
{
  g_clear_pointer (&orders->rules, g_ptr_array_unref);
  g_clear_pointer (&orders->outlet, sockeye_outlet_unref);
}

SockeyeResponderCore *
sockeye_responder_core_ref (SockeyeResponderCore *core)
{
  return g_atomic_rc_box_acquire (core);
}

static void
clear_core (gpointer data)
{
  SockeyeResponderCore *core = data;

  sockeye_responder_orders_clear (&core->orders);
  g_queue_clear_full (&core->notices, g_free);
  sockeye_context_call_free (core->news);
  sockeye_context_call_free (core->counted);
  sockeye_mailer_unref (core->mailer);
  g_object_unref (core->capture);
  g_mutex_clear (&core->mutex);
}

void
sockeye_responder_core_unref (SockeyeResponderCore *core)
{
  g_atomic_rc_box_release_full (core, clear_core);
}

static SockeyeResponderCore *
make_core (SockeyeResponder *self)
{
  SockeyeResponderCore *core = g_atomic_rc_box_new0 (SockeyeResponderCore);

  g_mutex_init (&core->mutex);
  g_queue_init (&core->notices);
  core->capture = g_object_ref (sockeye_log_model_get_capture (self->log));
  core->mailer = sockeye_mailer_ref (self->mailer);
  core->start = sockeye_capture_get_n_records (core->capture);
  core->news = sockeye_context_call_new ();
  core->counted = sockeye_context_call_new ();
  return core;
}

/* --- */

static void
give_orders (SockeyeResponder *self)
{
  SockeyeResponderCore *core = self->core;
  const SockeyeFraming *framing = sockeye_log_model_get_framing (self->log);
  SockeyeOutlet *outlet = sockeye_session_get_outlet (self->session);
  SockeyeResponderOrders orders = { .rules = sockeye_reply_rules_list (self->rules),
                                    .charset = self->charset,
                                    .stop_loops = self->stop_loops,
                                    .outlet = outlet != NULL ? sockeye_outlet_ref (outlet) : NULL };
  SockeyeResponderOrders old;

  if (framing != NULL)
    orders.framing = *framing;
  sockeye_lock (&core->mutex);
  old = core->orders;
  core->orders = orders;
  core->version++;
  sockeye_unlock (&core->mutex);

  sockeye_responder_orders_clear (&old);
  sockeye_capture_wake (core->capture);
}

static void
on_orders_changed (SockeyeResponder *self)
{
  if (self->core != NULL)
    give_orders (self);
}

static void
set_answering (SockeyeResponder *self, gboolean answering)
{
  SockeyeOutlet *outlet = sockeye_session_get_outlet (self->session);

  if (outlet != NULL)
    sockeye_outlet_set_answering (outlet, answering);
}

static void
on_opening (SockeyeResponder *self)
{
  if (self->core == NULL)
    return;
  set_answering (self, TRUE);
  give_orders (self);
}

static gboolean
on_news (gpointer data)
{
  g_autoptr (SockeyeResponder) self = g_object_ref (SOCKEYE_RESPONDER (data));
  SockeyeResponderCore *core = self->core;
  GQueue notices;

  sockeye_lock (&core->mutex);
  notices = core->notices;
  g_queue_init (&core->notices);
  sockeye_unlock (&core->mutex);

  for (GList *l = notices.head; l != NULL; l = l->next)
    g_signal_emit (self, signals[NOTICE], 0, l->data);
  g_queue_clear_full (&notices, g_free);
  return G_SOURCE_REMOVE;
}

static gboolean
on_counted (gpointer data)
{
  g_signal_emit (data, signals[COUNTED], 0);
  return G_SOURCE_REMOVE;
}

static void
start (SockeyeResponder *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  self->core = make_core (self);
  sockeye_context_call_set (self->core->news, context, on_news, self, NULL);
  sockeye_context_call_set (self->core->counted, context, on_counted, self, NULL);
  set_answering (self, TRUE);
  give_orders (self);
  g_thread_unref (
      g_thread_new ("sockeye-reply", sockeye_responder_run, sockeye_responder_core_ref (self->core)));
}

/* The thread ends by itself: what it does at the moment may take a while. */
static void
stop (SockeyeResponder *self)
{
  SockeyeResponderCore *core = g_steal_pointer (&self->core);

  sockeye_lock (&core->mutex);
  core->stopped = TRUE;
  sockeye_unlock (&core->mutex);
  sockeye_context_call_set (core->news, NULL, NULL, NULL, NULL);
  sockeye_context_call_set (core->counted, NULL, NULL, NULL, NULL);
  sockeye_capture_wake (core->capture);
  set_answering (self, FALSE);
  sockeye_responder_core_unref (core);
}

static void
sockeye_responder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeResponder *self = SOCKEYE_RESPONDER (object);

  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->core != NULL);
      break;
    case PROP_STOP_LOOPS:
      g_value_set_boolean (value, self->stop_loops);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_responder_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeResponder *self = SOCKEYE_RESPONDER (object);

  switch (id)
    {
    case PROP_ACTIVE:
      sockeye_responder_set_active (self, g_value_get_boolean (value));
      break;
    case PROP_STOP_LOOPS:
      sockeye_responder_set_stop_loops (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_responder_dispose (GObject *object)
{
  SockeyeResponder *self = SOCKEYE_RESPONDER (object);

  if (self->core != NULL)
    stop (self);
  if (self->rules != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->rules, self);
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (self->log, self);
    }
  if (self->store != NULL)
    sockeye_reply_store_flush (self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->rules);
  g_clear_object (&self->session);
  g_clear_object (&self->log);
  g_clear_pointer (&self->mailer, sockeye_mailer_unref);

  G_OBJECT_CLASS (sockeye_responder_parent_class)->dispose (object);
}

static void
sockeye_responder_class_init (SockeyeResponderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_responder_get_property;
  object_class->set_property = sockeye_responder_set_property;
  object_class->dispose = sockeye_responder_dispose;

  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_STOP_LOOPS] = g_param_spec_boolean ("stop-loops", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeResponder::notice:
   * @message: whole sentences for the user
   *
   * Something was not answered, and why.
   */
  signals[NOTICE] = g_signal_new ("notice", SOCKEYE_TYPE_RESPONDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * SockeyeResponder::counted:
   *
   * A counter is another one, that of a rule or one of sockeye_responder_get_counts(). A few times a second at most.
   */
  signals[COUNTED] = g_signal_new ("counted", SOCKEYE_TYPE_RESPONDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
sockeye_responder_init (SockeyeResponder *self)
{
  self->stop_loops = TRUE;
}

/**
 * sockeye_responder_new:
 * @session: what is answered
 * @log: shows the session's capture; its framing rule finds the messages
 * @mailer: counts and makes payloads
 *
 * Returns: (transfer full): a responder that is switched off, without rules
 */
SockeyeResponder *
sockeye_responder_new (SockeyeSession *session, SockeyeLogModel *log, SockeyeMailer *mailer)
{
  SockeyeResponder *self = g_object_new (SOCKEYE_TYPE_RESPONDER, NULL);

  self->session = g_object_ref (session);
  self->log = g_object_ref (log);
  self->mailer = sockeye_mailer_ref (mailer);
  self->charset = sockeye_log_model_get_charset (log);
  self->rules = sockeye_reply_rules_new ();
  self->store = sockeye_reply_store_new (self->rules, NULL);
  g_signal_connect_swapped (self->rules, "changed", G_CALLBACK (on_orders_changed), self);
  g_signal_connect_swapped (session, "opening", G_CALLBACK (on_opening), self);
  g_signal_connect_swapped (log, "framing-changed", G_CALLBACK (on_orders_changed), self);
  return self;
}

/**
 * sockeye_responder_get_rules:
 *
 * Returns: (transfer none): the table of rules; what is changed holds at once
 */
SockeyeReplyRules *
sockeye_responder_get_rules (SockeyeResponder *self)
{
  return self->rules;
}

/**
 * sockeye_responder_get_store:
 *
 * Returns: (transfer none): what keeps the table, once it was told to load
 */
SockeyeReplyStore *
sockeye_responder_get_store (SockeyeResponder *self)
{
  return self->store;
}

/**
 * sockeye_responder_set_charset:
 * @charset: the encoding of messages and replies
 */
void
sockeye_responder_set_charset (SockeyeResponder *self, const SockeyeCharset *charset)
{
  self->charset = charset;
  on_orders_changed (self);
}

/**
 * sockeye_responder_is_active:
 *
 * Returns: whether it is switched on
 */
gboolean
sockeye_responder_is_active (SockeyeResponder *self)
{
  return self->core != NULL;
}

/**
 * sockeye_responder_set_active:
 * @active: whether what is received from now on is answered
 *
 * Once it is switched off, nothing is sent any more, also not what waits for its time.
 */
void
sockeye_responder_set_active (SockeyeResponder *self, gboolean active)
{
  if (active == sockeye_responder_is_active (self))
    return;

  if (active)
    start (self);
  else
    stop (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

/**
 * sockeye_responder_stops_loops:
 *
 * Returns: whether a conversation of two programs that answer each other without end is no longer answered
 */
gboolean
sockeye_responder_stops_loops (SockeyeResponder *self)
{
  return self->stop_loops;
}

/**
 * sockeye_responder_set_stop_loops:
 * @stop_loops: whether to stop them
 */
void
sockeye_responder_set_stop_loops (SockeyeResponder *self, gboolean stop_loops)
{
  if (stop_loops == self->stop_loops)
    return;
  self->stop_loops = stop_loops;
  on_orders_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STOP_LOOPS]);
}

/**
 * sockeye_responder_get_counts:
 * @counts: (out): what it did since it was switched on; zeros when it is off
 */
void
sockeye_responder_get_counts (SockeyeResponder *self, SockeyeReplyCounts *counts)
{
  *counts = (SockeyeReplyCounts){ 0 };
  if (self->core == NULL)
    return;
  counts->replies = atomic_load_explicit (&self->core->replies, memory_order_relaxed);
  counts->unanswered = atomic_load_explicit (&self->core->unanswered, memory_order_relaxed);
  counts->stopped = atomic_load_explicit (&self->core->loops, memory_order_relaxed);
}
