/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sockeye_hex_paste_strip (const char *text, gboolean *is_c);

G_END_DECLS
