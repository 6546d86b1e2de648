/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-style.h"

G_BEGIN_DECLS

/* log-glyphs.c */
GHashTable *sockeye_log_style_create_table (void);
void sockeye_log_style_fill_table (SockeyeLogStyle *self);

/* log-marks.c */
gboolean sockeye_log_style_is_picture (gunichar ch);
void sockeye_log_style_append_picture (SockeyeLogStyle *self,
                                       GtkSnapshot *snapshot,
                                       gunichar ch,
                                       double x,
                                       SockeyeLogColor color);

G_END_DECLS
