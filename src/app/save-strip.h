/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SAVE_STRIP (sockeye_save_strip_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSaveStrip, sockeye_save_strip, SOCKEYE, SAVE_STRIP, GtkWidget)

/*
 * Saves what arrives to a file, and tells while it does so; hidden otherwise.
 *
 * Properties: "running" (boolean, read-only)
 * Signals: "failed" (GError *): it has ended; "saved" (string): it was stopped, and a sentence says what the file has
 */
void sockeye_save_strip_ask (SockeyeSaveStrip *self, SockeyeLogModel *log);
void sockeye_save_strip_set_rotation (SockeyeSaveStrip *self, guint64 size, guint n_kept);
void sockeye_save_strip_start (SockeyeSaveStrip *self, SockeyeLogModel *log, GFile *file);
void sockeye_save_strip_stop (SockeyeSaveStrip *self);
gboolean sockeye_save_strip_is_running (SockeyeSaveStrip *self);
/* There may be new records: to be called after sockeye_log_model_update(). */
void sockeye_save_strip_update (SockeyeSaveStrip *self);

G_END_DECLS
