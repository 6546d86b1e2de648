/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-text.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PAYLOAD_BAR (sockeye_payload_bar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyePayloadBar, sockeye_payload_bar, SOCKEYE, PAYLOAD_BAR, GtkWidget)

/*
 * How the text of the send box becomes bytes, and which ones.
 * Signals: "changed": of the workspace's plan; "message" (const char *): why the text stayed as it was
 */
void sockeye_payload_bar_set_workspace (SockeyePayloadBar *self, SockeyeWorkspace *workspace);
void sockeye_payload_bar_set_editor (SockeyePayloadBar *self, SockeyeSendText *editor);
void sockeye_payload_bar_set_store (SockeyePayloadBar *self, GSettings *store);
const SockeyeSendPlan *sockeye_payload_bar_get_plan (SockeyePayloadBar *self);
void sockeye_payload_bar_set_reading (SockeyePayloadBar *self, const SockeyeSendPlan *plan);

G_END_DECLS
