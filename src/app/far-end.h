/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* The other end of a connection, where it is a session of this program as well. */
SockeyeCapture *sockeye_far_end_find (SockeyeCapture *capture, guint32 id, guint32 *far_id);

G_END_DECLS
