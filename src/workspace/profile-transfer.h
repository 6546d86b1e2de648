/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile-text.h"

G_BEGIN_DECLS

/* Profiles to and from files, on a thread. */
void sockeye_profile_load_async (GFile *file,
                                 const SockeyeProfileKeys *keys,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
SockeyeProfile *sockeye_profile_load_finish (GAsyncResult *result, gboolean *is_capture, GError **error);

void sockeye_profile_save_async (SockeyeProfile *profile,
                                 const SockeyeProfileKeys *keys,
                                 GFile *file,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean sockeye_profile_save_finish (GAsyncResult *result, char **etag, GError **error);

G_END_DECLS
