/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

const char *sockeye_guide_context_find (GtkWindow *window);
void sockeye_guide_context_watch (GtkApplication *application);
const char *const *sockeye_guide_context_list (void);

G_END_DECLS
