/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-command.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMMAND_PREVIEW (sockeye_command_preview_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCommandPreview, sockeye_command_preview, SOCKEYE, COMMAND_PREVIEW, GtkWidget)

/* Which bytes a quick command sends, and how many; or what is wrong with it. */
void sockeye_command_preview_set_workspace (SockeyeCommandPreview *self, SockeyeWorkspace *workspace);
void sockeye_command_preview_set_command (SockeyeCommandPreview *self, SockeyeQuickCommand *command);
const SockeyeCharset *sockeye_command_preview_get_charset (SockeyeCommandPreview *self);

G_END_DECLS
