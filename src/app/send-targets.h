/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-target.h"
#include "workspace.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* What the drop-down of the send box offers, of SockeyeSendTarget. */
GListModel *sockeye_send_targets_new (SockeyeProtocol protocol, SockeyeWorkspace *workspace);
guint sockeye_send_targets_find (GListModel *targets, SockeyeSendTarget *wanted);
guint sockeye_send_targets_find_peer (GListModel *targets, guint32 peer);

G_END_DECLS
