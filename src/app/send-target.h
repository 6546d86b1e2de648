/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection-item.h"
#include "session.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SEND_TARGET (sockeye_send_target_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSendTarget, sockeye_send_target, SOCKEYE, SEND_TARGET, GObject)

/* Whom the send box can send to: an item of its drop-down. Properties: "label" (string) */
SockeyeSendTarget *sockeye_send_target_new (SockeyeTargetKind kind, guint32 peer, const char *label);
SockeyeTargetKind sockeye_send_target_get_kind (SockeyeSendTarget *self);
guint32 sockeye_send_target_get_peer (SockeyeSendTarget *self);
void sockeye_send_target_set_label (SockeyeSendTarget *self, const char *label);

G_END_DECLS
