/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-target.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* What the drop-down of the send box offers, of SockeyeSendTarget. */
GListModel *sockeye_send_targets_new (SockeyeProtocol protocol, GListModel *connections);
guint sockeye_send_targets_find (GListModel *targets, SockeyeTargetKind kind, guint32 peer);

G_END_DECLS
