/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SOCKEYE_DELIMITER_MAX 16
/* A frame that grows beyond this is cut there and marked as bad. */
#define SOCKEYE_FRAME_LENGTH_MAX (16u << 20)

typedef enum
{
  SOCKEYE_FRAMING_AS_RECEIVED, /* every receive or send is a frame */
  SOCKEYE_FRAMING_DELIMITER,   /* up to and with the delimiter */
  SOCKEYE_FRAMING_FIXED,       /* every @size bytes */
  SOCKEYE_FRAMING_LENGTH,      /* a field at @offset says how long the frame is */
  SOCKEYE_FRAMING_SILENCE,     /* until nothing came for @silence_ms */
  SOCKEYE_FRAMING_JSON, /* one JSON value after the other (RFC 8259), white space between them allowed */
} SockeyeFramingKind;

/**
 * SockeyeFraming:
 * @kind: the rule
 * @delimiter: (delimiter) the bytes that end a frame
 * @delimiter_length: (delimiter) how many, 1 to %SOCKEYE_DELIMITER_MAX
 * @size: (fixed) bytes of a frame
 * @offset: (length) where the field begins
 * @width: (length) 1, 2, 3, 4 or 8 bytes
 * @little_endian: (length) the byte order of the field
 * @adjustment: (length) what is added to the field's value to get the bytes that follow the field
 * @silence_ms: (silence) the gap, in milliseconds
 *
 * How messages are found in a stream.
 */
typedef struct
{
  SockeyeFramingKind kind;
  guint8 delimiter[SOCKEYE_DELIMITER_MAX];
  guint delimiter_length;
  guint size;
  guint offset;
  guint width;
  gboolean little_endian;
  gint adjustment;
  guint silence_ms;
} SockeyeFraming;

/**
 * SockeyeFrameFunc:
 * @end: the frame ends before this byte of the piece; 0: it ended with the piece before
 * @length: bytes of the whole frame, also those of earlier pieces
 * @bad: it breaks the rule (too long, an impossible length, no JSON)
 * @data: user data
 */
typedef void (*SockeyeFrameFunc) (gsize end, gsize length, gboolean bad, gpointer data);

/* The state of one direction of one stream: a few bytes, whatever the frame's size. */
typedef struct _SockeyeFramer SockeyeFramer;

gboolean sockeye_framing_check (const SockeyeFraming *framing, GError **error);
SockeyeFramer *sockeye_framer_new (const SockeyeFraming *framing);
void sockeye_framer_free (SockeyeFramer *self);
void sockeye_framer_push (SockeyeFramer *self,
                          const guint8 *bytes,
                          gsize length,
                          gint64 time,
                          SockeyeFrameFunc func,
                          gpointer data);
gsize sockeye_framer_get_pending (SockeyeFramer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeFramer, sockeye_framer_free)

G_END_DECLS
