/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeCharset:
 * @id: stable name for settings: "utf-8", "gbk", "gb18030", "big5", "utf-16le", "utf-16be", "cp932", "euc-kr",
 *   "iso-8859-1"
 * @label: what the user sees: "UTF-8", "GBK" … (never translated)
 * @iconv_name: the name that iconv(3) knows
 * @unit: bytes of a code unit: 1, or 2 for UTF-16
 * @longest: most bytes of one character
 *
 * A text encoding. Static; compare by pointer.
 */
typedef struct
{
  const char *id;
  const char *label;
  const char *iconv_name;
  guint unit;
  guint longest;
} SockeyeCharset;

const SockeyeCharset *const *sockeye_charset_list (guint *n_charsets);
const SockeyeCharset *sockeye_charset_find (const char *id);
gsize sockeye_charset_sync_distance (const SockeyeCharset *charset,
                                     const guint8 *before,
                                     gsize length,
                                     gboolean begins_stream,
                                     gboolean odd_end,
                                     gboolean *found);
GBytes *
sockeye_charset_encode (const SockeyeCharset *charset, const char *text, gssize length, GError **error);

G_END_DECLS
