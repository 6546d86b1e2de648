/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOCKEYE_HEX_ROW 16 /* bytes in a row of hex or hexdump */

void sockeye_hex_append (GString *text, const guint8 *bytes, gsize length);
void sockeye_hex_append_dump_row (GString *text, guint64 offset, const guint8 *bytes, gsize length);
void
sockeye_hex_append_narrow_row (GString *text, guint64 offset, const guint8 *bytes, gsize length, gsize row);
GBytes *sockeye_hex_parse (const char *text, GError **error);

G_END_DECLS
