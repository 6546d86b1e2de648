/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FILE_ENTRY (sockeye_file_entry_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFileEntry, sockeye_file_entry, SOCKEYE, FILE_ENTRY, GtkWidget)

/*
 * A field for the path of a file that exists, with a button to choose it.
 *
 * Properties: "text" (string, the path), "title" (string, says what is to be chosen)
 */
GtkWidget *sockeye_file_entry_get_entry (SockeyeFileEntry *self);
const char *sockeye_file_entry_get_text (SockeyeFileEntry *self);
void sockeye_file_entry_set_text (SockeyeFileEntry *self, const char *text);
void sockeye_file_entry_set_placeholder (SockeyeFileEntry *self, const char *placeholder);

G_END_DECLS
