/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rule.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A row of the table of rules: it stays the same while its rule is changed. Belongs to the UI thread.
 * Signals: "changed": there is another rule
 */
#define SOCKEYE_TYPE_REPLY_ITEM (sockeye_reply_item_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReplyItem, sockeye_reply_item, SOCKEYE, REPLY_ITEM, GObject)

SockeyeReplyItem *sockeye_reply_item_new (SockeyeReplyRule *rule);
SockeyeReplyRule *sockeye_reply_item_get_rule (SockeyeReplyItem *self);
void sockeye_reply_item_set_fields (SockeyeReplyItem *self, const SockeyeReplyFields *fields);
void sockeye_reply_item_set_enabled (SockeyeReplyItem *self, gboolean enabled);

G_END_DECLS
