/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HEXDUMP_MODEL (sockeye_hexdump_model_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHexdumpModel, sockeye_hexdump_model, SOCKEYE, HEXDUMP_MODEL, GObject)

/* A list of GtkStringObject, one per 16 bytes, made when asked for. */
SockeyeHexdumpModel *sockeye_hexdump_model_new (void);
void sockeye_hexdump_model_set_bytes (SockeyeHexdumpModel *self, GBytes *bytes);
void sockeye_hexdump_model_set_row (SockeyeHexdumpModel *self, guint row);
guint sockeye_hexdump_model_get_row (SockeyeHexdumpModel *self);

G_END_DECLS
