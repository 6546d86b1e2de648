/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-ladder.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_PICTURE_SVG,
  SOCKEYE_PICTURE_PNG,
} SockeyePictureFormat;

void sockeye_call_picture_save_async (SockeyeCallLadder *ladder,
                                      SockeyePictureFormat format,
                                      GFile *file,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
gboolean sockeye_call_picture_save_finish (GAsyncResult *result, guint *n_left_out, GError **error);

G_END_DECLS
