/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* The fields of a tab that shows a capture: those of the session that made it. */
GVariant *sockeye_document_settings_new (SockeyeCapture *capture);

G_END_DECLS
