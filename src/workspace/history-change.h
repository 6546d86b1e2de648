/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-item.h"

G_BEGIN_DECLS

/* What a history keeps: entries, and bytes of their texts. The oldest ones go. */
#define SOCKEYE_HISTORY_ENTRIES_MAX 500u
#define SOCKEYE_HISTORY_BYTES_MAX   (1u << 20)

typedef enum
{
  SOCKEYE_HISTORY_SENT,    /* once more, now: to the top */
  SOCKEYE_HISTORY_KEPT,    /* it shall be there, at the place of its time */
  SOCKEYE_HISTORY_REMOVED, /* it shall not be there */
  SOCKEYE_HISTORY_CLEARED, /* nothing shall be there */
} SockeyeHistoryChangeKind;

/*
 * Something that was done to a history. The same change can be made to the history of this program and to the one in the
 * file, where another program may have left its own entries: so neither loses anything, and what was removed does not
 * come back. Does not change; any thread.
 */
typedef struct _SockeyeHistoryChange SockeyeHistoryChange;

SockeyeHistoryChange *sockeye_history_change_new (SockeyeHistoryChangeKind kind, SockeyeHistoryItem *item);
void sockeye_history_change_free (SockeyeHistoryChange *self);
void sockeye_history_change_apply (SockeyeHistoryChange *self, GPtrArray *entries);

guint sockeye_history_entries_find (GPtrArray *entries, SockeyeHistoryItem *item);
guint sockeye_history_entries_count_fitting (GPtrArray *entries);

G_END_DECLS
