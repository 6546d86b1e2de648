/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "framer.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define JSON_DEPTH_MAX 512

typedef enum
{
  JSON_BETWEEN, /* before a value: white space only */
  JSON_NESTED,  /* inside of an object or array */
  JSON_STRING,
  JSON_ESCAPE, /* after a backslash in a string */
  JSON_SCALAR, /* a number, true, false or null on its own */
  JSON_BAD,    /* no JSON: up to the end of the line, or to where an object or array may begin */
} JsonState;

struct _SockeyeFramer
{
  SockeyeFraming framing;

  gsize pending; /* bytes of the frame that is not complete */
  guint matched; /* of the delimiter */
  guint64 value; /* of the length field, as far as it has been read */
  gint64 last;   /* when the newest byte came */

  JsonState state;
  guint depth;
  guint8 brackets[JSON_DEPTH_MAX / 8]; /* one bit a level: 1 for "[" */
};

typedef struct
{
  const guint8 *bytes;
  gsize length;
  gsize at;    /* bytes that were looked at */
  gsize begin; /* of the open frame, in this piece */
  SockeyeFrameFunc func;
  gpointer data;
} Piece;

static void
end_frame (SockeyeFramer *self, Piece *piece, gsize end, gboolean bad)
{
  gsize length = self->pending + (end - piece->begin);

  if (length > 0)
    piece->func (end, length, bad, piece->data);
  self->pending = 0;
  self->matched = 0;
  self->value = 0;
  self->state = JSON_BETWEEN;
  self->depth = 0;
  piece->begin = end;
  piece->at = end;
}

/* Bytes of the open frame up to where the piece was looked at. */
static gsize
frame_length (const SockeyeFramer *self, const Piece *piece)
{
  return self->pending + (piece->at - piece->begin);
}

/* Where the open frame reaches the limit in this piece, or the piece's end. */
static gsize
frame_limit (const SockeyeFramer *self, const Piece *piece)
{
  gsize room = SOCKEYE_FRAME_LENGTH_MAX - self->pending;

  return MIN (piece->length, piece->begin + room);
}

/* The longest end of what was seen that is a beginning of the delimiter, after byte c did not go on with it. */
static guint
fall_back (const SockeyeFraming *framing, guint matched, guint8 c)
{
  for (guint keep = matched; keep > 0; keep--)
    {
      const guint8 *delimiter = framing->delimiter;

      if (delimiter[keep - 1] == c && memcmp (delimiter, delimiter + (matched - (keep - 1)), keep - 1) == 0)
        return keep;
    }

  return 0;
}

static void
push_delimiter (SockeyeFramer *self, Piece *piece)
{
  const SockeyeFraming *framing = &self->framing;

  while (piece->at < piece->length)
    {
      gsize limit = frame_limit (self, piece);

      if (self->matched == 0)
        {
          const guint8 *hit = memchr (piece->bytes + piece->at, framing->delimiter[0], limit - piece->at);

          piece->at = hit != NULL ? (gsize) (hit - piece->bytes) : limit;
        }
      if (piece->at < limit)
        {
          guint8 c = piece->bytes[piece->at++];

          if (c == framing->delimiter[self->matched])
            self->matched++;
          else
            self->matched = fall_back (framing, self->matched, c);
          if (self->matched == framing->delimiter_length)
            {
              end_frame (self, piece, piece->at, FALSE);
              continue;
            }
        }
      if (frame_length (self, piece) >= SOCKEYE_FRAME_LENGTH_MAX)
        end_frame (self, piece, piece->at, TRUE);
    }
}

static void
push_fixed (SockeyeFramer *self, Piece *piece)
{
  while (piece->at < piece->length)
    {
      gsize missing = self->framing.size - self->pending;

      if (piece->length - piece->begin < missing)
        {
          piece->at = piece->length;
          return;
        }
      end_frame (self, piece, piece->begin + missing, FALSE);
    }
}

/* Takes over a byte of the field; its place is counted from the field's first byte. */
static void
take_length_byte (SockeyeFramer *self, guint place, guint8 c)
{
  guint shift = self->framing.little_endian ? 8 * place : 8 * (self->framing.width - 1 - place);

  self->value |= (guint64) c << shift;
}

/* The whole frame's length, or 0 when the field says something impossible. */
static gsize
frame_length_from_field (const SockeyeFramer *self)
{
  gsize header = self->framing.offset + self->framing.width;
  gint64 total;

  if (self->value > SOCKEYE_FRAME_LENGTH_MAX * 2u)
    return 0;

  total = (gint64) self->value + self->framing.adjustment + (gint64) header;
  return total >= (gint64) header && total <= (gint64) SOCKEYE_FRAME_LENGTH_MAX ? (gsize) total : 0;
}

static void
push_length (SockeyeFramer *self, Piece *piece)
{
  const gsize offset = self->framing.offset;
  const gsize header = offset + self->framing.width;

  while (piece->at < piece->length)
    {
      gsize length = frame_length (self, piece);
      gsize total;

      if (length < header)
        {
          guint8 c = piece->bytes[piece->at++];

          if (length >= offset)
            take_length_byte (self, (guint) (length - offset), c);
          if (length + 1 < header)
            continue;
        }
      total = frame_length_from_field (self);
      if (total == 0)
        end_frame (self, piece, piece->at, TRUE);
      else if (self->pending + (piece->length - piece->begin) >= total)
        end_frame (self, piece, piece->begin + (total - self->pending), FALSE);
      else
        piece->at = piece->length;
    }
}

static gboolean
json_is_space (guint8 c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
json_open (SockeyeFramer *self, gboolean array)
{
  if (self->depth >= JSON_DEPTH_MAX)
    {
      self->state = JSON_BAD;
      return;
    }
  if (array)
    self->brackets[self->depth / 8] |= (guint8) (1u << (self->depth % 8));
  else
    self->brackets[self->depth / 8] &= (guint8) ~(1u << (self->depth % 8));
  self->depth++;
  self->state = JSON_NESTED;
}

/* Returns TRUE when the outermost bracket was closed. */
static gboolean
json_close (SockeyeFramer *self, gboolean array)
{
  guint level = self->depth - 1;
  gboolean opened = (self->brackets[level / 8] >> (level % 8)) & 1;

  if (opened != array)
    {
      self->state = JSON_BAD;
      return FALSE;
    }
  self->depth--;
  return self->depth == 0;
}

static void
json_begin (SockeyeFramer *self, guint8 c)
{
  if (json_is_space (c))
    return;
  if (c == '{' || c == '[')
    json_open (self, c == '[');
  else if (c == '"')
    self->state = JSON_STRING;
  else if (c == '-' || g_ascii_isdigit ((char) c) || c == 't' || c == 'f' || c == 'n')
    self->state = JSON_SCALAR;
  else
    self->state = JSON_BAD;
}

/* Returns TRUE when the value is complete with this byte. */
static gboolean
json_step (SockeyeFramer *self, guint8 c)
{
  switch (self->state)
    {
    case JSON_BETWEEN:
      json_begin (self, c);
      return self->state == JSON_BAD && c == '\n';

    case JSON_NESTED:
      if (c == '{' || c == '[')
        json_open (self, c == '[');
      else if (c == '}' || c == ']')
        return json_close (self, c == ']');
      else if (c == '"')
        self->state = JSON_STRING;
      return FALSE;

    case JSON_STRING:
      if (c == '\\')
        self->state = JSON_ESCAPE;
      else if (c == '"' && self->depth == 0)
        return TRUE;
      else if (c == '"')
        self->state = JSON_NESTED;
      return FALSE;

    case JSON_ESCAPE:
      self->state = JSON_STRING;
      return FALSE;

    case JSON_SCALAR:
    case JSON_BAD:
    default:
      return self->state == JSON_BAD ? c == '\n' : json_is_space (c);
    }
}

static void
push_json (SockeyeFramer *self, Piece *piece)
{
  while (piece->at < piece->length)
    {
      guint8 c = piece->bytes[piece->at];
      gboolean complete;

      /* There may be no line ends at all: then the rest of the stream would be one bad frame. */
      if (self->state == JSON_BAD && (c == '{' || c == '['))
        end_frame (self, piece, piece->at, TRUE);
      piece->at++;
      complete = json_step (self, c);

      if (complete)
        {
          /* White space behind a value belongs to it, as far as it came along. */
          while (self->state != JSON_BAD && piece->at < piece->length
                 && json_is_space (piece->bytes[piece->at]))
            piece->at++;
          end_frame (self, piece, piece->at, self->state == JSON_BAD);
        }
      else if (frame_length (self, piece) >= SOCKEYE_FRAME_LENGTH_MAX)
        end_frame (self, piece, piece->at, TRUE);
    }
}

static void
push_silence (SockeyeFramer *self, Piece *piece, gint64 time)
{
  if (self->pending > 0 && time - self->last >= (gint64) self->framing.silence_ms * 1000)
    end_frame (self, piece, 0, FALSE);

  while (piece->at < piece->length)
    {
      piece->at = frame_limit (self, piece);
      if (frame_length (self, piece) >= SOCKEYE_FRAME_LENGTH_MAX)
        end_frame (self, piece, piece->at, TRUE);
    }
}

/**
 * sockeye_framing_check:
 * @framing: a rule
 * @error: return location for an error
 *
 * Returns: %TRUE if the rule can be used; otherwise @error (%SOCKEYE_ERROR_INVALID_PATTERN) says what is wrong
 */
gboolean
sockeye_framing_check (const SockeyeFraming *framing, GError **error)
{
  const char *problem = NULL;

  if (framing->kind == SOCKEYE_FRAMING_DELIMITER
      && (framing->delimiter_length < 1 || framing->delimiter_length > SOCKEYE_DELIMITER_MAX))
    problem = _ ("A delimiter has 1 to 16 bytes. Type the bytes that end a message.");
  else if (framing->kind == SOCKEYE_FRAMING_FIXED
           && (framing->size < 1 || framing->size > SOCKEYE_FRAME_LENGTH_MAX))
    problem = _ ("A message of fixed size has 1 to 16777216 bytes. Choose a size in this range.");
  else if (framing->kind == SOCKEYE_FRAMING_LENGTH
           && (framing->width < 1 || framing->width > 8 || framing->offset > 4096))
    problem = _ ("A length field has 1 to 8 bytes and begins within the first 4096. Choose others.");
  else if (framing->kind == SOCKEYE_FRAMING_SILENCE && framing->silence_ms < 1)
    problem = _ ("The silence that ends a message lasts at least 1 ms. Choose a longer one.");

  if (problem == NULL)
    return TRUE;

  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN, problem);
  return FALSE;
}

/**
 * sockeye_framer_new:
 * @framing: a rule that passes sockeye_framing_check(); copied
 *
 * Returns: (transfer full): the state at the beginning of a stream
 */
SockeyeFramer *
sockeye_framer_new (const SockeyeFraming *framing)
{
  SockeyeFramer *self = g_new0 (SockeyeFramer, 1);

  self->framing = *framing;
  return self;
}

/**
 * sockeye_framer_free:
 * @self: (transfer full): a framer
 */
void
sockeye_framer_free (SockeyeFramer *self)
{
  g_free (self);
}

/**
 * sockeye_framer_push:
 * @self: a framer
 * @bytes: the next piece of the stream, as it was received or sent
 * @length: how many bytes
 * @time: when, in microseconds
 * @func: (scope call): called for every frame that ends in this piece, in order
 * @data: for @func
 *
 * Finds the ends of frames. A bad frame is reported like any other, and what follows it is read anew.
 */
void
sockeye_framer_push (SockeyeFramer *self,
                     const guint8 *bytes,
                     gsize length,
                     gint64 time,
                     SockeyeFrameFunc func,
                     gpointer data)
{
  Piece piece = { .bytes = bytes, .length = length, .func = func, .data = data };

  switch (self->framing.kind)
    {
    case SOCKEYE_FRAMING_DELIMITER:
      push_delimiter (self, &piece);
      break;
    case SOCKEYE_FRAMING_FIXED:
      push_fixed (self, &piece);
      break;
    case SOCKEYE_FRAMING_LENGTH:
      push_length (self, &piece);
      break;
    case SOCKEYE_FRAMING_SILENCE:
      push_silence (self, &piece, time);
      break;
    case SOCKEYE_FRAMING_JSON:
      push_json (self, &piece);
      break;
    case SOCKEYE_FRAMING_AS_RECEIVED:
    default:
      end_frame (self, &piece, length, FALSE);
      break;
    }

  self->pending += length - piece.begin;
  self->last = time;
}

/**
 * sockeye_framer_get_pending:
 * @self: a framer
 *
 * Returns: bytes of the frame that has begun and not yet ended
 */
gsize
sockeye_framer_get_pending (SockeyeFramer *self)
{
  return self->pending;
}
