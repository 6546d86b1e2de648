/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "state-watcher.h"

G_BEGIN_DECLS

/* What is known of a connection's states, in words. */
char *sockeye_state_text_describe (const SockeyeStateEnd *end);
const char *sockeye_state_text_describe_source (const SockeyeStateEnd *end);
const char *sockeye_state_text_describe_step (const SockeyeStateStep *step);
char *sockeye_state_text_format_time (const SockeyeStateStep *step);
char *sockeye_state_text_explain (const SockeyeStateView *view);
char *sockeye_state_text_summarize (const SockeyeStateView *view);

G_END_DECLS
