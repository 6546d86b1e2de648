/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "expecter.h"

/* A regular expression is looked for anew in all that is kept, so not for every byte that comes. */
#define BATCH (64u << 10)
/* Together, all far ends have so much. */
#define ALL_MAX    (64u << 20)
#define WINDOW_MIN (4u << 10)

/* What came from one far end. */
typedef struct
{
  guint32 peer;
  GByteArray *bytes; /* from a character's first byte on */
  gsize searched;    /* bytes of it in which the expectation was not found */
  guint64 total;     /* bytes that have come since the expectation began */
} Rest;

struct _SockeyeExpecter
{
  const SockeyeCharset *charset;
  GHashTable *rests; /* peer -> Rest */
  guint32 newest;    /* the far end that sent last, 0: none */
  gsize unsearched;
};

static void
rest_free (Rest *rest)
{
  g_byte_array_unref (rest->bytes);
  g_free (rest);
}

/**
 * sockeye_expecter_new:
 * @charset: the encoding of what comes
 *
 * Returns: (transfer full): an expecter to which nothing has come
 */
SockeyeExpecter *
sockeye_expecter_new (const SockeyeCharset *charset)
{
  SockeyeExpecter *self = g_new0 (SockeyeExpecter, 1);

  self->charset = charset;
  self->rests = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) rest_free);
  return self;
}

/**
 * sockeye_expecter_free:
 * @self: (transfer full): an expecter
 */
void
sockeye_expecter_free (SockeyeExpecter *self)
{
  g_hash_table_unref (self->rests);
  g_free (self);
}

static Rest *
get_rest (SockeyeExpecter *self, guint32 peer)
{
  Rest *rest = g_hash_table_lookup (self->rests, GUINT_TO_POINTER (peer));

  if (rest != NULL)
    return rest;

  rest = g_new0 (Rest, 1);
  rest->peer = peer;
  rest->bytes = g_byte_array_new ();
  g_hash_table_insert (self->rests, GUINT_TO_POINTER (peer), rest);
  return rest;
}

static void
eat (Rest *rest, gsize length)
{
  g_byte_array_remove_range (rest->bytes, 0, (guint) length);
  rest->searched -= MIN (rest->searched, length);
}

/**
 * sockeye_expecter_push:
 * @peer: from whom
 * @datagram: it is a message of its own, in which an expectation has to be met as a whole
 * @bytes: what came
 * @length: how many bytes
 *
 * Takes what came. Look then, at the latest when sockeye_expecter_is_due().
 */
void
sockeye_expecter_push (SockeyeExpecter *self,
                       guint32 peer,
                       gboolean datagram,
                       const guint8 *bytes,
                       gsize length)
{
  Rest *rest = get_rest (self, peer);

  if (datagram)
    eat (rest, rest->bytes->len);
  g_byte_array_append (rest->bytes, bytes, (guint) length);
  rest->total += length;
  self->newest = peer;
  self->unsearched = datagram ? BATCH : self->unsearched + length;
}

/**
 * sockeye_expecter_forget:
 * @peer: a far end that has ended, and whose bytes were looked at
 */
void
sockeye_expecter_forget (SockeyeExpecter *self, guint32 peer)
{
  /* The newest one is still to be shown. */
  if (peer != self->newest)
    g_hash_table_remove (self->rests, GUINT_TO_POINTER (peer));
}

/**
 * sockeye_expecter_is_due:
 *
 * Returns: whether so much has come that sockeye_expecter_look() has to be called before more does
 */
gboolean
sockeye_expecter_is_due (SockeyeExpecter *self)
{
  return self->unsearched >= BATCH;
}

/* Where a character begins: what is kept begins there as well. */
static gsize
find_border (SockeyeExpecter *self, const Rest *rest, gsize before)
{
  g_autoptr (SockeyeText) text = NULL;
  gsize border = 0;

  if (self->charset->longest == 1)
    return before;

  text = sockeye_text_new ();
  sockeye_text_decode (text, self->charset, rest->bytes->data, before, 0,
                       SOCKEYE_DECODE_PLAIN | SOCKEYE_DECODE_MORE);
  border = text->consumed;
  return border;
}

/* What was searched in vain and can be no part of a match any more. */
static void
trim (SockeyeExpecter *self, Rest *rest, const SockeyeExpectation *what)
{
  gsize window = CLAMP (ALL_MAX / (g_hash_table_size (self->rests) + 1), WINDOW_MIN, SOCKEYE_EXPECTER_WINDOW);
  gsize overlap = sockeye_expectation_get_overlap (what);
  gsize kept = overlap == G_MAXSIZE ? window : MAX (overlap, SOCKEYE_EXPECTER_SHOWN);

  /* Twice as much, so that not every byte moves all the others. */
  if (rest->bytes->len > 2 * kept)
    eat (rest, find_border (self, rest, rest->bytes->len - kept));
}

static gboolean
look_at (SockeyeExpecter *self, Rest *rest, const SockeyeExpectation *what)
{
  gsize end;

  if (rest->searched == rest->bytes->len && rest->searched > 0)
    return FALSE;
  if (rest->bytes->len > 0
      && sockeye_expectation_find (what, rest->bytes->data, rest->bytes->len, rest->searched, &end))
    {
      eat (rest, end);
      return TRUE;
    }

  rest->searched = rest->bytes->len;
  trim (self, rest, what);
  return FALSE;
}

/**
 * sockeye_expecter_look:
 * @what: what is expected
 * @peer: (out): from whom it came; unchanged when it did not come
 *
 * Looks in what came since the last call, or since sockeye_expecter_begin().
 *
 * Returns: whether it has come; then it is eaten, and all that came from @peer before it
 */
gboolean
sockeye_expecter_look (SockeyeExpecter *self, const SockeyeExpectation *what, guint32 *peer)
{
  GHashTableIter iter;
  gpointer rest;

  self->unsearched = 0;
  g_hash_table_iter_init (&iter, self->rests);
  while (g_hash_table_iter_next (&iter, NULL, &rest))
    if (look_at (self, rest, what))
      {
        *peer = ((Rest *) rest)->peer;
        return TRUE;
      }
  return FALSE;
}

/**
 * sockeye_expecter_begin:
 *
 * Something else is expected now: what is left may hold it.
 */
void
sockeye_expecter_begin (SockeyeExpecter *self)
{
  GHashTableIter iter;
  gpointer rest;

  g_hash_table_iter_init (&iter, self->rests);
  while (g_hash_table_iter_next (&iter, NULL, &rest))
    {
      ((Rest *) rest)->searched = 0;
      ((Rest *) rest)->total = ((Rest *) rest)->bytes->len;
    }
}

/**
 * sockeye_expecter_get_newest:
 * @peer: (out): who sent last; 0: nobody has
 * @total: (out): bytes that came from there and are not eaten, also those that are not kept
 *
 * Returns: (transfer full): the newest bytes from there, up to %SOCKEYE_EXPECTER_SHOWN
 */
GBytes *
sockeye_expecter_get_newest (SockeyeExpecter *self, guint32 *peer, guint64 *total)
{
  const Rest *rest = g_hash_table_lookup (self->rests, GUINT_TO_POINTER (self->newest));
  gsize length = rest != NULL ? MIN (rest->bytes->len, SOCKEYE_EXPECTER_SHOWN) : 0;

  *peer = self->newest;
  *total = rest != NULL ? rest->total : 0;
  return g_bytes_new (length > 0 ? rest->bytes->data + rest->bytes->len - length : NULL, length);
}
