/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-meter.h"

#include <string.h>
#include <sys/resource.h>

#define SAMPLE_MEMORY_MS 100
/* Ten minutes of frames and a million turns of the main loop: later ones are not kept. */
#define FRAMES_MAX 36000
#define STALLS_MAX 1000000

struct _BenchMeter
{
  GtkWidget *window;
  GdkFrameClock *clock;
  gulong before_paint_id;
  guint tick_id;
  guint memory_id;

  gboolean running;
  gint64 started; /* monotonic, microseconds, as all that follow */
  gint64 stopped;
  gint64 last_frame;
  gint64 cpu;
  GArray *frames; /* of gint64: time between two frames */
  GArray *stalls; /* of gint64: time between poll() returning and poll() being entered again */
  guint64 rss_anon_kb;
};

/* A GPollFunc has no user data. */
static BenchMeter *the_meter;
static gint64 poll_returned;

static gint
measuring_poll (GPollFD *fds, guint n_fds, gint timeout)
{
  gint result;

  if (the_meter != NULL && the_meter->running && poll_returned != 0 && the_meter->stalls->len < STALLS_MAX)
    {
      gint64 stall = g_get_monotonic_time () - poll_returned;

      g_array_append_val (the_meter->stalls, stall);
    }
  result = g_poll (fds, n_fds, timeout);
  poll_returned = g_get_monotonic_time ();
  return result;
}

static guint64
read_rss_anon_kb (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "RssAnon:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10) : 0;
}

static gint64
read_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gint64) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec
         + usage.ru_stime.tv_usec;
}

static gboolean
sample_memory_cb (gpointer data)
{
  BenchMeter *self = data;

  self->rss_anon_kb = MAX (self->rss_anon_kb, read_rss_anon_kb ());
  return G_SOURCE_CONTINUE;
}

static void
before_paint_cb (GdkFrameClock *clock G_GNUC_UNUSED, BenchMeter *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->running && self->last_frame != 0 && self->frames->len < FRAMES_MAX)
    {
      gint64 interval = now - self->last_frame;

      g_array_append_val (self->frames, interval);
    }
  self->last_frame = now;
}

static gboolean
keep_painting_cb (GtkWidget *widget G_GNUC_UNUSED,
                  GdkFrameClock *clock G_GNUC_UNUSED,
                  gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/**
 * bench_meter_new:
 * @window: a window that is shown
 * @keep_painting: ask for every frame, so that a missing one is the program's fault and not for want of news
 *
 * Returns: (transfer full): a meter of this process; there may be only one
 */
BenchMeter *
bench_meter_new (GtkWidget *window, gboolean keep_painting)
{
  BenchMeter *self = g_new0 (BenchMeter, 1);

  g_assert (the_meter == NULL);
  the_meter = self;
  self->window = g_object_ref (window);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (window));
  self->frames = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->stalls = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->before_paint_id = g_signal_connect (self->clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  if (keep_painting)
    self->tick_id = gtk_widget_add_tick_callback (window, keep_painting_cb, NULL, NULL);
  g_main_context_set_poll_func (NULL, measuring_poll);
  return self;
}

void
bench_meter_free (BenchMeter *self)
{
  bench_meter_stop (self);
  g_signal_handler_disconnect (self->clock, self->before_paint_id);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (self->window, self->tick_id);
  g_main_context_set_poll_func (NULL, NULL);
  g_array_unref (self->frames);
  g_array_unref (self->stalls);
  g_object_unref (self->clock);
  g_object_unref (self->window);
  the_meter = NULL;
  g_free (self);
}

void
bench_meter_start (BenchMeter *self)
{
  if (self->running)
    return;
  self->running = TRUE;
  self->started = g_get_monotonic_time ();
  self->last_frame = 0;
  self->cpu = read_cpu ();
  /* Where wake-ups are counted, there must be none of ours. */
  if (self->tick_id != 0)
    self->memory_id = g_timeout_add (SAMPLE_MEMORY_MS, sample_memory_cb, self);
}

void
bench_meter_stop (BenchMeter *self)
{
  if (!self->running)
    return;
  self->running = FALSE;
  self->stopped = g_get_monotonic_time ();
  self->cpu = read_cpu () - self->cpu;
  g_clear_handle_id (&self->memory_id, g_source_remove);
  sample_memory_cb (self);
}

static gint
compare_microseconds (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

/* JSON wants a dot, whatever the locale. */
static void
append_number (GString *json, const char *name, const char *suffix, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.3f", value);
  g_string_append_printf (json, "%s\"%s%s\": %s", json->len > 1 ? ", " : "", name, suffix, text);
}

/* Appends the median, the 99th percentile and the largest of @microseconds, in milliseconds; sorts the array. */
void
bench_append_quantiles (GString *json, const char *name, GArray *microseconds)
{
  guint n = microseconds->len;

  if (n == 0)
    return;
  g_array_sort (microseconds, compare_microseconds);
  append_number (json, name, "_median_ms", g_array_index (microseconds, gint64, n / 2) / 1000.0);
  append_number (json, name, "_p99_ms",
                 g_array_index (microseconds, gint64, (guint64) n * 99 / 100) / 1000.0);
  append_number (json, name, "_max_ms", g_array_index (microseconds, gint64, n - 1) / 1000.0);
}

/* Appends what was measured between start and stop. */
void
bench_meter_append_json (BenchMeter *self, GString *json)
{
  double seconds = (self->stopped - self->started) / (double) G_USEC_PER_SEC;

  append_number (json, "metered_s", "", seconds);
  append_number (json, "cpu_percent", "", seconds > 0 ? self->cpu / 10000.0 / seconds : 0);
  append_number (json, "rss_anon_max_mb", "", self->rss_anon_kb / 1024.0);
  append_number (json, "frames_per_second", "", seconds > 0 ? self->frames->len / seconds : 0);
  bench_append_quantiles (json, "frame", self->frames);
  bench_append_quantiles (json, "stall", self->stalls);
}
