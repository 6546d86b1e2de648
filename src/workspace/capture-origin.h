/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "protocol.h"

G_BEGIN_DECLS

/**
 * SockeyeCaptureOrigin:
 * @protocol: of the last session that was recorded
 * @local: what it was bound to, or listened on; not set: nothing was chosen, or it is not known
 * @remote: where it connected or sent to; not set: nowhere, or it is not known
 *
 * What a capture tells of the session that made it: no file says it in so many words.
 */
typedef struct
{
  SockeyeProtocol protocol;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
} SockeyeCaptureOrigin;

gboolean sockeye_capture_origin_read (SockeyeCapture *capture, SockeyeCaptureOrigin *origin);

G_END_DECLS
