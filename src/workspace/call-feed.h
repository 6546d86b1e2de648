/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-builder.h"
#include "workspace.h"

G_BEGIN_DECLS

/* Connections to choose from, the newest ones, among as many that are looked at. */
#define SOCKEYE_CALL_CHOICES_MAX       50u
#define SOCKEYE_CALL_CHOICES_LOOKED_AT 2000u

/**
 * SockeyeCallFeed:
 *
 * Makes ladders of what a session does, and of what the other one of a pair does; follows them both. Belongs to the UI
 * thread.
 */
typedef struct _SockeyeCallFeed SockeyeCallFeed;

SockeyeCallFeed *sockeye_call_feed_new (SockeyeWorkspace *own, SockeyeWorkspace *twin, gboolean document);
void sockeye_call_feed_join (SockeyeCallFeed *self, SockeyeWorkspace *twin);
gboolean sockeye_call_feed_is_joined (SockeyeCallFeed *self);
void sockeye_call_feed_free (SockeyeCallFeed *self);

SockeyeWorkspace *sockeye_call_feed_get_workspace (SockeyeCallFeed *self, guint tape);
gboolean sockeye_call_feed_is_whole (SockeyeCallFeed *self);
GArray *sockeye_call_feed_list_peers (SockeyeCallFeed *self);
guint32 sockeye_call_feed_get_default (SockeyeCallFeed *self);
guint32 sockeye_call_feed_get_chosen (SockeyeCallFeed *self);
void sockeye_call_feed_choose (SockeyeCallFeed *self, guint32 peer);
gboolean sockeye_call_feed_read (SockeyeCallFeed *self);
gboolean sockeye_call_feed_is_behind (SockeyeCallFeed *self);
void sockeye_call_feed_watch (SockeyeCallFeed *self);
SockeyeCallLadder *sockeye_call_feed_build (SockeyeCallFeed *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeCallFeed, sockeye_call_feed_free)

G_END_DECLS
