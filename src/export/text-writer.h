/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-frames.h"
#include "text-export.h"

G_BEGIN_DECLS

/*
 * Writes records to a stream in the form that #SockeyeTextExport tells, one after the other. Waits for the disk; belongs
 * to one thread.
 */
typedef struct _SockeyeTextWriter SockeyeTextWriter;

SockeyeTextWriter *sockeye_text_writer_new (SockeyeCapture *capture,
                                            const SockeyeTextExport *what,
                                            SockeyeLogFrames *frames,
                                            GOutputStream *stream);
void sockeye_text_writer_free (SockeyeTextWriter *self);
gboolean sockeye_text_writer_is_settled (SockeyeTextWriter *self, guint64 number);
gboolean sockeye_text_writer_write (SockeyeTextWriter *self,
                                    guint64 number,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean sockeye_text_writer_flush (SockeyeTextWriter *self, GCancellable *cancellable, GError **error);
void sockeye_text_writer_set_stream (SockeyeTextWriter *self, GOutputStream *stream);
guint64 sockeye_text_writer_get_length (SockeyeTextWriter *self);
guint64 sockeye_text_writer_get_records (SockeyeTextWriter *self);
guint64 sockeye_text_writer_get_bytes (SockeyeTextWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeTextWriter, sockeye_text_writer_free)

G_END_DECLS
