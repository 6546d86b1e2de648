/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PATH_ENTRY (sockeye_path_entry_get_type ())
G_DECLARE_FINAL_TYPE (SockeyePathEntry, sockeye_path_entry, SOCKEYE, PATH_ENTRY, GtkWidget)

/*
 * A field for the path of a Unix socket, or for an abstract name behind an "@".
 *
 * Properties: "text" (string), "required" (boolean: empty is an error), "own-end" (boolean: "@" alone is right: the
 *   system chooses the name), "valid" (boolean, read-only)
 * Signals: "activate": Enter was pressed
 */
GtkWidget *sockeye_path_entry_get_entry (SockeyePathEntry *self);
const char *sockeye_path_entry_get_text (SockeyePathEntry *self);
void sockeye_path_entry_set_text (SockeyePathEntry *self, const char *text);
void sockeye_path_entry_set_required (SockeyePathEntry *self, gboolean required);
void sockeye_path_entry_set_placeholder (SockeyePathEntry *self, const char *placeholder);
gboolean sockeye_path_entry_get_valid (SockeyePathEntry *self);

G_END_DECLS
