/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile-keys.h"

G_BEGIN_DECLS

/*
 * The settings of one session: those of the program as they were when it began, and from then on its own. What is
 * changed becomes the program's as well, so that the next session begins with it; only preferences come back.
 */
GSettings *sockeye_session_store_new (GSettings *program, GVariant *kept);
void sockeye_session_store_set_apart (GSettings *store, GSettings *program);
GVariant *sockeye_session_store_keep (GSettings *store);
GVariant *sockeye_session_store_complete (GSettings *program, GVariant *kept);
gboolean sockeye_session_store_is_own_key (const char *key);
SockeyeProfileKeys *sockeye_session_store_list_keys (GSettings *store);
GVariant *sockeye_session_store_list_values (GSettings *store);

G_END_DECLS
