/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-plan.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* A longer text is known by its beginning and its size only; both in bytes of UTF-8. */
#define SOCKEYE_HISTORY_TEXT_MAX      (64u << 10)
#define SOCKEYE_HISTORY_BEGINNING_MAX 1024u

#define SOCKEYE_TYPE_HISTORY_ITEM (sockeye_history_item_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHistoryItem, sockeye_history_item, SOCKEYE, HISTORY_ITEM, GObject)

/*
 * What was typed and sent, with all that is needed to send the same again. It never changes; for any thread, but for
 * sockeye_history_item_matches().
 */
SockeyeHistoryItem *sockeye_history_item_new (const char *text,
                                              const SockeyeSendPlan *plan,
                                              const SockeyeCharset *charset,
                                              gint64 time);
SockeyeHistoryItem *sockeye_history_item_new_beginning (const char *beginning,
                                                        guint64 size,
                                                        const SockeyeSendPlan *plan,
                                                        const SockeyeCharset *charset,
                                                        gint64 time);
SockeyeHistoryItem *sockeye_history_item_new_later (SockeyeHistoryItem *item, gint64 time, guint times);

const char *sockeye_history_item_get_text (SockeyeHistoryItem *self);
guint64 sockeye_history_item_get_size (SockeyeHistoryItem *self);
gboolean sockeye_history_item_is_whole (SockeyeHistoryItem *self);
const SockeyeSendPlan *sockeye_history_item_get_plan (SockeyeHistoryItem *self);
const SockeyeCharset *sockeye_history_item_get_charset (SockeyeHistoryItem *self);
gint64 sockeye_history_item_get_time (SockeyeHistoryItem *self);
guint sockeye_history_item_get_times (SockeyeHistoryItem *self);

guint sockeye_history_item_hash (SockeyeHistoryItem *self);
gboolean sockeye_history_item_equal (SockeyeHistoryItem *a, SockeyeHistoryItem *b);
char *sockeye_history_item_make_line (SockeyeHistoryItem *self);
gboolean sockeye_history_item_matches (SockeyeHistoryItem *self, const char *folded);
char *sockeye_history_fold (const char *text);

G_END_DECLS
