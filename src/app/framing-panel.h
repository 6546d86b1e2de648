/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FRAMING_PANEL (sockeye_framing_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFramingPanel, sockeye_framing_panel, SOCKEYE, FRAMING_PANEL, GtkWidget)

/*
 * How messages are found in streams. Kept in the settings: sockeye_framing_store_load() tells what holds.
 *
 * Signals: "changed" (): another rule holds; wrong fields are marked, and the rule of before holds
 */
GtkWidget *sockeye_framing_panel_new (GSettings *settings);

G_END_DECLS
