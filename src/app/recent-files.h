/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The files that were opened or saved last, as the desktop keeps them for all programs. */
void sockeye_recent_files_add (GFile *file, const char *mime_type);
void sockeye_recent_files_forget (GFile *file);
void sockeye_recent_files_fill (GMenu *menu, const char *action);

G_END_DECLS
