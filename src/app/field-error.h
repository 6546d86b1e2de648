/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sockeye_field_mark (GtkWidget *field, GtkLabel *label, const GError *error);
void sockeye_field_set_error (GtkEntry *entry, GtkLabel *label, const GError *error);

G_END_DECLS
