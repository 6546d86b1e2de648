/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection-item.h"
#include "session.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SEND_TARGET (sockeye_send_target_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSendTarget, sockeye_send_target, SOCKEYE, SEND_TARGET, GObject)

/**
 * SockeyeTargetSource:
 * @SOCKEYE_TARGET_SOURCE_NONE: the kind says all
 * @SOCKEYE_TARGET_SOURCE_NETWORK: the fields for the remote host and port
 * @SOCKEYE_TARGET_SOURCE_SEEN: the target's own label, a far end that was heard of
 * @SOCKEYE_TARGET_SOURCE_TYPED: what is typed beside the drop-down
 *
 * Where the address of a %SOCKEYE_TARGET_ADDRESS comes from.
 */
typedef enum
{
  SOCKEYE_TARGET_SOURCE_NONE,
  SOCKEYE_TARGET_SOURCE_NETWORK,
  SOCKEYE_TARGET_SOURCE_SEEN,
  SOCKEYE_TARGET_SOURCE_TYPED,
} SockeyeTargetSource;

/* Whom the send box can send to: an item of its drop-down. Properties: "label" (string) */
SockeyeSendTarget *sockeye_send_target_new (SockeyeTargetKind kind, guint32 peer, const char *label);
SockeyeSendTarget *sockeye_send_target_new_for_address (SockeyeTargetSource source, const char *label);
SockeyeTargetSource sockeye_send_target_get_source (SockeyeSendTarget *self);
const char *sockeye_send_target_get_label (SockeyeSendTarget *self);
SockeyeTargetKind sockeye_send_target_get_kind (SockeyeSendTarget *self);
guint32 sockeye_send_target_get_peer (SockeyeSendTarget *self);
void sockeye_send_target_set_label (SockeyeSendTarget *self, const char *label);

SockeyeSendTarget *sockeye_send_target_peek (GListStore *list, guint i);
void sockeye_send_target_list (GListStore *list, GPtrArray *targets);

G_END_DECLS
