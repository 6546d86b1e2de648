/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connection-item.h"

G_BEGIN_DECLS

/* Nobody chooses among more. */
#define SOCKEYE_SENDERS_MAX 64

#define SOCKEYE_TYPE_SENDER_LIST (sockeye_sender_list_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSenderList, sockeye_sender_list, SOCKEYE, SENDER_LIST, GObject)

/* Who has sent datagrams, a GListModel of SockeyeConnectionItem in the order in which they were first heard of: the newest
 * ones only. */
SockeyeSenderList *sockeye_sender_list_new (SockeyeCapture *capture);
void sockeye_sender_list_refresh (SockeyeSenderList *self);

G_END_DECLS
