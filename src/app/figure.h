/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sockeye_figure_set_text (GtkInscription *figure, const char *text);

void sockeye_figure_set_short_text (GtkInscription *figure, const char *text, const char *name);

G_END_DECLS
