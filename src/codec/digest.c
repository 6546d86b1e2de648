/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "digest.h"

#include <string.h>

/* SipHash-2-4 with a result of 128 bits (Aumasson and Bernstein, 2012): quick, and with a key. */

#define WORD 8u

static inline guint64
rotate (guint64 x, guint bits)
{
  return (x << bits) | (x >> (64 - bits));
}

static inline void
mix (guint64 *v)
{
  v[0] += v[1];
  v[1] = rotate (v[1], 13) ^ v[0];
  v[0] = rotate (v[0], 32);
  v[2] += v[3];
  v[3] = rotate (v[3], 16) ^ v[2];
  v[0] += v[3];
  v[3] = rotate (v[3], 21) ^ v[0];
  v[2] += v[1];
  v[1] = rotate (v[1], 17) ^ v[2];
  v[2] = rotate (v[2], 32);
}

static inline void
take_word (guint64 *v, guint64 word)
{
  v[3] ^= word;
  mix (v);
  mix (v);
  v[0] ^= word;
}

static inline guint64
read_word (const guint8 *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  return GUINT64_FROM_LE (word);
}

/**
 * sockeye_digest_key_init_random:
 * @key: (out): a key that nobody can guess easily
 */
void
sockeye_digest_key_init_random (SockeyeDigestKey *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (key->words); i++)
    key->words[i] = ((guint64) g_random_int () << 32) | g_random_int ();
}

/**
 * sockeye_digester_init:
 * @self: (out): has seen no bytes
 * @key: what the digest depends on
 */
void
sockeye_digester_init (SockeyeDigester *self, const SockeyeDigestKey *key)
{
  *self = (SockeyeDigester){
    .state = { key->words[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
               key->words[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d) ^ 0xee,
               key->words[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
               key->words[1] ^ G_GUINT64_CONSTANT (0x7465646279746573) },
  };
}

/**
 * sockeye_digester_push:
 * @self: what has seen the bytes before
 * @bytes: (array length=length): what follows
 * @length: how many
 *
 * How the bytes are divided does not matter.
 */
void
sockeye_digester_push (SockeyeDigester *self, const guint8 *bytes, gsize length)
{
  guint filled = (guint) (self->length % WORD);

  self->length += length;
  for (; filled > 0 && length > 0; length--)
    {
      self->tail |= (guint64) *bytes++ << (8 * filled);
      filled = (filled + 1) % WORD;
      if (filled == 0)
        {
          take_word (self->state, self->tail);
          self->tail = 0;
        }
    }
  for (; length >= WORD; length -= WORD, bytes += WORD)
    take_word (self->state, read_word (bytes));
  for (; length > 0; length--)
    self->tail |= (guint64) *bytes++ << (8 * filled++);
}

/**
 * sockeye_digester_finish:
 * @self: what has seen all bytes; it stays as it is
 * @digest: (out): of these bytes
 */
void
sockeye_digester_finish (const SockeyeDigester *self, SockeyeDigest *digest)
{
  guint64 v[4];

  memcpy (v, self->state, sizeof v);
  take_word (v, self->tail | (self->length << 56));
  v[2] ^= 0xee;
  for (guint half = 0; half < 2; half++)
    {
      for (guint i = 0; i < 4; i++)
        mix (v);
      digest->words[half] = v[0] ^ v[1] ^ v[2] ^ v[3];
      v[1] ^= 0xdd;
    }
}
