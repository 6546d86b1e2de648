/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-diff.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_ITEM (sockeye_compare_item_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareItem, sockeye_compare_item, SOCKEYE, COMPARE_ITEM, GObject)

/* A row of a comparison, while somebody holds it. */
SockeyeCompareItem *sockeye_compare_item_new (SockeyeCaptureDiff *diff, const SockeyeDiffRow *row);
SockeyeCaptureDiff *sockeye_compare_item_get_diff (SockeyeCompareItem *self);
const SockeyeDiffRow *sockeye_compare_item_get_row (SockeyeCompareItem *self);

G_END_DECLS
