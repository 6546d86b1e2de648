/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_CELL_CHARACTER, /* shown as it is */
  SOCKEYE_CELL_CONTROL, /* a control, format, bidirectional or unassigned character, shown by a picture or as \uNNNN */
  SOCKEYE_CELL_INVALID, /* one byte that is not valid in the encoding, shown as \xNN */
} SockeyeCellKind;

/**
 * SockeyeCell:
 * @text: where it begins in the text, in bytes of UTF-8
 * @text_length: bytes of UTF-8
 * @bytes: where it begins, relative to the first byte asked for; negative when its first bytes came before
 * @bytes_length: how many bytes it stands for
 * @kind: how it is to be marked
 *
 * One character, or one byte that is none. Cells follow each other without gaps in the bytes: no byte is
 * dropped.
 */
typedef struct
{
  guint32 text;
  gint32 bytes;
  guint8 text_length;
  guint8 bytes_length;
  guint8 kind;
} SockeyeCell;

typedef enum
{
  SOCKEYE_DECODE_DISPLAY = 0, /* pictures for controls: always one safe line */
  SOCKEYE_DECODE_PLAIN =
      1 << 0, /* valid characters as they are (for copy and save), only invalid bytes as \xNN */
  SOCKEYE_DECODE_MORE =
      1 << 1, /* the stream goes on: an incomplete character at the end is left to what follows */
} SockeyeDecodeFlags;

/**
 * SockeyeText:
 * @utf8: the text; always valid UTF-8
 * @cells: (element-type SockeyeCell): what stands where
 * @consumed: bytes that the text stands for; less than asked for only with %SOCKEYE_DECODE_MORE
 *
 * A buffer for decoded text, to be used again and again.
 */
typedef struct
{
  GString *utf8;
  GArray *cells;
  gsize consumed;
} SockeyeText;

SockeyeText *sockeye_text_new (void);
void sockeye_text_free (SockeyeText *text);
void sockeye_text_clear (SockeyeText *text);
void sockeye_text_decode (SockeyeText *text,
                          const SockeyeCharset *charset,
                          const guint8 *bytes,
                          gsize length,
                          gsize context,
                          SockeyeDecodeFlags flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeText, sockeye_text_free)

G_END_DECLS
