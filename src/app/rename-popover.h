/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Asks for the name of a tab.
 * Signals: "renamed" (string: the name, as it was typed)
 */
#define SOCKEYE_TYPE_RENAME_POPOVER (sockeye_rename_popover_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRenamePopover, sockeye_rename_popover, SOCKEYE, RENAME_POPOVER, GtkPopover)

GtkWidget *sockeye_rename_popover_new (void);
void sockeye_rename_popover_ask (SockeyeRenamePopover *self, const char *name, const char *otherwise);

G_END_DECLS
