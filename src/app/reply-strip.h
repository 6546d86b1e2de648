/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "responder.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPLY_STRIP (sockeye_reply_strip_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReplyStrip, sockeye_reply_strip, SOCKEYE, REPLY_STRIP, GtkWidget)

/* Tells that auto-reply is on, and what it does; hidden otherwise. */
void sockeye_reply_strip_set_responder (SockeyeReplyStrip *self, SockeyeResponder *responder);

G_END_DECLS
