/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chunk-store.h"

G_BEGIN_DECLS

SockeyeChunkStore *_sockeye_capture_get_store (SockeyeCapture *self);

G_END_DECLS
