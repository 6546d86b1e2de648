/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history.h"
#include "launch-options.h"
#include "leftover.h"
#include "profile.h"
#include "quick-commands-file.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SESSION_PAGE (sockeye_session_page_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSessionPage, sockeye_session_page, SOCKEYE, SESSION_PAGE, GtkWidget)

/* @problem: (nullable): why a capture was not opened, a sentence; none when it was, or was cancelled */
typedef void (*SockeyeCaptureOpened) (const char *problem, gpointer data);

/*
 * One session and everything about it.
 * Properties: "title": a window's; "label": a tab's
 */
GtkWidget *
sockeye_session_page_new (GSettings *settings, SockeyeQuickCommandsFile *commands, SockeyeHistory *history);
GtkWidget *sockeye_session_page_new_for_capture (GSettings *settings,
                                                 SockeyeQuickCommandsFile *commands,
                                                 SockeyeHistory *history,
                                                 SockeyeCapture *capture);
void
sockeye_session_page_set_leftover (SockeyeSessionPage *self, SockeyeLeftover *leftover, guint64 n_missing);
void sockeye_session_page_tell_recovery (SockeyeSessionPage *self, gint64 began, const GError *error);
gboolean sockeye_session_page_is_document (SockeyeSessionPage *self);
void sockeye_session_page_describe_document (SockeyeSessionPage *self, GFile *file);
gboolean sockeye_session_page_shows_file (SockeyeSessionPage *self, GFile *file, const char *etag);
void sockeye_session_page_launch (SockeyeSessionPage *self, const SockeyeLaunchOptions *options);
SockeyeWorkspace *sockeye_session_page_get_workspace (SockeyeSessionPage *self);
GActionGroup *sockeye_session_page_get_actions (SockeyeSessionPage *self);
guint64 sockeye_session_page_get_id (SockeyeSessionPage *self);
const char *sockeye_session_page_get_title (SockeyeSessionPage *self);
const char *sockeye_session_page_get_label (SockeyeSessionPage *self);
const char *sockeye_session_page_get_name (SockeyeSessionPage *self);
void sockeye_session_page_set_name (SockeyeSessionPage *self, const char *name);
SockeyeSessionPage *sockeye_session_page_get_twin (SockeyeSessionPage *self);
void sockeye_session_page_set_twin (SockeyeSessionPage *self, SockeyeSessionPage *twin);
void sockeye_session_page_set_beside (SockeyeSessionPage *self, gboolean beside);
void sockeye_session_page_set_away (SockeyeSessionPage *self, gboolean away);
void sockeye_session_page_take_profile (SockeyeSessionPage *self,
                                        SockeyeProfile *profile,
                                        GFile *file,
                                        SockeyeQuickCommandFolder *folder,
                                        GPtrArray *added);
GFile *sockeye_session_page_get_profile (SockeyeSessionPage *self, gboolean *with_rules);
void sockeye_session_page_restore_profile (SockeyeSessionPage *self, GFile *file, gboolean with_rules);
void sockeye_session_page_set_pristine (SockeyeSessionPage *self);
gboolean sockeye_session_page_is_pristine (SockeyeSessionPage *self);
gboolean sockeye_session_page_open_capture (SockeyeSessionPage *self,
                                            GFile *file,
                                            SockeyeCaptureOpened done,
                                            gpointer data);
gboolean sockeye_session_page_show_record (SockeyeSessionPage *self, guint64 number);
void sockeye_session_page_tell_not_opened (SockeyeSessionPage *self, const char *message, gboolean is_new);
gboolean sockeye_session_page_is_busy (SockeyeSessionPage *self);
GSettings *sockeye_session_page_get_settings (SockeyeSessionPage *self);
void sockeye_session_page_focus (SockeyeSessionPage *self);
void sockeye_session_page_save_state (SockeyeSessionPage *self);

G_END_DECLS
