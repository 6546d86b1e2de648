/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "framer.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* How many bytes a length field has can be chosen from so many numbers. */
#define SOCKEYE_FRAMING_N_WIDTHS 5

/*
 * How messages are found in the streams of a session, as its settings have it: what holds is known without the panel in
 * which it is chosen.
 */
const char *sockeye_framing_store_get_name (SockeyeFramingKind kind);
guint sockeye_framing_store_get_width (guint index);
guint sockeye_framing_store_find_width (guint width);
gboolean sockeye_framing_store_complete (SockeyeFraming *framing, const char *delimiter, GError **error);
void sockeye_framing_store_load (GSettings *settings, SockeyeFraming *framing);
void sockeye_framing_store_keep (GSettings *settings, const SockeyeFraming *framing, const char *delimiter);

G_END_DECLS
