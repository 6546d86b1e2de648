/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stream-lens.h"
#include "charset.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The bytes of a stream in rows, and over and under them what divides them: sends, receives, messages. Draws the visible
 * rows only. A GtkScrollable. Property: "hex" (boolean): each byte in hex as well
 * Signal: "cursor-moved" (): the byte that is looked at is another one
 */
#define SOCKEYE_TYPE_STREAM_BAND (sockeye_stream_band_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStreamBand, sockeye_stream_band, SOCKEYE, STREAM_BAND, GtkWidget)

void sockeye_stream_band_set_lens (SockeyeStreamBand *self, SockeyeStreamLens *lens);
void sockeye_stream_band_set_charset (SockeyeStreamBand *self, const SockeyeCharset *charset);
void sockeye_stream_band_refresh (SockeyeStreamBand *self);
gboolean sockeye_stream_band_is_waiting (SockeyeStreamBand *self);
guint64 sockeye_stream_band_get_cursor (SockeyeStreamBand *self);
void sockeye_stream_band_show (SockeyeStreamBand *self, guint64 at);

G_END_DECLS
