/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session-page.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_WINDOW (sockeye_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeWindow, sockeye_window, SOCKEYE, WINDOW, GtkApplicationWindow)

/* A frame around sessions, in tabs. */
GtkWindow *sockeye_window_new (GtkApplication *application, GSettings *settings, GVariant *kept);
GtkWindow *sockeye_window_new_empty (GtkApplication *application, GSettings *settings);
SockeyeSessionPage *sockeye_window_get_page (SockeyeWindow *self);
void sockeye_window_open_file (SockeyeWindow *self, GFile *file);
void sockeye_window_open_files (SockeyeWindow *self, GFile *const *files, guint n_files);
SockeyeSessionPage *sockeye_window_show_capture (SockeyeWindow *self, SockeyeCapture *capture, GFile *file);
void sockeye_window_show_recovered (SockeyeWindow *self,
                                    SockeyeCapture *capture,
                                    SockeyeLeftover *leftover,
                                    guint64 n_missing);
SockeyeSessionPage *sockeye_window_find_file (SockeyeWindow *self, GFile *file, const char *etag);
void sockeye_window_show_session (SockeyeWindow *self, guint64 id);
void sockeye_window_offer_leftovers (SockeyeWindow *self);
GVariant *sockeye_window_dump (SockeyeWindow *self);
void sockeye_window_save_pages (SockeyeWindow *self);
void sockeye_window_close_unasked (SockeyeWindow *self);
gboolean sockeye_window_is_leaving (SockeyeWindow *self);

G_END_DECLS
