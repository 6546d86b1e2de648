/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"

G_BEGIN_DECLS

/* What ends a line. In no other encoding is 0x0A a part of a longer character. */
typedef enum
{
  SOCKEYE_LOG_LINE_END_BYTE,    /* 0x0A */
  SOCKEYE_LOG_LINE_END_UTF16LE, /* 0x0A 0x00, where a code unit begins */
  SOCKEYE_LOG_LINE_END_UTF16BE, /* 0x00 0x0A, where a code unit begins */
} SockeyeLogLineEnd;

#define SOCKEYE_LINE_NO_BYTE (-1)

SockeyeLogLineEnd sockeye_log_line_end_for_charset (const SockeyeCharset *charset);
gsize sockeye_log_line_end_count (SockeyeLogLineEnd kind,
                                  const guint8 *bytes,
                                  gsize length,
                                  gboolean odd,
                                  int before);
gboolean sockeye_log_line_end_find (SockeyeLogLineEnd kind,
                                    const guint8 *bytes,
                                    gsize length,
                                    gboolean odd,
                                    int before,
                                    gsize index,
                                    gsize *after);
gboolean sockeye_log_line_end_is_last (SockeyeLogLineEnd kind,
                                       const guint8 *bytes,
                                       gsize length,
                                       gboolean odd,
                                       int before);

G_END_DECLS
