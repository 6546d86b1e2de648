/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_N_HIGHLIGHT_COLORS 6u
/* What is looked for at the moment; no rule has it. */
#define SOCKEYE_HIGHLIGHT_FOUND SOCKEYE_N_HIGHLIGHT_COLORS

/* Colours that people who do not see all colours can tell apart, each with a line of its own below it. */
const char *sockeye_highlight_color_get_name (guint color);
void
sockeye_highlight_color_draw (guint color, gboolean dark, cairo_t *cr, double x, double width, double height);

G_END_DECLS
