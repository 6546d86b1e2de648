/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-job.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPEAT_PANEL (sockeye_repeat_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRepeatPanel, sockeye_repeat_panel, SOCKEYE, REPEAT_PANEL, GtkWidget)

/* Whether Send sends again and again, how fast, and how often. */
void sockeye_repeat_panel_set_labels (SockeyeRepeatPanel *self, GtkSizeGroup *labels);
void sockeye_repeat_panel_set_store (SockeyeRepeatPanel *self, GSettings *store);
gboolean sockeye_repeat_panel_get_active (SockeyeRepeatPanel *self);
void sockeye_repeat_panel_add_message (SockeyeRepeatPanel *self,
                                       SockeyeSendJob *job,
                                       SockeyePayloadTemplate *message);

G_END_DECLS
