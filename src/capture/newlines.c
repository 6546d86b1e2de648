/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "newlines.h"

#include <string.h>

/* GCC and Clang make the machine's own vectors of it: 16 bytes wide, as all 64-bit machines have them. Wider ones are
 * put together from memory where the machine has none, at a twentieth of the speed. */
typedef guint8 Vector __attribute__ ((vector_size (16)));

/* A lane counts to 255 before it is added up. */
#define N_PER_LANE 255u

static guint32
add_up (const Vector *counts)
{
  guint32 sum = 0;

  for (guint i = 0; i < sizeof *counts; i++)
    sum += (*counts)[i];

  return sum;
}

/**
 * sockeye_count_newlines:
 * @bytes: (array length=length): the bytes
 * @length: how many
 *
 * Returns: how many of them are 0x0A; at the speed of memory, also when lines are short
 */
guint32
sockeye_count_newlines (const guint8 *bytes, gsize length)
{
  guint32 sum = 0;

  while (length >= sizeof (Vector))
    {
      gsize n = MIN (length / sizeof (Vector), N_PER_LANE);
      Vector counts = { 0 };

      for (gsize i = 0; i < n; i++)
        {
          Vector piece;

          memcpy (&piece, bytes + i * sizeof piece, sizeof piece);
          counts -= (Vector) (piece == '\n'); /* a match is all ones: minus one */
        }
      sum += add_up (&counts);
      bytes += n * sizeof (Vector);
      length -= n * sizeof (Vector);
    }
  for (gsize i = 0; i < length; i++)
    sum += bytes[i] == '\n';

  return sum;
}
