/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-change.h"

#include <string.h>

struct _SockeyeHistoryChange
{
  SockeyeHistoryChangeKind kind;
  SockeyeHistoryItem *item; /* (nullable): of %SOCKEYE_HISTORY_SENT with the number of times that are new */
};

/**
 * sockeye_history_change_new:
 * @kind: what was done
 * @item: (nullable): with which entry; %NULL for %SOCKEYE_HISTORY_CLEARED. Of %SOCKEYE_HISTORY_SENT its times are added
 *   to those of the entry
 *
 * Returns: (transfer full): a change
 */
SockeyeHistoryChange *
sockeye_history_change_new (SockeyeHistoryChangeKind kind, SockeyeHistoryItem *item)
{
  SockeyeHistoryChange *self = g_new (SockeyeHistoryChange, 1);

  self->kind = kind;
  self->item = item != NULL ? g_object_ref (item) : NULL;
  return self;
}

/**
 * sockeye_history_change_free:
 * @self: (transfer full): a change
 *
 * Frees it.
 */
void
sockeye_history_change_free (SockeyeHistoryChange *self)
{
  g_clear_object (&self->item);
  g_free (self);
}

/* Takes the entry out, if it is there. */
static SockeyeHistoryItem *
steal (GPtrArray *entries, SockeyeHistoryItem *item)
{
  guint position = sockeye_history_entries_find (entries, item);

  return position < entries->len ? g_ptr_array_steal_index (entries, position) : NULL;
}

static guint
add_times (guint a, guint b)
{
  return a > G_MAXUINT - b ? G_MAXUINT : a + b;
}

static void
put_on_top (GPtrArray *entries, SockeyeHistoryItem *item)
{
  g_autoptr (SockeyeHistoryItem) known = steal (entries, item);
  guint times = sockeye_history_item_get_times (item);

  if (known != NULL)
    times = add_times (times, sockeye_history_item_get_times (known));
  g_ptr_array_insert (entries, 0,
                      sockeye_history_item_new_later (item, sockeye_history_item_get_time (item), times));
}

static void
put_in_its_place (GPtrArray *entries, SockeyeHistoryItem *item)
{
  g_autoptr (SockeyeHistoryItem) known = steal (entries, item);
  gint64 time = sockeye_history_item_get_time (item);
  guint times = sockeye_history_item_get_times (item);
  guint position = 0;

  if (known != NULL)
    {
      time = MAX (time, sockeye_history_item_get_time (known));
      times = MAX (times, sockeye_history_item_get_times (known));
    }
  while (position < entries->len
         && sockeye_history_item_get_time (g_ptr_array_index (entries, position)) > time)
    position++;
  g_ptr_array_insert (entries, (int) position, sockeye_history_item_new_later (item, time, times));
}

static void
take_out (GPtrArray *entries, SockeyeHistoryItem *item)
{
  g_autoptr (SockeyeHistoryItem) known = steal (entries, item);

  (void) known;
}

/**
 * sockeye_history_change_apply:
 * @self: a change
 * @entries: (element-type SockeyeHistoryItem): a history, newest first; it frees its entries
 *
 * Makes the change. Bounds are not looked at.
 */
void
sockeye_history_change_apply (SockeyeHistoryChange *self, GPtrArray *entries)
{
  switch (self->kind)
    {
    case SOCKEYE_HISTORY_SENT:
      put_on_top (entries, self->item);
      break;
    case SOCKEYE_HISTORY_KEPT:
      put_in_its_place (entries, self->item);
      break;
    case SOCKEYE_HISTORY_REMOVED:
      take_out (entries, self->item);
      break;
    case SOCKEYE_HISTORY_CLEARED:
    default:
      g_ptr_array_set_size (entries, 0);
    }
}

/**
 * sockeye_history_entries_find:
 * @entries: (element-type SockeyeHistoryItem): a history
 * @item: an item
 *
 * Returns: where the entry for the same text is; the number of entries, when there is none
 */
guint
sockeye_history_entries_find (GPtrArray *entries, SockeyeHistoryItem *item)
{
  guint position = 0;

  while (position < entries->len && !sockeye_history_item_equal (g_ptr_array_index (entries, position), item))
    position++;
  return position;
}

/**
 * sockeye_history_entries_count_fitting:
 * @entries: (element-type SockeyeHistoryItem): a history, newest first
 *
 * Returns: how many of the newest entries there is room for
 */
guint
sockeye_history_entries_count_fitting (GPtrArray *entries)
{
  gsize bytes = 0;
  guint n = 0;

  while (n < MIN (entries->len, SOCKEYE_HISTORY_ENTRIES_MAX))
    {
      bytes += strlen (sockeye_history_item_get_text (g_ptr_array_index (entries, n)));
      if (bytes > SOCKEYE_HISTORY_BYTES_MAX)
        break;
      n++;
    }
  return n;
}
