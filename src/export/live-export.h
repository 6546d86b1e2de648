/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "text-export.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_LIVE_EXPORT (sockeye_live_export_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLiveExport, sockeye_live_export, SOCKEYE, LIVE_EXPORT, GObject)

/*
 * Appends records to a text file while they arrive, on a thread of its own, until it is stopped or fails. The form is
 * that of #SockeyeTextExport. All functions: from the thread that made it.
 */
SockeyeLiveExport *
sockeye_live_export_new (SockeyeCapture *capture, const SockeyeTextExport *what, GFile *file);
void sockeye_live_export_set_rotation (SockeyeLiveExport *self, guint64 size, guint n_kept);
GFile *sockeye_live_export_get_file (SockeyeLiveExport *self);

void sockeye_live_export_run_async (SockeyeLiveExport *self, GAsyncReadyCallback callback, gpointer data);
gboolean sockeye_live_export_run_finish (SockeyeLiveExport *self, GAsyncResult *result, GError **error);
void sockeye_live_export_wake (SockeyeLiveExport *self);
void sockeye_live_export_stop (SockeyeLiveExport *self);

guint64 sockeye_live_export_get_records (SockeyeLiveExport *self);
guint64 sockeye_live_export_get_bytes (SockeyeLiveExport *self);
guint64 sockeye_live_export_get_lost (SockeyeLiveExport *self);

G_END_DECLS
