/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-target.h"
#include "state-watcher.h"

G_BEGIN_DECLS

/* The connections whose states can be looked at, those that are being made, and the listener, as items of a drop-down. */
void
sockeye_state_choices_add (GPtrArray *choices, SockeyeWorkspace *workspace, SockeyeStateWatcher *watcher);
gint64 sockeye_state_choice_get_time (SockeyeSendTarget *choice,
                                      SockeyeWorkspace *workspace,
                                      SockeyeStateWatcher *watcher);
gboolean sockeye_state_choice_is_shown (SockeyeSendTarget *choice, const SockeyeStateView *view);
void sockeye_state_choice_watch (SockeyeSendTarget *choice, SockeyeStateWatcher *watcher);

G_END_DECLS
