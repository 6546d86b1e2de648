/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "framer.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FRAMING_PANEL (sockeye_framing_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFramingPanel, sockeye_framing_panel, SOCKEYE, FRAMING_PANEL, GtkWidget)

/*
 * How messages are found in streams. Kept in the settings.
 *
 * Signals: "changed" (): another rule holds; wrong fields are marked, and the rule of before holds
 */
void sockeye_framing_panel_set_store (SockeyeFramingPanel *self, GSettings *settings);
const SockeyeFraming *sockeye_framing_panel_get_framing (SockeyeFramingPanel *self);
char *sockeye_framing_panel_describe (SockeyeFramingPanel *self);

G_END_DECLS
