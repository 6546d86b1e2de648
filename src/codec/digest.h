/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeDigestKey:
 *
 * 16 bytes that a digest depends on. Where they are random, nobody who sends bytes can know which others have the same
 * digest.
 */
typedef struct
{
  guint64 words[2];
} SockeyeDigestKey;

/**
 * SockeyeDigest:
 * @words: 16 bytes; the same for the same bytes and key, and for no others that ever come about
 */
typedef struct
{
  guint64 words[2];
} SockeyeDigest;

/* Private in its fields: bytes that are looked at piece by piece. May be copied, also halfway. */
typedef struct
{
  guint64 state[4];
  guint64 tail; /* bytes that are no whole word yet */
  guint64 length;
} SockeyeDigester;

void sockeye_digest_key_init_random (SockeyeDigestKey *key);
void sockeye_digester_init (SockeyeDigester *self, const SockeyeDigestKey *key);
void sockeye_digester_push (SockeyeDigester *self, const guint8 *bytes, gsize length);
void sockeye_digester_finish (const SockeyeDigester *self, SockeyeDigest *digest);

G_END_DECLS
