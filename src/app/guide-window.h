/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_GUIDE_WINDOW (sockeye_guide_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeGuideWindow, sockeye_guide_window, SOCKEYE, GUIDE_WINDOW, GtkWindow)

/* The user's guide: its contents at the side, a chapter, and what is looked for. There is one for the program. */
SockeyeGuideWindow *sockeye_guide_window_present (GtkApplication *application, const char *chapter);
const char *sockeye_guide_window_get_chapter (SockeyeGuideWindow *self);

G_END_DECLS
