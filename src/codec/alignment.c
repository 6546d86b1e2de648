/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "alignment.h"

#include <string.h>

/*
 * What two sequences have in common, in order: the greedy algorithm of Myers (1986), as long as few edits lead from one to
 * the other. Otherwise elements that are there once in both hold the rest together ("patience"), and between them the same
 * algorithm goes on from wherever it has come the furthest. That need not be the shortest way, but takes bounded time.
 */

/* Steps that are made at most, roughly, once there are too many edits. */
#define STEPS_MAX    (1u << 28)
#define EDITS_AT_MIN 64u

/* What is left of a sequence once those elements are gone that the other one does not have. */
typedef struct
{
  guint32 *values;
  guint32 *places;
  guint n;
} Sequence;

typedef struct
{
  Sequence left;
  Sequence right;
  GArray *runs;  /* of SockeyeAlignedRun, the result */
  GArray *trace; /* of int: how far each number of edits leads on each diagonal; -1: nowhere */
  GArray *way;   /* of SockeyeAlignedRun, backwards */
  SockeyeAlignmentStop stop;
  gpointer data;
  gboolean stopped;
} Aligner;

/* A part of both. */
typedef struct
{
  guint left;
  guint left_end;
  guint right;
  guint right_end;
} Part;

static void
add_match (GArray *runs, guint32 left, guint32 right, guint32 length)
{
  SockeyeAlignedRun *last = runs->len > 0 ? &g_array_index (runs, SockeyeAlignedRun, runs->len - 1) : NULL;
  SockeyeAlignedRun run = { left, right, length };

  if (length == 0)
    return;
  if (last != NULL && last->left + last->length == left && last->right + last->length == right)
    last->length += length;
  else
    g_array_append_val (runs, run);
}

/* What is next to each other here need not be so where it comes from. */
static void
add_matches (Aligner *self, guint left, guint right, guint length)
{
  for (guint i = 0; i < length; i++)
    add_match (self->runs, self->left.places[left + i], self->right.places[right + i], 1);
}

static inline const int *
get_reach (Aligner *self, guint edits)
{
  return (const int *) (gpointer) self->trace->data + (gsize) edits * (edits + 1) / 2;
}

/*
 * Diagonal i of @edits edits is left - right = 2 i - edits; one edit less stood on i - 1, and went on in the left one, or on
 * i, and went on in the right one. Returns where it stands before elements that are the same follow, -1: nowhere.
 */
static int
step (const int *before, guint edits, guint i, const Part *part)
{
  int diagonal = 2 * (int) i - (int) edits;
  int by_left = i > 0 ? before[i - 1] : -1;
  int by_right = i < edits ? before[i] : -1;

  if (by_left >= 0 && by_left < (int) (part->left_end - part->left))
    by_left++;
  else
    by_left = -1;
  if (by_right >= 0 && by_right - diagonal > (int) (part->right_end - part->right))
    by_right = -1;
  return MAX (by_left, by_right);
}

static int
slide (Aligner *self, const Part *part, int at, int diagonal)
{
  int n_left = (int) (part->left_end - part->left);
  int n_right = (int) (part->right_end - part->right);
  const guint32 *left = self->left.values + part->left;
  const guint32 *right = self->right.values + part->right;

  while (at < n_left && at - diagonal < n_right && left[at] == right[at - diagonal])
    at++;
  return at;
}

/* Returns whether the end of both is reached, on diagonal @found. */
static gboolean
reach (Aligner *self, const Part *part, guint edits, guint *found)
{
  int n_left = (int) (part->left_end - part->left);
  int n_right = (int) (part->right_end - part->right);

  g_array_set_size (self->trace, (guint) ((gsize) (edits + 1) * (edits + 2) / 2));
  for (guint i = 0; i <= edits; i++)
    {
      int diagonal = 2 * (int) i - (int) edits;
      int at = edits == 0 ? 0 : step (get_reach (self, edits - 1), edits, i, part);

      if (at >= 0)
        at = slide (self, part, at, diagonal);
      ((int *) (gpointer) get_reach (self, edits))[i] = at;
      if (at == n_left && at - diagonal == n_right)
        {
          *found = i;
          return TRUE;
        }
    }
  return FALSE;
}

static guint
find_furthest (Aligner *self, guint edits)
{
  const int *reached = get_reach (self, edits);
  int best = -1;
  guint found = 0;

  for (guint i = 0; i <= edits; i++)
    {
      int diagonal = 2 * (int) i - (int) edits;

      if (reached[i] >= 0 && 2 * reached[i] - diagonal > best)
        {
          best = 2 * reached[i] - diagonal;
          found = i;
        }
    }
  return found;
}

/* Takes over what the way to here has in common, and what it leaves is still to be done. */
static void
take_way (Aligner *self, Part *part, guint edits, guint i)
{
  int end = get_reach (self, edits)[i];
  int right_end = end - (2 * (int) i - (int) edits);

  g_array_set_size (self->way, 0);
  for (;; edits--)
    {
      int diagonal = 2 * (int) i - (int) edits;
      int reached = get_reach (self, edits)[i];
      const int *before = edits > 0 ? get_reach (self, edits - 1) : NULL;
      int begin = edits > 0 ? step (before, edits, i, part) : 0;
      SockeyeAlignedRun run = { part->left + (guint) begin, part->right + (guint) (begin - diagonal),
                                (guint) (reached - begin) };

      g_array_append_val (self->way, run);
      if (edits == 0)
        break;
      /* Where both led there, either would do. */
      if (i > 0 && before[i - 1] >= 0 && before[i - 1] + 1 == begin)
        i--;
    }
  for (guint n = self->way->len; n > 0; n--)
    {
      const SockeyeAlignedRun *run = &g_array_index (self->way, SockeyeAlignedRun, n - 1);

      add_matches (self, run->left, run->right, run->length);
    }
  part->left += (guint) end;
  part->right += (guint) right_end;
}

/* Returns whether the shortest way was found; otherwise nothing was taken over. */
static gboolean
align_exactly (Aligner *self, Part *part, guint limit)
{
  guint n_left = part->left_end - part->left;
  guint n_right = part->right_end - part->right;
  guint found;

  if (MAX (n_left, n_right) - MIN (n_left, n_right) > limit)
    return FALSE;
  for (guint edits = 0; edits <= limit && !self->stopped; edits++)
    {
      if (reach (self, part, edits, &found))
        {
          take_way (self, part, edits, found);
          return TRUE;
        }
      self->stopped = self->stop != NULL && self->stop (self->data);
    }
  return FALSE;
}

static void
align_step_by_step (Aligner *self, Part part, guint limit)
{
  while (part.left < part.left_end && part.right < part.right_end && !self->stopped)
    {
      guint found = 0;
      guint edits = 0;

      while (!reach (self, &part, edits, &found) && !self->stopped)
        {
          self->stopped = self->stop != NULL && self->stop (self->data);
          if (edits == limit)
            {
              found = find_furthest (self, edits);
              break;
            }
          edits++;
        }
      if (!self->stopped)
        take_way (self, &part, edits, found);
    }
}

static guint32 *
count_values (const Sequence *sequence, guint32 n_values)
{
  guint32 *counts = g_new0 (guint32, n_values);

  for (guint i = 0; i < sequence->n; i++)
    counts[sequence->values[i]]++;
  return counts;
}

/* Of pairs in the order of the left ones, most of those whose right ones are in order, too (patience sorting). */
static GArray *
choose_ascending (const SockeyeAlignedRun *pairs, guint n_pairs)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (SockeyeAlignedRun));
  g_autofree guint *tops = g_new (guint,
                                  MAX (n_pairs, 1)); /* the last pair of the best choice of each length */
  g_autofree guint *before = g_new (guint, MAX (n_pairs, 1));
  guint n = 0;

  for (guint i = 0; i < n_pairs; i++)
    {
      guint low = 0;
      guint high = n;

      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (pairs[tops[middle]].right < pairs[i].right)
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? tops[low - 1] : G_MAXUINT;
      tops[low] = i;
      n = MAX (n, low + 1);
    }
  g_array_set_size (chosen, n);
  for (guint i = n, at = n > 0 ? tops[n - 1] : G_MAXUINT; i > 0; i--, at = before[at])
    g_array_index (chosen, SockeyeAlignedRun, i - 1) = pairs[at];
  return chosen;
}

/* Those that are there once in both. */
static GArray *
find_anchors (Aligner *self, guint32 n_values)
{
  g_autofree guint32 *left_counts = count_values (&self->left, n_values);
  g_autofree guint32 *right_counts = count_values (&self->right, n_values);
  g_autofree guint32 *places = g_new0 (guint32, n_values);
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (SockeyeAlignedRun));

  for (guint i = 0; i < self->right.n; i++)
    places[self->right.values[i]] = i;
  for (guint i = 0; i < self->left.n; i++)
    {
      guint32 value = self->left.values[i];
      SockeyeAlignedRun pair = { i, places[value], 1 };

      if (left_counts[value] == 1 && right_counts[value] == 1)
        g_array_append_val (pairs, pair);
    }
  return choose_ascending ((const SockeyeAlignedRun *) (gpointer) pairs->data, pairs->len);
}

static void
align_by_anchors (Aligner *self, guint32 n_values, guint limit)
{
  g_autoptr (GArray) anchors = find_anchors (self, n_values);
  Part part = { 0 };

  /* At least one: each goes on from where the one before has come to. */
  limit = MIN (MAX (limit, 1), MAX (EDITS_AT_MIN, STEPS_MAX / MAX (self->left.n + self->right.n, 1)));
  for (guint i = 0; i < anchors->len && !self->stopped; i++)
    {
      const SockeyeAlignedRun *anchor = &g_array_index (anchors, SockeyeAlignedRun, i);

      part.left_end = anchor->left;
      part.right_end = anchor->right;
      align_step_by_step (self, part, limit);
      add_matches (self, anchor->left, anchor->right, 1);
      part.left = anchor->left + 1;
      part.right = anchor->right + 1;
    }
  part.left_end = self->left.n;
  part.right_end = self->right.n;
  align_step_by_step (self, part, limit);
}

static void
sequence_take (Sequence *self, const guint32 *values, guint begin, guint end, const guint32 *others)
{
  self->values = g_new (guint32, MAX (end - begin, 1));
  self->places = g_new (guint32, MAX (end - begin, 1));
  self->n = 0;
  for (guint i = begin; i < end; i++)
    if (others[values[i]] > 0)
      {
        self->values[self->n] = values[i];
        self->places[self->n++] = i;
      }
}

static void
sequence_clear (Sequence *self)
{
  g_free (self->values);
  g_free (self->places);
}

/* Without what the other one does not have; that changes nothing of what they have in common. */
static void
take_common (Aligner *self, const guint32 *left, const guint32 *right, const Part *part, guint32 n_values)
{
  Sequence whole_left = { (guint32 *) left + part->left, NULL, part->left_end - part->left };
  Sequence whole_right = { (guint32 *) right + part->right, NULL, part->right_end - part->right };
  g_autofree guint32 *left_counts = count_values (&whole_left, n_values);
  g_autofree guint32 *right_counts = count_values (&whole_right, n_values);

  sequence_take (&self->left, left, part->left, part->left_end, right_counts);
  sequence_take (&self->right, right, part->right, part->right_end, left_counts);
}

static void
align_middle (Aligner *self, guint32 n_values, guint limit, gboolean *shortest)
{
  Part part = { 0, self->left.n, 0, self->right.n };

  *shortest = align_exactly (self, &part, limit);
  if (!*shortest && !self->stopped)
    align_by_anchors (self, n_values, limit);
}

static void
trim (const guint32 *left, const guint32 *right, Part *part)
{
  while (part->left < part->left_end && part->right < part->right_end
         && left[part->left] == right[part->right])
    {
      part->left++;
      part->right++;
    }
  while (part->left < part->left_end && part->right < part->right_end
         && left[part->left_end - 1] == right[part->right_end - 1])
    {
      part->left_end--;
      part->right_end--;
    }
}

/**
 * sockeye_align:
 * @left: (array length=n_left): a sequence
 * @n_left: its length
 * @right: (array length=n_right): another one
 * @n_right: its length
 * @n_values: all elements are less than this
 * @n_edits_max: edits up to which the shortest way is looked for, at most %SOCKEYE_ALIGNMENT_EDITS_MAX
 * @stop: (nullable): asked now and then whether to stop
 * @data: for @stop
 * @shortest: (out): whether no other alignment has more in common
 *
 * Finds what both have in common, in order. Takes memory in proportion to the lengths and to the square of @n_edits_max; beyond
 * so many edits the result is as good as can be had in the time.
 *
 * Returns: (transfer full) (element-type SockeyeAlignedRun) (nullable): the runs, one behind the other in both; %NULL: it was
 *   stopped
 */
GArray *
sockeye_align (const guint32 *left,
               guint n_left,
               const guint32 *right,
               guint n_right,
               guint32 n_values,
               guint n_edits_max,
               SockeyeAlignmentStop stop,
               gpointer data,
               gboolean *shortest)
{
  Aligner self = { .stop = stop, .data = data };
  Part part = { 0, n_left, 0, n_right };

  self.runs = g_array_new (FALSE, FALSE, sizeof (SockeyeAlignedRun));
  self.trace = g_array_new (FALSE, FALSE, sizeof (int));
  self.way = g_array_new (FALSE, FALSE, sizeof (SockeyeAlignedRun));
  trim (left, right, &part);
  add_match (self.runs, 0, 0, part.left);
  take_common (&self, left, right, &part, n_values);
  align_middle (&self, n_values, MIN (n_edits_max, SOCKEYE_ALIGNMENT_EDITS_MAX), shortest);
  add_match (self.runs, part.left_end, part.right_end, n_left - part.left_end);

  sequence_clear (&self.left);
  sequence_clear (&self.right);
  g_array_unref (self.trace);
  g_array_unref (self.way);
  if (self.stopped)
    g_clear_pointer (&self.runs, g_array_unref);
  return self.runs;
}
