/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-item.h"

struct _SockeyeCompareItem
{
  GObject parent_instance;

  SockeyeCaptureDiff *diff;
  SockeyeDiffRow row;
};

G_DEFINE_FINAL_TYPE (SockeyeCompareItem, sockeye_compare_item, G_TYPE_OBJECT)

static void
sockeye_compare_item_finalize (GObject *object)
{
  sockeye_capture_diff_unref (SOCKEYE_COMPARE_ITEM (object)->diff);

  G_OBJECT_CLASS (sockeye_compare_item_parent_class)->finalize (object);
}

static void
sockeye_compare_item_class_init (SockeyeCompareItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_compare_item_finalize;
}

static void
sockeye_compare_item_init (SockeyeCompareItem *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_compare_item_new:
 * @diff: (transfer none): what differs
 * @row: a row of it
 *
 * Returns: (transfer full): the row as an object
 */
SockeyeCompareItem *
sockeye_compare_item_new (SockeyeCaptureDiff *diff, const SockeyeDiffRow *row)
{
  SockeyeCompareItem *self = g_object_new (SOCKEYE_TYPE_COMPARE_ITEM, NULL);

  self->diff = sockeye_capture_diff_ref (diff);
  self->row = *row;
  return self;
}

/**
 * sockeye_compare_item_get_diff:
 * @self: a row
 *
 * Returns: (transfer none): what it belongs to
 */
SockeyeCaptureDiff *
sockeye_compare_item_get_diff (SockeyeCompareItem *self)
{
  return self->diff;
}

/**
 * sockeye_compare_item_get_row:
 * @self: a row
 *
 * Returns: (transfer none): what it is
 */
const SockeyeDiffRow *
sockeye_compare_item_get_row (SockeyeCompareItem *self)
{
  return &self->row;
}
