/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare-item.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_DETAILS (sockeye_compare_details_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareDetails, sockeye_compare_details, SOCKEYE, COMPARE_DETAILS, GtkWidget)

/* All bytes of a row of a comparison, both sides in one hex dump, with what differs marked. */
void sockeye_compare_details_show (SockeyeCompareDetails *self, SockeyeCompareItem *item);

G_END_DECLS
