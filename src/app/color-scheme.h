/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COLOR_SCHEME (sockeye_color_scheme_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeColorScheme, sockeye_color_scheme, SOCKEYE, COLOR_SCHEME, GObject)

/* Makes the program light or dark, as the user prefers here or in the system's settings; lives as long as it. */
SockeyeColorScheme *sockeye_color_scheme_new (GSettings *settings);

G_END_DECLS
