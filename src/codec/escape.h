/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"

G_BEGIN_DECLS

/* Text in which \r \n \t \0 \\ \xNN (a byte) and \uNNNN (a character) stand for what cannot be typed. */
GBytes *sockeye_escape_encode (const SockeyeCharset *charset, const char *text, GError **error);
char *sockeye_escape_decode (const SockeyeCharset *charset,
                             const guint8 *bytes,
                             gsize length,
                             const char *line_end,
                             gboolean *escaped);

G_END_DECLS
