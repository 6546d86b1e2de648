/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session-page.h"

G_BEGIN_DECLS

/*
 * What a class sees on the wall: nothing but the log of a session, or of two that talk to each other, in large type, all
 * records or one after the other. The window that the sessions are in stays as it is.
 */
#define SOCKEYE_TYPE_PROJECTOR_WINDOW (sockeye_projector_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeProjectorWindow, sockeye_projector_window, SOCKEYE, PROJECTOR_WINDOW, GtkWindow)

GtkWindow *sockeye_projector_window_new (SockeyeSessionPage *first, SockeyeSessionPage *second);

G_END_DECLS
