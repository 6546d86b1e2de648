/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chunk-pool.h"
#include "disk-buffer.h"
#include "ring-file.h"
#include "scratch-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DEADLINE_US (20 * G_USEC_PER_SEC)
#define N_SLOTS     24

typedef struct
{
  char *directory;
  SockeyeRingFile *file;
  SockeyeChunkPool *pool;
  guint8 *chunk;
} Fixture;

static void
fixture_init (Fixture *self, gboolean direct)
{
  int error_number = -1;

  self->directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  self->file = sockeye_ring_file_new (self->directory, &error_number);
  g_assert_nonnull (self->file);
  g_assert_cmpint (error_number, ==, 0);
  if (!direct)
    sockeye_ring_file_forgo_direct (self->file);
  self->pool = sockeye_chunk_pool_new (1);
  self->chunk = sockeye_chunk_pool_take (self->pool, 0);
}

static void
fixture_clear (Fixture *self)
{
  sockeye_ring_file_free (self->file);
  sockeye_chunk_pool_free (self->pool);
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_free (self->directory);
}

static void
fill (guint8 *bytes, guint seed, gsize start, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) ((start + i) * 31 / 7 + seed);
}

static void
assert_slot (Fixture *self, guint32 slot, guint seed, gboolean wait)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  gsize start = (gsize) g_test_rand_int_range (0, SOCKEYE_CHUNK_SIZE - 5000);
  guint8 bytes[5000], expected[5000];
  SockeyeReadResult result;

  fill (expected, seed, start, sizeof expected);
  do
    {
      result = sockeye_ring_file_read (self->file, slot, start, bytes, sizeof bytes, wait);
      g_assert_true (result == SOCKEYE_READ_OK || (result == SOCKEYE_READ_LATER && !wait));
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  while (result == SOCKEYE_READ_LATER);
  g_assert_cmpmem (bytes, sizeof bytes, expected, sizeof expected);
}

/* Much at once, from the beginning of a page into the beginning of one: past the page cache, with a rest behind it. */
static void
assert_much (Fixture *self, guint32 slot, guint seed)
{
  gsize start = (gsize) g_test_rand_int_range (0, 64) * SOCKEYE_READ_ALIGNMENT;
  gsize length = (gsize) g_test_rand_int_range (1, (gint32) (SOCKEYE_CHUNK_SIZE - start) + 1);
  guint8 *bytes = sockeye_disk_buffer_new (SOCKEYE_CHUNK_SIZE);
  g_autofree guint8 *expected = g_malloc (length);

  fill (expected, seed, start, length);
  g_assert_true (sockeye_ring_file_read (self->file, slot, start, bytes, length, TRUE) == SOCKEYE_READ_OK);
  g_assert_cmpmem (bytes, length, expected, length);
  sockeye_disk_buffer_free (bytes, SOCKEYE_CHUNK_SIZE);
}

/* Written over and over: what is read is what was written last. */
static void
test_write (gconstpointer data)
{
  Fixture fixture;
  guint seeds[N_SLOTS];

  fixture_init (&fixture, GPOINTER_TO_INT (data));
  for (guint i = 0; i < 4 * N_SLOTS; i++)
    {
      guint32 slot = i < N_SLOTS ? i : (guint32) g_test_rand_int_range (0, N_SLOTS);

      seeds[slot] = i;
      fill (fixture.chunk, i, 0, SOCKEYE_CHUNK_SIZE);
      g_assert_cmpint (sockeye_ring_file_write (fixture.file, slot, fixture.chunk), ==, 0);
      slot = (guint32) g_test_rand_int_range (0, (gint32) MIN (i + 1, N_SLOTS));
      assert_slot (&fixture, slot, seeds[slot], TRUE);
    }
  for (guint32 slot = 0; slot < N_SLOTS; slot++)
    {
      assert_slot (&fixture, slot, seeds[slot], FALSE);
      assert_slot (&fixture, slot, seeds[slot], TRUE);
      assert_much (&fixture, slot, seeds[slot]);
    }
  fixture_clear (&fixture);
}

static void
test_punch (void)
{
  Fixture fixture;
  guint8 bytes[100], zeros[100] = { 0 };
  int error_number;

  fixture_init (&fixture, TRUE);
  for (guint32 slot = 0; slot < 3; slot++)
    {
      fill (fixture.chunk, slot, 0, SOCKEYE_CHUNK_SIZE);
      g_assert_cmpint (sockeye_ring_file_write (fixture.file, slot, fixture.chunk), ==, 0);
    }
  error_number = sockeye_ring_file_punch (fixture.file, 1);
  if (error_number == EOPNOTSUPP)
    g_test_skip ("This file system has no holes");
  else
    {
      g_assert_cmpint (error_number, ==, 0);
      g_assert_cmpint (sockeye_ring_file_read (fixture.file, 1, 77, bytes, sizeof bytes, TRUE), ==,
                       SOCKEYE_READ_OK);
      g_assert_cmpmem (bytes, sizeof bytes, zeros, sizeof zeros);
    }
  assert_slot (&fixture, 0, 0, TRUE);
  assert_slot (&fixture, 2, 2, TRUE);
  g_assert_cmpint (sockeye_ring_file_read (fixture.file, 3, 0, bytes, sizeof bytes, TRUE), ==,
                   SOCKEYE_READ_ERROR);
  fixture_clear (&fixture);
}

static void
test_folder (void)
{
  g_autofree char *directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (directory, "a", NULL);
  g_autofree char *path = g_build_filename (inner, "b", NULL);
  int error_number = -1;
  int fd = sockeye_scratch_file_open (path, &error_number);
  GStatBuf status;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (error_number, ==, 0);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (sockeye_scratch_file_allocate (fd, 0, 12345), ==, 0);
  g_assert_cmpuint (sockeye_scratch_file_get_room (fd), >, 0);
  close (fd);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rmdir (inner), ==, 0);
  g_assert_cmpint (g_rmdir (directory), ==, 0);

  g_assert_cmpint (sockeye_scratch_file_open ("/dev/null/nowhere", &error_number), ==, -1);
  g_assert_cmpint (error_number, ==, ENOTDIR);
  g_assert_null (sockeye_ring_file_new ("/dev/null/nowhere", &error_number));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ring-file/write/direct", GINT_TO_POINTER (TRUE), test_write);
  g_test_add_data_func ("/ring-file/write/buffered", GINT_TO_POINTER (FALSE), test_write);
  g_test_add_func ("/ring-file/punch", test_punch);
  g_test_add_func ("/ring-file/folder", test_folder);
  return g_test_run ();
}
