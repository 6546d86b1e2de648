/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-pen.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SockeyeCallCairo:
 * @pen: what a ladder is drawn with
 * @cr: what it draws on, borrowed
 * @layout: what it writes with, borrowed
 * @colors: by #SockeyePenColor
 *
 * A pen for windows and pictures.
 */
typedef struct
{
  SockeyeCallPen pen;
  cairo_t *cr;
  PangoLayout *layout;
  GdkRGBA colors[SOCKEYE_PEN_N_COLORS];
} SockeyeCallCairo;

void sockeye_call_cairo_init (SockeyeCallCairo *self, cairo_t *cr, PangoLayout *layout);

G_END_DECLS
