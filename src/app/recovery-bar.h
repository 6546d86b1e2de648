/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_RECOVERY_BAR (sockeye_recovery_bar_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRecoveryBar, sockeye_recovery_bar, SOCKEYE, RECOVERY_BAR, GtkWidget)

/* Offers captures that were not saved because the program was killed, one after the other; hidden when there is none. */
GtkWidget *sockeye_recovery_bar_new (GSettings *settings, GPtrArray *leftovers);
void sockeye_recovery_bar_offer (SockeyeRecoveryBar *self);

G_END_DECLS
