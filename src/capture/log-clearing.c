/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-clearing.h"

enum
{
  PROP_0,
  PROP_PENDING,
  N_PROPS
};

struct _SockeyeLogClearing
{
  GObject parent_instance;

  SockeyeLogModel *log;
  guint64 before; /* where the log began before it was cleared */
  guint timer;    /* 0: nothing can be undone */
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SockeyeLogClearing, sockeye_log_clearing, G_TYPE_OBJECT)

static void
sockeye_log_clearing_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PENDING)
    g_value_set_boolean (value, sockeye_log_clearing_is_pending (SOCKEYE_LOG_CLEARING (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sockeye_log_clearing_finalize (GObject *object)
{
  SockeyeLogClearing *self = SOCKEYE_LOG_CLEARING (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->log);
  G_OBJECT_CLASS (sockeye_log_clearing_parent_class)->finalize (object);
}

static void
sockeye_log_clearing_class_init (SockeyeLogClearingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_log_clearing_get_property;
  object_class->finalize = sockeye_log_clearing_finalize;
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_log_clearing_init (SockeyeLogClearing *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_log_clearing_new:
 * @log: the log to be cleared
 *
 * Returns: (transfer full): what clears it
 */
SockeyeLogClearing *
sockeye_log_clearing_new (SockeyeLogModel *log)
{
  SockeyeLogClearing *self = g_object_new (SOCKEYE_TYPE_LOG_CLEARING, NULL);

  self->log = g_object_ref (log);
  return self;
}

/**
 * sockeye_log_clearing_is_pending:
 * @self: what clears a log
 *
 * Returns: whether sockeye_log_clearing_undo() brings records back
 */
gboolean
sockeye_log_clearing_is_pending (SockeyeLogClearing *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_CLEARING (self), FALSE);

  return self->timer != 0;
}

/* What was hidden stays in the capture. */
static void
stop_waiting (SockeyeLogClearing *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

/**
 * sockeye_log_clearing_finish:
 * @self: what clears a log
 *
 * Gives up what was cleared, and its memory and disk space, without waiting any longer.
 */
void
sockeye_log_clearing_finish (SockeyeLogClearing *self)
{
  g_return_if_fail (SOCKEYE_IS_LOG_CLEARING (self));

  if (self->timer == 0)
    return;
  sockeye_capture_discard_before (sockeye_log_model_get_capture (self->log),
                                  sockeye_log_model_get_start (self->log));
  stop_waiting (self);
}

static gboolean
on_time_is_over (gpointer data)
{
  sockeye_log_clearing_finish (data);
  return G_SOURCE_REMOVE;
}

/**
 * sockeye_log_clearing_clear:
 * @self: what clears a log
 *
 * Hides all records that there are. What was cleared before is given up now, the rest after
 * %SOCKEYE_LOG_CLEARING_SECONDS. The capture's counters go on.
 */
void
sockeye_log_clearing_clear (SockeyeLogClearing *self)
{
  SockeyeCapture *capture;
  guint64 end;

  g_return_if_fail (SOCKEYE_IS_LOG_CLEARING (self));

  sockeye_log_clearing_finish (self);
  capture = sockeye_log_model_get_capture (self->log);
  end = sockeye_capture_get_n_records (capture);
  self->before = MAX (sockeye_log_model_get_start (self->log), sockeye_capture_get_first (capture));
  if (self->before == end)
    return;
  sockeye_log_model_set_start (self->log, end);
  self->timer = g_timeout_add_seconds (SOCKEYE_LOG_CLEARING_SECONDS, on_time_is_over, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

/**
 * sockeye_log_clearing_undo:
 * @self: what clears a log
 *
 * Shows again what was cleared last, if that is not given up yet.
 *
 * Returns: whether it was
 */
gboolean
sockeye_log_clearing_undo (SockeyeLogClearing *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_CLEARING (self), FALSE);

  if (self->timer == 0)
    return FALSE;
  sockeye_log_model_set_start (self->log, self->before);
  stop_waiting (self);
  return TRUE;
}
