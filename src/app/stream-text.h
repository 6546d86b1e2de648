/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stream-lens.h"

G_BEGIN_DECLS

/* What a lens sees, in words. */
char *sockeye_stream_text_describe_finding (const SockeyeStreamFinding *finding);
char *sockeye_stream_text_summarize (SockeyeStreamLens *lens);
char *sockeye_stream_text_explain (SockeyeStreamLens *lens);
char *sockeye_stream_text_describe_byte (SockeyeStreamLens *lens, guint64 at);

G_END_DECLS
