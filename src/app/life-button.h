/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The button that opens how connections live. It is there for protocols that have connections.
 * Signals: "changed": something was set
 */
#define SOCKEYE_TYPE_LIFE_BUTTON (sockeye_life_button_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLifeButton, sockeye_life_button, SOCKEYE, LIFE_BUTTON, GtkWidget)

void sockeye_life_button_set_store (SockeyeLifeButton *self, GSettings *store);
void sockeye_life_button_set_protocol (SockeyeLifeButton *self, SockeyeProtocol protocol);
gboolean sockeye_life_button_is_short (SockeyeLifeButton *self);
void sockeye_life_button_get_settings (SockeyeLifeButton *self, SockeyeSettings *settings);
void sockeye_life_button_fold (SockeyeLifeButton *self);
void sockeye_life_button_set_locked (SockeyeLifeButton *self, gboolean locked);

G_END_DECLS
