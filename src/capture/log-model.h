/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-copy.h"
#include "log-line.h"
#include "log-row.h"
#include "scan.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LOG_MODEL (sockeye_log_model_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogModel, sockeye_log_model, SOCKEYE, LOG_MODEL, GObject)

/*
 * Rows of a capture. Belongs to one thread (the UI's). Implements GListModel of SockeyeLogRow; rows exist only
 * while held. A GListModel cannot count beyond G_MAXUINT, rows here can: get_n_rows() is the truth.
 *
 * A row never changes by itself, but for three kinds, so a view reads its visible rows again in every frame with news:
 * - the last row of a stream's newest record, when its last bytes are the beginning of a character: they show as
 *   \xNN until the next record of that peer and direction comes, and then as a character there;
 * - the last row of an unfinished frame, see sockeye_log_model_set_framing();
 * - a row whose result is SOCKEYE_READ_LATER: it has been asked for; read again at the next frame, news or not.
 *
 * Signals: "framing-changed" ()
 */
SockeyeLogModel *sockeye_log_model_new (SockeyeCapture *capture);

SockeyeCapture *sockeye_log_model_get_capture (SockeyeLogModel *self);
const SockeyeCharset *sockeye_log_model_get_charset (SockeyeLogModel *self);
void sockeye_log_model_set_charset (SockeyeLogModel *self, const SockeyeCharset *charset);
SockeyeLogForm sockeye_log_model_get_form (SockeyeLogModel *self);
void sockeye_log_model_set_form (SockeyeLogModel *self, SockeyeLogForm form);
SockeyeLogTime sockeye_log_model_get_time (SockeyeLogModel *self);
void sockeye_log_model_set_time (SockeyeLogModel *self, SockeyeLogTime time);
SockeyeScan *sockeye_log_model_get_filter (SockeyeLogModel *self);
void sockeye_log_model_set_filter (SockeyeLogModel *self, SockeyeScan *filter);
const SockeyeFraming *sockeye_log_model_get_framing (SockeyeLogModel *self);
void sockeye_log_model_set_framing (SockeyeLogModel *self, const SockeyeFraming *framing);
SockeyeLogFrames *sockeye_log_model_get_frames (SockeyeLogModel *self);
gint64 sockeye_log_model_get_origin (SockeyeLogModel *self);
gboolean sockeye_log_model_set_origin (SockeyeLogModel *self, gint64 origin);

guint64 sockeye_log_model_get_start (SockeyeLogModel *self);
void sockeye_log_model_set_start (SockeyeLogModel *self, guint64 number);

gboolean sockeye_log_model_update (SockeyeLogModel *self);
gboolean sockeye_log_model_is_counting (SockeyeLogModel *self);
guint64 sockeye_log_model_get_first (SockeyeLogModel *self);
guint64 sockeye_log_model_get_end (SockeyeLogModel *self);
guint64 sockeye_log_model_get_n_records (SockeyeLogModel *self);
guint64 sockeye_log_model_get_n_records_from (SockeyeLogModel *self, guint64 number);
guint64 sockeye_log_model_get_n_rows (SockeyeLogModel *self);
gboolean sockeye_log_model_get_line (SockeyeLogModel *self, guint64 row, SockeyeLogLine *line);
SockeyeReadResult sockeye_log_model_read_bytes (SockeyeLogModel *self,
                                                const SockeyeLogLine *line,
                                                guint32 start,
                                                guint8 *bytes,
                                                gsize length);
gboolean
sockeye_log_model_find_row (SockeyeLogModel *self, guint64 number, guint row_in_record, guint64 *row);
gboolean
sockeye_log_model_find_position (SockeyeLogModel *self, const SockeyeLogPosition *position, guint64 *row);
gboolean sockeye_log_model_find_row_at (SockeyeLogModel *self,
                                        const SockeyeLogPosition *position,
                                        guint row_in_message,
                                        guint64 *row);
gboolean sockeye_log_model_find_record (SockeyeLogModel *self, guint64 ordinal, SockeyeLogPosition *position);
gboolean sockeye_log_model_get_message_numbers (SockeyeLogModel *self, guint64 *first, guint64 *last);
gboolean sockeye_log_model_find_message (SockeyeLogModel *self,
                                         guint64 ordinal,
                                         SockeyeLogPosition *from,
                                         SockeyeLogPosition *to);
gboolean sockeye_log_model_find_time (SockeyeLogModel *self, gint64 time, SockeyeLogPosition *position);
void sockeye_log_model_normalize (SockeyeLogModel *self, SockeyeLogPosition *from, SockeyeLogPosition *to);
guint64 sockeye_log_model_get_generation (SockeyeLogModel *self);

/*
 * Copies what is between two positions (from inclusive, to exclusive), as it is shown now. The plain function waits
 * for the disk; the other one works on a thread and is what a window should use for more than a few rows.
 */
char *sockeye_log_model_copy (SockeyeLogModel *self,
                              const SockeyeLogPosition *from,
                              const SockeyeLogPosition *to,
                              SockeyeLogCopy how,
                              gsize limit,
                              GError **error);
void sockeye_log_model_copy_async (SockeyeLogModel *self,
                                   const SockeyeLogPosition *from,
                                   const SockeyeLogPosition *to,
                                   SockeyeLogCopy how,
                                   gsize limit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
char *sockeye_log_model_copy_finish (SockeyeLogModel *self, GAsyncResult *result, GError **error);

G_END_DECLS
