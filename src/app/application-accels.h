/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void sockeye_application_set_accels (GtkApplication *application);

G_END_DECLS
