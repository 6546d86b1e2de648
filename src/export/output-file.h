/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that appears, or takes the place of the one before, in one step when all is written. For a thread. */
typedef struct _SockeyeOutputFile SockeyeOutputFile;

SockeyeOutputFile *sockeye_output_file_open (GFile *file, GCancellable *cancellable, GError **error);
void sockeye_output_file_free (SockeyeOutputFile *self);
GOutputStream *sockeye_output_file_get_stream (SockeyeOutputFile *self);
gboolean sockeye_output_file_close (SockeyeOutputFile *self, GCancellable *cancellable, GError **error);
void sockeye_output_file_abandon (SockeyeOutputFile *self);

G_END_DECLS
