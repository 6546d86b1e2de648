/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_NOTICE_BAR (sockeye_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeNoticeBar, sockeye_notice_bar, SOCKEYE, NOTICE_BAR, GtkWidget)

/*
 * A message in the window. It stays until it is closed, or another one takes its place.
 * Properties: "narrow" (boolean, construct only): for a narrow column
 */
void sockeye_notice_bar_show_error (SockeyeNoticeBar *self, const char *message);
void sockeye_notice_bar_show_offer (SockeyeNoticeBar *self,
                                    const char *message,
                                    const char *label,
                                    const char *action);
void sockeye_notice_bar_show_message (SockeyeNoticeBar *self, const char *message);
void sockeye_notice_bar_show_undo (SockeyeNoticeBar *self, const char *message, const char *action);
void
sockeye_notice_bar_show_progress (SockeyeNoticeBar *self, const char *message, const char *cancel_action);
void sockeye_notice_bar_show_work (SockeyeNoticeBar *self, const char *message, const char *cancel_action);
void sockeye_notice_bar_set_fraction (SockeyeNoticeBar *self, double fraction);
void sockeye_notice_bar_dismiss (SockeyeNoticeBar *self);
const char *sockeye_notice_bar_get_message (SockeyeNoticeBar *self);

G_END_DECLS
