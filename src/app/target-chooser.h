/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_TARGET_CHOOSER (sockeye_target_chooser_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTargetChooser, sockeye_target_chooser, SOCKEYE, TARGET_CHOOSER, GtkWidget)

/*
 * Whom to send to.
 * Signals: "changed" (gboolean by_user): the user chose somebody else, or who was chosen may have ended
 */
void sockeye_target_chooser_set_workspace (SockeyeTargetChooser *self, SockeyeWorkspace *workspace);
void sockeye_target_chooser_set_protocol (SockeyeTargetChooser *self, SockeyeProtocol protocol);

gboolean sockeye_target_chooser_is_lost (SockeyeTargetChooser *self);
gboolean sockeye_target_chooser_wants_remote (SockeyeTargetChooser *self);
gboolean sockeye_target_chooser_get_target (SockeyeTargetChooser *self, SockeyeTarget *target);
void sockeye_target_chooser_choose_peer (SockeyeTargetChooser *self, guint32 peer);

G_END_DECLS
