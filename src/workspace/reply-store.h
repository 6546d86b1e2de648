/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rules.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPLY_STORE (sockeye_reply_store_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReplyStore, sockeye_reply_store, SOCKEYE, REPLY_STORE, GObject)

/*
 * Keeps a table of rules in a file: reads it once, and writes it after every change, on threads. Belongs to the UI
 * thread. A table that was changed is written before the program ends. A table that came from elsewhere is not kept.
 * Properties: "loaded" (boolean)
 * Signals: "failed" (const GError *error): it could not be read or written; sentences for the user
 */
SockeyeReplyStore *sockeye_reply_store_new (SockeyeReplyRules *rules, const char *path);
void sockeye_reply_store_load (SockeyeReplyStore *self);
gboolean sockeye_reply_store_is_loaded (SockeyeReplyStore *self);
void sockeye_reply_store_detach (SockeyeReplyStore *self);
gboolean sockeye_reply_store_is_detached (SockeyeReplyStore *self);
void sockeye_reply_store_take_over (SockeyeReplyStore *self, GPtrArray *rules);
void sockeye_reply_store_flush (SockeyeReplyStore *self);
gboolean sockeye_reply_store_is_saved (SockeyeReplyStore *self);

G_END_DECLS
