/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-journal.h"
#include "capture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* How fast records go into a capture with the disk behind it, and how fast they are found again. */

#define MB 1e6

typedef struct
{
  const char *name;
  gsize length;
  gboolean in_place; /* reserve and commit, as a socket is read; otherwise append */
} Case;

static const Case cases[] = {
  { "append-64", 64, FALSE },
  { "append-1400", 1400, FALSE },
  { "append-64k", 65536, FALSE },
  { "receive-64k", 65536, TRUE },
};

typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  GMainContext *context;
  guint8 *bytes;
  guint64 n_refused;
} Bench;

static double
get_processor_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static guint64
get_private_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "RssAnon:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10) * 1024 : 0;
}

static gboolean
on_room (G_GNUC_UNUSED gpointer data)
{
  return G_SOURCE_REMOVE;
}

static gboolean
put (Bench *self, const Case *test)
{
  gsize available;
  guint8 *room;

  if (!test->in_place)
    return sockeye_sink_append (self->sink, SOCKEYE_RECORD_RECEIVED, 0, 1, 1000, self->bytes, test->length);

  room = sockeye_sink_reserve (self->sink, test->length, &available);
  if (room == NULL)
    return FALSE;
  memcpy (room, self->bytes, test->length);
  sockeye_sink_commit (self->sink, SOCKEYE_RECORD_RECEIVED, 0, 1, 1000, test->length);
  return TRUE;
}

/* Publishes as often as a session does: after 256 KiB or 64 records. */
static void
fill (Bench *self, const Case *test, guint64 total)
{
  guint64 batch = CLAMP (262144 / test->length, 1, 64);
  guint64 n = 0;

  for (guint64 done = 0; done < total; done += test->length)
    {
      while (!put (self, test))
        {
          sockeye_sink_publish (self->sink);
          self->n_refused++;
          g_main_context_iteration (self->context, TRUE);
        }
      if (++n % batch == 0)
        sockeye_sink_publish (self->sink);
    }
  sockeye_sink_publish (self->sink);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static void
print_quantiles (const char *name, GArray *nanoseconds)
{
  g_array_sort (nanoseconds, compare);
  g_print ("  %-14s %9.2f us in the middle, %9.2f us for one of a hundred\n", name,
           (double) g_array_index (nanoseconds, gint64, nanoseconds->len / 2) / 1e3,
           (double) g_array_index (nanoseconds, gint64, nanoseconds->len * 99 / 100) / 1e3);
  g_array_set_size (nanoseconds, 0);
}

static gint64
get_nanoseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static guint64
pick (Bench *self, GRand *rand)
{
  guint64 first = sockeye_capture_get_first (self->capture);

  return first
         + (guint64) (g_rand_double (rand)
                      * (double) (sockeye_capture_get_n_records (self->capture) - first));
}

static void
look_up (Bench *self)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint8 bytes[64];

  for (guint i = 0; i < 2000; i++)
    {
      guint64 number = pick (self, rand), row;
      SockeyeRowCounts rows;
      gint64 before = get_nanoseconds ();

      sockeye_capture_get_rows_before (self->capture, number, &rows);
      sockeye_capture_find_hex_row (self->capture, rows.hex, &number, &row);
      g_array_append_vals (times, &(gint64){ get_nanoseconds () - before }, 1);
    }
  print_quantiles ("find a row", times);

  for (guint i = 0; i < 2000; i++)
    {
      SockeyeRecord record = { 0 };
      gint64 before = get_nanoseconds ();

      sockeye_capture_get_record (self->capture, pick (self, rand), &record);
      sockeye_capture_read (self->capture, record.offset, bytes, sizeof bytes, FALSE);
      g_array_append_vals (times, &(gint64){ get_nanoseconds () - before }, 1);
    }
  print_quantiles ("try to read", times);

  for (guint i = 0; i < 500; i++)
    {
      SockeyeRecord record = { 0 };
      gint64 before = get_nanoseconds ();

      sockeye_capture_get_record (self->capture, pick (self, rand), &record);
      sockeye_capture_read (self->capture, record.offset, bytes, sizeof bytes, TRUE);
      g_array_append_vals (times, &(gint64){ get_nanoseconds () - before }, 1);
    }
  print_quantiles ("read", times);
}

static void
run (const Case *test, const SockeyeCaptureLimits *limits, guint64 total)
{
  Bench self = { .capture = sockeye_capture_new (limits), .context = g_main_context_new () };
  double processor, seconds;
  gint64 start;

  self.sink = SOCKEYE_SINK (self.capture);
  self.bytes = g_malloc (test->length);
  for (gsize i = 0; i < test->length; i++)
    self.bytes[i] = i % 64 == 63 ? '\n' : (guint8) ('a' + i % 26);
  sockeye_sink_add_peer (self.sink, NULL, NULL, TRUE, 0);
  sockeye_sink_set_room_func (self.sink, self.context, on_room, NULL);

  processor = get_processor_time ();
  start = get_nanoseconds ();
  fill (&self, test, total);
  seconds = (double) (get_nanoseconds () - start) / 1e9;
  processor = get_processor_time () - processor;

  g_print ("%s: %.0f MB/s, %.2f million records a second; the producer alone %.0f MB/s\n", test->name,
           (double) total / MB / seconds, (double) total / (double) test->length / 1e6 / seconds,
           (double) total / MB / processor);
  g_print ("  waited for the disk %" G_GUINT64_FORMAT " times; private memory %.1f MB\n", self.n_refused,
           (double) get_private_memory () / MB);
  look_up (&self);

  sockeye_sink_set_room_func (self.sink, NULL, NULL, NULL);
  g_object_unref (self.capture);
  g_main_context_unref (self.context);
  g_free (self.bytes);
}

int
main (int argc, char *argv[])
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autofree char *directory = NULL;
  gint64 total = G_GINT64_CONSTANT (4) << 30;
  gint64 quota = G_GINT64_CONSTANT (2) << 30;
  const GOptionEntry entries[] = {
    { "bytes", 'b', 0, G_OPTION_ARG_INT64, &total, "How much goes in", "BYTES" },
    { "quota", 'q', 0, G_OPTION_ARG_INT64, &quota, "How much is kept", "BYTES" },
    { "directory", 'd', 0, G_OPTION_ARG_FILENAME, &directory, "Where the file is made", "DIRECTORY" },
    { "recoverable", 'r', 0, G_OPTION_ARG_NONE, &limits.recoverable, "As the window does it", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[CASE…]");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  limits.quota = (guint64) quota;
  limits.directory = directory;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 2 || g_strv_contains ((const char *const *) argv + 1, cases[i].name))
      run (&cases[i], &limits, (guint64) total);

  sockeye_capture_journal_end ();
  return EXIT_SUCCESS;
}
