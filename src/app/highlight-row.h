/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "highlights.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HIGHLIGHT_ROW (sockeye_highlight_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHighlightRow, sockeye_highlight_row, SOCKEYE, HIGHLIGHT_ROW, GtkWidget)

/*
 * The fields of one rule.
 *
 * Signals: "changed" (); "removed" (): the user does not want the rule any more
 */
GtkWidget *sockeye_highlight_row_new (const SockeyeHighlightRule *rule);
void sockeye_highlight_row_get_rule (SockeyeHighlightRow *self, SockeyeHighlightRule *rule);
guint sockeye_highlight_row_get_color (SockeyeHighlightRow *self);
void sockeye_highlight_row_edit (SockeyeHighlightRow *self);
void sockeye_highlight_row_focus_remove (SockeyeHighlightRow *self);

G_END_DECLS
