/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"
#include "diff-side.h"

G_BEGIN_DECLS

/**
 * SockeyeDiffLook:
 * @charset: how bytes become text
 * @hex: they are shown as hex instead
 */
typedef struct
{
  const SockeyeCharset *charset;
  gboolean hex;
} SockeyeDiffLook;

/* Bytes of UTF-8, from @start on, before @end. */
typedef struct
{
  guint32 start;
  guint32 end;
} SockeyeDiffSpan;

void sockeye_diff_mark (const guint8 *left,
                        gsize n_left,
                        const guint8 *right,
                        gsize n_right,
                        guint8 *left_marks,
                        guint8 *right_marks);
char *sockeye_diff_line_make (const SockeyeDiffLook *look,
                              const guint8 *bytes,
                              gsize length,
                              const guint8 *marks,
                              GArray *spans);
char *sockeye_diff_line_describe_event (const guint8 *bytes, gsize length);
const char *sockeye_diff_line_get_arrow (const SockeyeDiffItem *item);

G_END_DECLS
