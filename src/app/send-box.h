/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "file-source.h"
#include "history.h"
#include "notice-bar.h"
#include "target-chooser.h"
#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SEND_BOX (sockeye_send_box_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSendBox, sockeye_send_box, SOCKEYE, SEND_BOX, GtkWidget)

/*
 * The text or the file to send, and whom to. Sends through the action session.send; while a job runs its button stops that.
 * Signals: "changed": what the getters return may be different
 */
void sockeye_send_box_set_workspace (SockeyeSendBox *self, SockeyeWorkspace *workspace);
void sockeye_send_box_set_history (SockeyeSendBox *self, SockeyeHistory *history);
void sockeye_send_box_set_store (SockeyeSendBox *self, GSettings *store);
void sockeye_send_box_set_protocol (SockeyeSendBox *self, SockeyeProtocol protocol);

char *sockeye_send_box_get_text (SockeyeSendBox *self);
void sockeye_send_box_set_text (SockeyeSendBox *self, const char *text);
gboolean sockeye_send_box_is_empty (SockeyeSendBox *self);
void sockeye_send_box_set_file (SockeyeSendBox *self, GFile *file);
gboolean sockeye_send_box_has_file (SockeyeSendBox *self);
SockeyeFileSource *sockeye_send_box_get_file_source (SockeyeSendBox *self);
void sockeye_send_box_note_sent (SockeyeSendBox *self, gboolean clear);
gboolean sockeye_send_box_put_off (SockeyeSendBox *self);
SockeyeTargetChooser *sockeye_send_box_get_target_chooser (SockeyeSendBox *self);
void sockeye_send_box_set_obstacle (SockeyeSendBox *self, const char *obstacle);
SockeyeNoticeBar *sockeye_send_box_get_notice (SockeyeSendBox *self);

G_END_DECLS
