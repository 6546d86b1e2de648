/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare-item.h"
#include "diff-line.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_ROW (sockeye_compare_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareRow, sockeye_compare_row, SOCKEYE, COMPARE_ROW, GtkWidget)

/* One row of a comparison: what stands on the left, how it became what stands on the right, and that. */
GtkWidget *sockeye_compare_row_new (void);
void
sockeye_compare_row_show (SockeyeCompareRow *self, SockeyeCompareItem *item, const SockeyeDiffLook looks[2]);
const char *sockeye_compare_row_get_text (SockeyeCompareRow *self, guint side);

G_END_DECLS
