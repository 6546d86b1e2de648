/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_WINDOW (sockeye_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareWindow, sockeye_compare_window, SOCKEYE, COMPARE_WINDOW, GtkWindow)

/*
 * Two captures side by side, with what differs.
 * Signals: "show-record" (SockeyeWorkspace *, guint64 number) -> gboolean: whether its log shows the record;
 *   "show-capture" (SockeyeCapture *, GFile *): it was opened to be compared, and is to get a tab
 */
GtkWidget *sockeye_compare_window_new (GtkWindow *parent, const SockeyeCaptureLimits *limits);
void
sockeye_compare_window_choose (SockeyeCompareWindow *self, SockeyeWorkspace *left, SockeyeWorkspace *right);
void sockeye_compare_window_choose_ends (SockeyeCompareWindow *self,
                                         SockeyeWorkspace *end,
                                         SockeyeWorkspace *other);
void sockeye_compare_window_open_file (SockeyeCompareWindow *self, GFile *file);
void sockeye_compare_window_save_to (SockeyeCompareWindow *self, GFile *file);
gboolean sockeye_compare_window_is_about (SockeyeCompareWindow *self, SockeyeWorkspace *workspace);
gboolean sockeye_compare_window_is_busy (SockeyeCompareWindow *self);

G_END_DECLS
