/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "option.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_OPTION_ROW (sockeye_option_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeOptionRow, sockeye_option_row, SOCKEYE, OPTION_ROW, GtkWidget)

/*
 * A socket option: its name, what it does, the value that is wished for, and what the kernel reports.
 *
 * Signals: "changed" (): there is another wish, perhaps one that is still being typed;
 *   "committed" (): it is complete
 */
GtkWidget *sockeye_option_row_new (SockeyeOption option);

SockeyeOption sockeye_option_row_get_option (SockeyeOptionRow *self);
gboolean sockeye_option_row_get_wish (SockeyeOptionRow *self, SockeyeOptionValue *value);
void sockeye_option_row_set_wish (SockeyeOptionRow *self, const SockeyeOptionValue *value);
void sockeye_option_row_set_choices (SockeyeOptionRow *self, const char *const *names);
void sockeye_option_row_set_reported (SockeyeOptionRow *self, const char *text);
void sockeye_option_row_set_note (SockeyeOptionRow *self, const char *note);
void sockeye_option_row_set_error (SockeyeOptionRow *self, const GError *error);
void sockeye_option_row_add_to_groups (SockeyeOptionRow *self, GtkSizeGroup *editors, GtkSizeGroup *reports);
void sockeye_option_row_commit (SockeyeOptionRow *self);

G_END_DECLS
