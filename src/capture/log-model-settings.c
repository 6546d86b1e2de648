/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-model-private.h"

#include <string.h>

/**
 * sockeye_log_model_get_capture:
 * Returns: (transfer none): the capture that is shown
 */
SockeyeCapture *
sockeye_log_model_get_capture (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), NULL);

  return self->capture;
}

/**
 * sockeye_log_model_get_charset:
 * Returns: (transfer none): the encoding of text
 */
const SockeyeCharset *
sockeye_log_model_get_charset (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), NULL);

  return self->settings.charset;
}

/**
 * sockeye_log_model_set_charset:
 * @self: a model
 * @charset: the encoding of all records, also of those that are there already
 *
 * All rows change. With UTF-16 in text form the rows are counted anew and appear as they are counted, see
 * sockeye_log_model_is_counting().
 */
void
sockeye_log_model_set_charset (SockeyeLogModel *self, const SockeyeCharset *charset)
{
  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));
  g_return_if_fail (charset != NULL);

  if (self->settings.charset == charset)
    return;

  self->settings.charset = charset;
  sockeye_log_model_apply_settings (self);
}

/**
 * sockeye_log_model_get_form:
 * Returns: what rows show
 */
SockeyeLogForm
sockeye_log_model_get_form (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), SOCKEYE_LOG_FORM_TEXT);

  return self->settings.form;
}

/**
 * sockeye_log_model_set_form:
 * @self: a model
 * @form: what rows show: text, hex or both
 *
 * All rows change.
 */
void
sockeye_log_model_set_form (SockeyeLogModel *self, SockeyeLogForm form)
{
  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));

  if (self->settings.form == form)
    return;

  self->settings.form = form;
  sockeye_log_model_apply_settings (self);
}

/**
 * sockeye_log_model_get_time:
 * Returns: how times are written
 */
SockeyeLogTime
sockeye_log_model_get_time (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), SOCKEYE_LOG_TIME_ABSOLUTE);

  return self->settings.time;
}

/**
 * sockeye_log_model_set_time:
 * @self: a model
 * @time: how times are written, those of all records
 *
 * All rows change.
 */
void
sockeye_log_model_set_time (SockeyeLogModel *self, SockeyeLogTime time)
{
  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));

  if (self->settings.time == time)
    return;

  self->settings.time = time;
  sockeye_log_model_apply_settings (self);
}

/**
 * sockeye_log_model_get_filter:
 * Returns: (transfer none) (nullable): what names the visible records; %NULL: all are
 */
SockeyeScan *
sockeye_log_model_get_filter (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), NULL);

  return self->filter;
}

/**
 * sockeye_log_model_set_filter:
 * @self: a model
 * @filter: (nullable): names the records to show, of the same capture and from the first visible record on; %NULL: all
 *
 * All rows change. They appear as the filter finds them, see sockeye_log_model_is_counting(). The model wakes the
 * filter when there are new records.
 */
void
sockeye_log_model_set_filter (SockeyeLogModel *self, SockeyeScan *filter)
{
  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));
  g_return_if_fail (filter == NULL || SOCKEYE_IS_SCAN (filter));

  if (g_set_object (&self->filter, filter))
    sockeye_log_model_apply_settings (self);
}

/**
 * sockeye_log_model_get_framing:
 * Returns: (transfer none) (nullable): the rule that messages are found with in streams; %NULL: as received
 */
const SockeyeFraming *
sockeye_log_model_get_framing (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), NULL);

  return self->framing.kind != SOCKEYE_FRAMING_AS_RECEIVED ? &self->framing : NULL;
}

/**
 * sockeye_log_model_set_framing:
 * @self: a model
 * @framing: (nullable): how messages are found in streams, those of the past as well; copied; %NULL: as received
 *
 * All rows change. Each frame of a connection and direction is a message of the log then, at the place and with the
 * time of its first byte; datagrams and events stay as they are. A frame whose end has not come is there as well, and
 * grows where it is. The frames are found by a thread, see sockeye_log_model_is_counting(). A filter decides about
 * frames instead of records: about their length, the time of their first byte, and whether they contain the pattern.
 */
void
sockeye_log_model_set_framing (SockeyeLogModel *self, const SockeyeFraming *framing)
{
  SockeyeFraming rule = { .kind = SOCKEYE_FRAMING_AS_RECEIVED };

  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));
  g_return_if_fail (framing == NULL || sockeye_framing_check (framing, NULL));

  if (framing != NULL && framing->kind != SOCKEYE_FRAMING_AS_RECEIVED)
    rule = *framing;
  if (memcmp (&rule, &self->framing, sizeof rule) == 0)
    return;

  self->framing = rule;
  sockeye_log_model_apply_settings (self);
  g_signal_emit_by_name (self, "framing-changed");
}

/**
 * sockeye_log_model_get_frames:
 *
 * Returns: (transfer none) (nullable): the messages as they are found now, for readers in other threads, which must
 *   hold a reference; %NULL: records are the messages
 */
SockeyeLogFrames *
sockeye_log_model_get_frames (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), NULL);

  return self->rows.frames;
}

/**
 * sockeye_log_model_get_origin:
 *
 * Returns: the time that %SOCKEYE_LOG_TIME_SINCE_START counts from, that of the first record the model saw;
 *   microseconds since the Epoch, 0 as long as there was none
 */
gint64
sockeye_log_model_get_origin (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return self->settings.origin;
}

/**
 * sockeye_log_model_set_origin:
 * @self: a model
 * @origin: the time that %SOCKEYE_LOG_TIME_SINCE_START counts from, whatever comes first; microseconds since the Epoch
 *
 * Makes the times of two logs comparable.
 *
 * Returns: whether rows look different now
 */
gboolean
sockeye_log_model_set_origin (SockeyeLogModel *self, gint64 origin)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), FALSE);
  g_return_val_if_fail (origin > 0, FALSE);

  if (self->has_origin && self->settings.origin == origin)
    return FALSE;

  self->has_origin = TRUE;
  self->settings.origin = origin;
  if (self->settings.time != SOCKEYE_LOG_TIME_SINCE_START)
    sockeye_log_reader_set_settings (self->reader, &self->settings);
  else
    sockeye_log_model_apply_settings (self);
  return self->settings.time == SOCKEYE_LOG_TIME_SINCE_START;
}

/**
 * sockeye_log_model_get_start:
 * Returns: the first record that may be visible, see sockeye_log_model_set_start()
 */
guint64
sockeye_log_model_get_start (SockeyeLogModel *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), 0);

  return self->start;
}

/**
 * sockeye_log_model_set_start:
 * @self: a model
 * @number: the first record to be visible, as when the user cleared the log; 0: all that is kept
 *
 * What came before stays in the capture, and in its counters.
 */
void
sockeye_log_model_set_start (SockeyeLogModel *self, guint64 number)
{
  gboolean back;

  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));

  back = number < self->start;
  self->start = number;
  if (back)
    sockeye_log_model_apply_settings (self);
  else
    sockeye_log_model_update (self);
}
