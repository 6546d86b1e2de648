/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide-chapter.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A chapter of the guide with its looks. */
GtkTextBuffer *sockeye_guide_buffer_new (const SockeyeGuideChapter *chapter);
guint sockeye_guide_buffer_find (GtkTextBuffer *buffer, const char *text);
gboolean sockeye_guide_buffer_find_next (GtkTextBuffer *buffer, const char *text, int from, int *found);
gboolean sockeye_guide_buffer_find_previous (GtkTextBuffer *buffer, const char *text, int from, int *found);
void sockeye_guide_buffer_show_found (GtkTextBuffer *buffer, const char *text, int found);

G_END_DECLS
