/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session-page.h"

G_BEGIN_DECLS

/* The other end of a connection, where it is a session of this program as well. */
SockeyeWorkspace *sockeye_far_end_find_workspace (SockeyeCapture *capture, guint32 id, guint32 *far_id);
SockeyeCapture *sockeye_far_end_find (SockeyeCapture *capture, guint32 id, guint32 *far_id);
SockeyeSessionPage *sockeye_far_end_find_page (SockeyeWorkspace *workspace);

G_END_DECLS
