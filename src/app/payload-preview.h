/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-text.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PAYLOAD_PREVIEW (sockeye_payload_preview_get_type ())
G_DECLARE_FINAL_TYPE (SockeyePayloadPreview, sockeye_payload_preview, SOCKEYE, PAYLOAD_PREVIEW, GtkWidget)

/*
 * A line that tells which bytes the text of the send box would be, and how many; or what is wrong with it.
 */
void sockeye_payload_preview_set_workspace (SockeyePayloadPreview *self, SockeyeWorkspace *workspace);
void sockeye_payload_preview_set_editor (SockeyePayloadPreview *self, SockeyeSendText *editor);

G_END_DECLS
