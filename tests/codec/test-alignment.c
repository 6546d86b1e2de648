/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "alignment.h"

#define LONGEST 60u
#define ROUNDS  3000u

typedef struct
{
  guint32 values[2][LONGEST];
  guint n[2];
} Pair;

/* Returns how much they have in common, after it was checked that it is in common, and in order. */
static guint
check_runs (const guint32 *left, guint n_left, const guint32 *right, guint n_right, GArray *runs)
{
  guint left_end = 0;
  guint right_end = 0;
  guint n = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const SockeyeAlignedRun *run = &g_array_index (runs, SockeyeAlignedRun, i);

      g_assert_cmpuint (run->length, >, 0);
      g_assert_cmpuint (run->left, >=, left_end);
      g_assert_cmpuint (run->right, >=, right_end);
      left_end = run->left + run->length;
      right_end = run->right + run->length;
      g_assert_cmpuint (left_end, <=, n_left);
      g_assert_cmpuint (right_end, <=, n_right);
      for (guint k = 0; k < run->length; k++)
        g_assert_cmpuint (left[run->left + k], ==, right[run->right + k]);
      n += run->length;
    }
  return n;
}

/* The longest common subsequence, by the table of all prefixes. */
static guint
count_naively (const Pair *pair)
{
  guint table[LONGEST + 1][LONGEST + 1] = { 0 };

  for (guint i = 0; i < pair->n[0]; i++)
    for (guint j = 0; j < pair->n[1]; j++)
      table[i + 1][j + 1] = pair->values[0][i] == pair->values[1][j] ? table[i][j] + 1
                                                                     : MAX (table[i][j + 1], table[i + 1][j]);
  return table[pair->n[0]][pair->n[1]];
}

static void
make_pair (Pair *pair, GRand *random, guint32 n_values)
{
  guint edits = (guint) g_rand_int_range (random, 0, 12);

  pair->n[0] = (guint) g_rand_int_range (random, 0, LONGEST + 1);
  for (guint i = 0; i < pair->n[0]; i++)
    pair->values[0][i] = (guint32) g_rand_int_range (random, 0, (gint32) n_values);
  pair->n[1] = 0;
  for (guint i = 0; i < pair->n[0] && pair->n[1] < LONGEST; i++)
    {
      gboolean edited = edits > 0 && g_rand_int_range (random, 0, 8) == 0;

      if (!edited || g_rand_boolean (random))
        pair->values[1][pair->n[1]++] = edited ? (guint32) g_rand_int_range (random, 0, (gint32) n_values)
                                               : pair->values[0][i];
      edits -= edited;
    }
  if (g_rand_int_range (random, 0, 10) == 0)
    for (guint i = 0; i < pair->n[1]; i++)
      pair->values[1][i] = (guint32) g_rand_int_range (random, 0, (gint32) n_values);
}

/* As much in common as there is; with a small limit on edits, still in common. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  guint n_rough = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      guint32 n_values = 1u << (1 + i % 6);
      g_autoptr (GArray) runs = NULL;
      g_autoptr (GArray) rough = NULL;
      gboolean shortest;
      Pair pair;

      make_pair (&pair, random, n_values);
      runs = sockeye_align (pair.values[0], pair.n[0], pair.values[1], pair.n[1], n_values,
                            SOCKEYE_ALIGNMENT_EDITS_MAX, NULL, NULL, &shortest);
      g_assert_true (shortest);
      g_assert_cmpuint (check_runs (pair.values[0], pair.n[0], pair.values[1], pair.n[1], runs), ==,
                        count_naively (&pair));

      rough = sockeye_align (pair.values[0], pair.n[0], pair.values[1], pair.n[1], n_values, i % 4, NULL,
                             NULL, &shortest);
      g_assert_cmpuint (check_runs (pair.values[0], pair.n[0], pair.values[1], pair.n[1], rough), <=,
                        count_naively (&pair));
      n_rough += !shortest;
    }
  g_assert_cmpuint (n_rough, >, ROUNDS / 10);
}

/* So many edits that nobody can wait for the shortest way: what is there once holds both together. */
static void
test_many_edits (void)
{
  const guint n = 200000;
  g_autofree guint32 *left = g_new (guint32, n);
  g_autofree guint32 *right = g_new (guint32, n);
  g_autoptr (GArray) runs = NULL;
  gint64 begin = g_get_monotonic_time ();
  guint expected = 0;
  gboolean shortest;

  for (guint i = 0; i < n; i++)
    {
      left[i] = i % 3 == 0 ? i : i % 2;
      right[i] = i % 7 == 0 ? n : i % 21 == 3 ? 1 : left[i];
      expected += left[i] == right[i];
    }
  runs = sockeye_align (left, n, right, n, n + 1, SOCKEYE_ALIGNMENT_EDITS_MAX, NULL, NULL, &shortest);
  g_assert_false (shortest);
  g_assert_cmpuint (check_runs (left, n, right, n, runs), >=, expected * 95 / 100);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);
}

/* Nothing is there once, and nothing fits: it ends all the same. */
static void
test_nothing_fits (void)
{
  const guint n = 30000;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree guint32 *left = g_new (guint32, n);
  g_autofree guint32 *right = g_new (guint32, n);
  g_autoptr (GArray) runs = NULL;
  gboolean shortest;

  for (guint i = 0; i < n; i++)
    {
      left[i] = (guint32) g_rand_int_range (random, 0, 5);
      right[i] = (guint32) g_rand_int_range (random, 0, 5);
    }
  runs = sockeye_align (left, n, right, n, 5, 64, NULL, NULL, &shortest);
  g_assert_false (shortest);
  g_assert_cmpuint (check_runs (left, n, right, n, runs), >, n / 3);
}

static gboolean
stop_at_once (gpointer data G_GNUC_UNUSED)
{
  return TRUE;
}

static void
test_stopped (void)
{
  static const guint32 left[] = { 1, 2, 3 };
  static const guint32 right[] = { 3, 2, 1 };
  gboolean shortest;

  g_assert_null (sockeye_align (left, 3, right, 3, 4, 10, stop_at_once, NULL, &shortest));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alignment/random", test_random);
  g_test_add_func ("/alignment/many-edits", test_many_edits);
  g_test_add_func ("/alignment/nothing-fits", test_nothing_fits);
  g_test_add_func ("/alignment/stopped", test_stopped);
  return g_test_run ();
}
