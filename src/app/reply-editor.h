/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-item.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPLY_EDITOR (sockeye_reply_editor_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeReplyEditor, sockeye_reply_editor, SOCKEYE, REPLY_EDITOR, GtkWidget)

/*
 * The fields of one rule of the auto-reply. What is wrong is marked at once; what is changed holds a moment later, so that
 * nobody is answered with half a sentence.
 */
void sockeye_reply_editor_set_workspace (SockeyeReplyEditor *self, SockeyeWorkspace *workspace);
void sockeye_reply_editor_set_item (SockeyeReplyEditor *self, SockeyeReplyItem *item);
void sockeye_reply_editor_apply (SockeyeReplyEditor *self);
void sockeye_reply_editor_edit (SockeyeReplyEditor *self);

G_END_DECLS
