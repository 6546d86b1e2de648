/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history.h"
#include "quick-commands-file.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_APPLICATION (sockeye_application_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeApplication, sockeye_application, SOCKEYE, APPLICATION, GtkApplication)

SockeyeApplication *sockeye_application_new (void);
GSettings *sockeye_application_get_settings (SockeyeApplication *self);
SockeyeHistory *sockeye_application_get_history (SockeyeApplication *self);
SockeyeQuickCommandsFile *sockeye_application_get_quick_commands (SockeyeApplication *self);
void sockeye_application_keep_windows (SockeyeApplication *self);
void sockeye_application_quit (SockeyeApplication *self);

/* application-files.c */
void sockeye_application_open_files (SockeyeApplication *self, GApplicationCommandLine *line, char **files);

G_END_DECLS
