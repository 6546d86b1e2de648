/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_CHOICE (sockeye_compare_choice_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareChoice, sockeye_compare_choice, SOCKEYE, COMPARE_CHOICE, GtkWidget)

/*
 * One side of a comparison: a tab, and one of its connections or all.
 * Properties: "title" (a label with a mnemonic), "connection-name" (the second drop-down's name); both construct only
 * Signals: "changed" (): by the user
 */
void sockeye_compare_choice_refresh (SockeyeCompareChoice *self);
void sockeye_compare_choice_set_workspace (SockeyeCompareChoice *self, SockeyeWorkspace *workspace);
SockeyeWorkspace *sockeye_compare_choice_get_workspace (SockeyeCompareChoice *self);
const char *sockeye_compare_choice_get_label (SockeyeCompareChoice *self);
guint32 sockeye_compare_choice_get_peer (SockeyeCompareChoice *self);
void sockeye_compare_choice_set_peer (SockeyeCompareChoice *self, guint32 peer);

G_END_DECLS
