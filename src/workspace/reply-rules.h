/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-item.h"

G_BEGIN_DECLS

/* Every message is compared with every rule. */
#define SOCKEYE_REPLY_RULES_MAX 100

#define SOCKEYE_TYPE_REPLY_RULES (sockeye_reply_rules_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReplyRules, sockeye_reply_rules, SOCKEYE, REPLY_RULES, GObject)

/*
 * The table of rules, in the order in which they are looked at. Implements GListModel of SockeyeReplyItem. Belongs to
 * the UI thread.
 * Signals: "changed": of a rule, or of the order
 */
SockeyeReplyRules *sockeye_reply_rules_new (void);

GPtrArray *sockeye_reply_rules_list (SockeyeReplyRules *self);
guint sockeye_reply_rules_count_enabled (SockeyeReplyRules *self);
gboolean sockeye_reply_rules_insert (SockeyeReplyRules *self, guint position, SockeyeReplyRule *rule);
void sockeye_reply_rules_append_all (SockeyeReplyRules *self, GPtrArray *rules);
void sockeye_reply_rules_remove (SockeyeReplyRules *self, guint position);
void sockeye_reply_rules_move (SockeyeReplyRules *self, guint position, guint to);
void sockeye_reply_rules_reset_counts (SockeyeReplyRules *self);

G_END_DECLS
