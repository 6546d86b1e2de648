/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What wraps a record's bytes, as boxes in boxes, with the sizes and with what is known of the fields. */
#define SOCKEYE_TYPE_LAYERS_VIEW (sockeye_layers_view_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLayersView, sockeye_layers_view, SOCKEYE, LAYERS_VIEW, GtkBox)

void sockeye_layers_view_show (SockeyeLayersView *self, const SockeyeLayers *layers);

G_END_DECLS
