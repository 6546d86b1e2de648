/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-pairing.h"

#include <string.h>

/* Bytes of an item that say what it is like: half of them from its end. */
#define SAMPLE_LENGTH 256u
/* So many pairs are weighed at a place, and in all; then what stands in the same place is a pair. */
#define PAIRS_MAX    (1u << 14)
#define PAIRS_IN_ALL (8u << 20)
/* Any two of one direction are rather a change than something lost and something new. */
#define PAIR_SCORE 100
#define SAME_SCORE 3000

typedef struct
{
  guint8 bytes[SAMPLE_LENGTH];
  gsize length;
  gboolean known;
} Sample;

struct _SockeyeDiffPairing
{
  const SockeyeDiffSide *sides[2];
  const SockeyeDiffItem *items[2];
  GArray *samples[2]; /* of Sample, of the place that is looked at */
  GArray *scores;     /* of int: the best from each pair on */
  guint budget;
};

/**
 * sockeye_diff_pairing_new:
 * @left: (transfer none): a side that was read; it has to live longer
 * @right: (transfer none): the other one
 *
 * Returns: (transfer full): for these two
 */
SockeyeDiffPairing *
sockeye_diff_pairing_new (const SockeyeDiffSide *left, const SockeyeDiffSide *right)
{
  SockeyeDiffPairing *self = g_new0 (SockeyeDiffPairing, 1);
  guint n_items;

  self->sides[0] = left;
  self->sides[1] = right;
  for (guint i = 0; i < 2; i++)
    {
      self->items[i] = sockeye_diff_side_get_items (self->sides[i], &n_items);
      self->samples[i] = g_array_new (FALSE, FALSE, sizeof (Sample));
    }
  self->scores = g_array_new (FALSE, FALSE, sizeof (int));
  self->budget = PAIRS_IN_ALL;
  return self;
}

/**
 * sockeye_diff_pairing_free:
 * @self: (transfer full): what is no longer needed
 */
void
sockeye_diff_pairing_free (SockeyeDiffPairing *self)
{
  g_array_unref (self->samples[0]);
  g_array_unref (self->samples[1]);
  g_array_unref (self->scores);
  g_free (self);
}

static void
take_sample (const SockeyeDiffSide *side, const SockeyeDiffItem *item, Sample *sample)
{
  gsize half = SAMPLE_LENGTH / 2;

  sample->length = MIN (item->length, SAMPLE_LENGTH);
  if (item->length <= SAMPLE_LENGTH)
    sample->known = sockeye_diff_side_read_bytes (side, item, 0, sample->bytes, sample->length, TRUE)
                    == SOCKEYE_READ_OK;
  else
    sample->known = sockeye_diff_side_read_bytes (side, item, 0, sample->bytes, half, TRUE) == SOCKEYE_READ_OK
                    && sockeye_diff_side_read_bytes (side, item, item->length - (guint32) half,
                                                     sample->bytes + half, half, TRUE)
                           == SOCKEYE_READ_OK;
}

static void
take_samples (SockeyeDiffPairing *self, guint side, const SockeyeDiffRange *range)
{
  g_array_set_size (self->samples[side], range->end - range->begin);
  for (guint i = range->begin; i < range->end; i++)
    take_sample (self->sides[side], &self->items[side][i],
                 &g_array_index (self->samples[side], Sample, i - range->begin));
}

/**
 * sockeye_diff_similarity:
 * @one: (array length=length): bytes
 * @length: how many
 * @other: (array length=other_length): other bytes
 * @other_length: how many
 *
 * Returns: 0: nothing in common, to 1000: the same. What counts is what is the same at both ends, or in its place: numbers and
 *   sums change within messages, and leave the rest where it is.
 */
guint
sockeye_diff_similarity (const guint8 *one, gsize length, const guint8 *other, gsize other_length)
{
  gsize n = MIN (length, other_length);
  gsize head = 0;
  gsize tail = 0;
  gsize in_place = 0;

  if (MAX (length, other_length) == 0)
    return 1000;
  while (head < n && one[head] == other[head])
    head++;
  while (tail < n - head && one[length - 1 - tail] == other[other_length - 1 - tail])
    tail++;
  for (gsize i = 0; i < n; i++)
    in_place += one[i] == other[i];
  return (guint) (1000 * MAX (head + tail, in_place) / MAX (length, other_length));
}

static gboolean
can_pair (const SockeyeDiffItem *left, const SockeyeDiffItem *right)
{
  return left->role == right->role && left->lane == right->lane;
}

/* -1: they cannot be one. */
static int
weigh (SockeyeDiffPairing *self,
       const SockeyeDiffRange *left,
       const SockeyeDiffRange *right,
       guint i,
       guint j)
{
  const SockeyeDiffItem *one = &self->items[0][left->begin + i];
  const SockeyeDiffItem *other = &self->items[1][right->begin + j];
  const Sample *sample = &g_array_index (self->samples[0], Sample, i);
  const Sample *other_sample = &g_array_index (self->samples[1], Sample, j);

  if (!can_pair (one, other))
    return -1;
  if (one->value == other->value)
    return SAME_SCORE;
  if (!sample->known || !other_sample->known)
    return PAIR_SCORE;
  return PAIR_SCORE
         + (int) sockeye_diff_similarity (sample->bytes, sample->length, other_sample->bytes,
                                          other_sample->length);
}

static inline int *
get_score (SockeyeDiffPairing *self, guint n_right, guint i, guint j)
{
  return &g_array_index (self->scores, int, (gsize) i *(n_right + 1) + j);
}

static void
find_scores (SockeyeDiffPairing *self, const SockeyeDiffRange *left, const SockeyeDiffRange *right)
{
  guint n_left = left->end - left->begin;
  guint n_right = right->end - right->begin;

  g_array_set_size (self->scores, (n_left + 1) * (n_right + 1));
  for (guint i = n_left + 1; i > 0; i--)
    for (guint j = n_right + 1; j > 0; j--)
      {
        guint l = i - 1;
        guint r = j - 1;
        int best = 0;

        if (l < n_left)
          best = MAX (best, *get_score (self, n_right, l + 1, r));
        if (r < n_right)
          best = MAX (best, *get_score (self, n_right, l, r + 1));
        if (l < n_left && r < n_right)
          {
            int pair = weigh (self, left, right, l, r);

            if (pair >= 0)
              best = MAX (best, pair + *get_score (self, n_right, l + 1, r + 1));
          }
        *get_score (self, n_right, l, r) = best;
      }
}

static void
emit_pair (SockeyeDiffPairing *self, guint left, guint right, SockeyeDiffEmit emit, gpointer data)
{
  gboolean same = self->items[0][left].value == self->items[1][right].value;

  emit (same ? SOCKEYE_DIFF_EQUAL : SOCKEYE_DIFF_CHANGED, left, right, data);
}

static void
pair_by_likeness (SockeyeDiffPairing *self,
                  const SockeyeDiffRange *left,
                  const SockeyeDiffRange *right,
                  SockeyeDiffEmit emit,
                  gpointer data)
{
  guint n_left = left->end - left->begin;
  guint n_right = right->end - right->begin;
  guint i = 0;
  guint j = 0;

  take_samples (self, 0, left);
  take_samples (self, 1, right);
  find_scores (self, left, right);
  while (i < n_left || j < n_right)
    {
      int best = *get_score (self, n_right, i, j);
      int pair = i < n_left && j < n_right ? weigh (self, left, right, i, j) : -1;

      if (pair >= 0 && pair + *get_score (self, n_right, i + 1, j + 1) == best)
        {
          emit_pair (self, left->begin + i, right->begin + j, emit, data);
          i++;
          j++;
        }
      else if (i < n_left && *get_score (self, n_right, i + 1, j) == best)
        {
          emit (SOCKEYE_DIFF_LEFT, left->begin + i, right->begin + j, data);
          i++;
        }
      else
        {
          emit (SOCKEYE_DIFF_RIGHT, left->begin + i, right->begin + j, data);
          j++;
        }
    }
}

static void
pair_by_place (SockeyeDiffPairing *self,
               const SockeyeDiffRange *left,
               const SockeyeDiffRange *right,
               SockeyeDiffEmit emit,
               gpointer data)
{
  guint l = left->begin;
  guint r = right->begin;

  while (l < left->end || r < right->end)
    if (l < left->end && r < right->end && can_pair (&self->items[0][l], &self->items[1][r]))
      emit_pair (self, l++, r++, emit, data);
    else if (l < left->end && left->end - l >= right->end - r)
      emit (SOCKEYE_DIFF_LEFT, l++, r, data);
    else
      emit (SOCKEYE_DIFF_RIGHT, l, r++, data);
}

/**
 * sockeye_diff_pairing_pair:
 * @self: a pairing
 * @left: items that the other side does not have there
 * @right: items that stand in their place there
 * @emit: told each of them once, in order
 * @data: for @emit
 *
 * What is most alike is one that was changed.
 */
void
sockeye_diff_pairing_pair (SockeyeDiffPairing *self,
                           const SockeyeDiffRange *left,
                           const SockeyeDiffRange *right,
                           SockeyeDiffEmit emit,
                           gpointer data)
{
  guint64 pairs = (guint64) (left->end - left->begin) * (right->end - right->begin);

  if (pairs > 1 && pairs <= MIN (PAIRS_MAX, self->budget))
    {
      self->budget -= (guint) pairs;
      pair_by_likeness (self, left, right, emit, data);
    }
  else
    pair_by_place (self, left, right, emit, data);
}
