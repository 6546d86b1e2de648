/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "attempt-list.h"
#include "state-view.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_STATE_WATCHER (sockeye_state_watcher_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStateWatcher, sockeye_state_watcher, SOCKEYE, STATE_WATCHER, GObject)

/*
 * Watches the TCP states of one connection of a workspace, or of one that is being made, while somebody looks. Belongs to the
 * UI thread; asks in a thread. Signals: "sampled": the kernel has answered; the view may be new
 */
SockeyeStateWatcher *sockeye_state_watcher_new (SockeyeWorkspace *workspace);

const SockeyeStateView *sockeye_state_watcher_get_view (SockeyeStateWatcher *self);
const SockeyeAttemptList *sockeye_state_watcher_get_attempts (SockeyeStateWatcher *self);
gint64 sockeye_state_watcher_get_listening (SockeyeStateWatcher *self);
gboolean sockeye_state_watcher_goes_on (SockeyeStateWatcher *self);
void sockeye_state_watcher_choose (SockeyeStateWatcher *self, guint32 peer);
void sockeye_state_watcher_choose_attempt (SockeyeStateWatcher *self, guint32 number);
void sockeye_state_watcher_choose_nothing (SockeyeStateWatcher *self);
void sockeye_state_watcher_set_active (SockeyeStateWatcher *self, gboolean active);

G_END_DECLS
