/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Sockeye's own window as a receiver that measures itself. The log is visible and follows its end.
 *
 *   bench-window receive BYTES [--jump | --switch | --click]   until so many bytes were received and shown; --jump:
 *                                    the view goes to a random place in every frame; --switch: afterwards, form,
 *                                    encoding and times are switched, and the time to the next frame is taken; --click:
 *                                    meanwhile a button is pressed four times a second, and the time is taken from when
 *                                    it was to be pressed to the frame that shows it
 *   bench-window find BYTES          the same, then a text that is not there is looked for, twice
 *   bench-window udp RCVBUF          datagrams, until a second of silence
 *   bench-window clients COUNT SIZE  connections with a message of SIZE bytes on each
 *   bench-window trickle COUNT       connections, until a second of silence after all were there
 *   bench-window trickle-frames COUNT  the same, with every frame asked for, which costs some
 *   bench-window ping COUNT          messages of bench-sender's ping
 *   bench-window idle SECONDS        an open session without any news
 *
 * Prints the port, then one line of JSON. Times are microseconds of CLOCK_REALTIME.
 */

#include "config.h"

#include "bench-meter.h"

#include "application.h"
#include "log-view.h"
#include "window.h"
#include "workspace.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SILENCE_US (1 * G_USEC_PER_SEC)
/* Without any news for so long, what is missing will not come any more. */
#define STUCK_US (20 * G_USEC_PER_SEC)
/* GTK lets the cursor blink for ten seconds, a frame at a time. */
#define SETTLE_US (12 * G_USEC_PER_SEC)
#define LOOK_MS   100
#define CLICK_MS  250

typedef struct _Bench Bench;

typedef struct
{
  const char *name;
  int n_args;
  SockeyeProtocol protocol;
  gboolean keep_painting;
  gboolean (*is_done) (Bench *bench); /* asked after every frame, or every 100 ms where frames are rare */
  void (*append) (Bench *bench, GString *json);
} BenchMode;

struct _Bench
{
  const BenchMode *mode;
  guint64 args[2];
  gboolean jump;
  gboolean try_switches;

  GtkWindow *window;
  SockeyeWorkspace *workspace;
  SockeyeLogView *view; /* borrowed from the window */
  BenchMeter *meter;

  gint64 last_news; /* monotonic, as the next one */
  gint64 now;
  guint64 last_messages;
  guint64 frames;
  gint64 shown_us;
  guint64 next_record; /* (ping) the first one whose latency was not taken */
  GArray *latencies;
  guint n_switches;
  gint64 switched;
  GArray *switches;
  gboolean click;
  gint64 next_click;
  gint64 clicked; /* 0: the last click's effect was painted */
  GArray *clicks;
  SockeyeScan *scan;
  GArray *scans;
  guint64 wakeups;
  gboolean done;
};

static SockeyeCapture *
get_capture (Bench *self)
{
  return sockeye_workspace_get_capture (self->workspace);
}

static SockeyeLogModel *
get_log (Bench *self)
{
  return sockeye_workspace_get_log (self->workspace);
}

/* The last record was taken over by the view, which stands at its end. */
static gboolean
is_all_shown (Bench *self)
{
  return sockeye_log_model_get_n_records (get_log (self))
             == sockeye_capture_get_n_records (get_capture (self))
         && (self->jump || sockeye_log_view_get_following (self->view));
}

static gboolean
is_silent (Bench *self, gint64 microseconds)
{
  return self->now - self->last_news > microseconds;
}

static guint64
count_received_bytes (Bench *self)
{
  SockeyeTraffic traffic;

  sockeye_capture_get_traffic (get_capture (self), &traffic);
  return traffic.received_bytes;
}

/* One switch per call; takes the time of the one before. */
static gboolean
go_on_switching (Bench *self)
{
  static const char *const actions[][2] = {
    { "session.form", "hex" },
    { "session.form", "both" },
    { "session.form", "text" },
    { NULL, "gb18030" },
    { NULL, "utf-8" },
    { "session.time", "since-start" },
    { "session.time", "since-previous" },
    { "session.time", "absolute" },
  };
  guint i = self->n_switches++;

  if (i == 0)
    bench_meter_stop (self->meter);
  else
    {
      gint64 elapsed = self->now - self->switched;

      g_array_append_val (self->switches, elapsed);
    }
  if (i == G_N_ELEMENTS (actions))
    return FALSE;

  self->switched = g_get_monotonic_time ();
  if (actions[i][0] != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), actions[i][0], "s", actions[i][1]);
  else
    sockeye_workspace_set_charset (self->workspace, sockeye_charset_find (actions[i][1]));
  return TRUE;
}

/* The pointer would press at its own time, whether the main loop is there or not. */
static gboolean
click_cb (gpointer data)
{
  Bench *self = data;
  gint64 now = g_get_monotonic_time ();
  gboolean hex = self->clicks->len % 2 == 0;

  if (now < self->next_click || self->last_messages == 0 || self->shown_us != 0 || self->clicked != 0)
    return G_SOURCE_CONTINUE;
  self->clicked = self->next_click;
  self->next_click = now + CLICK_MS * 1000;
  gtk_widget_activate_action (GTK_WIDGET (self->window), "session.form", "s", hex ? "hex" : "text");
  return G_SOURCE_CONTINUE;
}

static void
take_click (Bench *self)
{
  gint64 elapsed = self->now - self->clicked;

  if (self->clicked == 0)
    return;
  g_array_append_val (self->clicks, elapsed);
  self->clicked = 0;
}

/* The first scan may find the bytes on the disk, the second one in the page cache, as its peer does. */
static gboolean
go_on_finding (Bench *self)
{
  SockeyeFilter filter = { .kinds = SOCKEYE_FILTER_ALL_KINDS };
  gint64 elapsed;

  if (self->scan != NULL)
    {
      if (sockeye_scan_get_position (self->scan) < sockeye_capture_get_n_records (get_capture (self)))
        return TRUE;
      elapsed = self->now - self->switched;
      g_array_append_val (self->scans, elapsed);
      g_clear_object (&self->scan);
      if (self->scans->len == 2)
        return FALSE;
    }

  bench_meter_stop (self->meter);
  filter.pattern = sockeye_pattern_new (SOCKEYE_PATTERN_TEXT, "not to be found", TRUE,
                                        sockeye_charset_find ("utf-8"), NULL);
  self->switched = g_get_monotonic_time ();
  self->scan = sockeye_scan_new (get_capture (self), &filter, 0);
  sockeye_pattern_unref (filter.pattern);
  return TRUE;
}

static gboolean
is_receive_done (Bench *self)
{
  if (self->shown_us == 0)
    {
      if ((count_received_bytes (self) < self->args[0] || !is_all_shown (self))
          && !is_silent (self, STUCK_US))
        return FALSE;
      self->shown_us = g_get_real_time ();
    }
  return !self->try_switches || !go_on_switching (self);
}

static gboolean
is_find_done (Bench *self)
{
  return is_receive_done (self) && !go_on_finding (self);
}

static gboolean
is_udp_done (Bench *self)
{
  return is_silent (self, self->last_messages > 0 ? SILENCE_US : STUCK_US);
}

static gboolean
is_clients_done (Bench *self)
{
  return count_received_bytes (self) >= self->args[0] * self->args[1] || is_silent (self, STUCK_US);
}

static gboolean
is_trickle_done (Bench *self)
{
  return is_silent (self, self->last_messages >= self->args[0] ? SILENCE_US : STUCK_US);
}

static gboolean
is_ping_done (Bench *self)
{
  return self->latencies->len >= self->args[0] || is_silent (self, STUCK_US);
}

/* Of all threads, also those that have ended: how often one gave up the processor, which is how often one was woken. */
static guint64
count_wakeups (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (guint64) usage.ru_nvcsw;
}

static gboolean
idle_over_cb (gpointer data)
{
  Bench *self = data;

  self->wakeups = count_wakeups () - self->wakeups;
  self->done = TRUE;
  return G_SOURCE_REMOVE;
}

/* What opening the window left to do is done by now. */
static gboolean
idle_begins_cb (gpointer data)
{
  Bench *self = data;

  self->frames = 0;
  bench_meter_start (self->meter);
  g_timeout_add (self->args[0] * 1000, idle_over_cb, self);
  self->wakeups = count_wakeups ();
  return G_SOURCE_REMOVE;
}

static void
take_latencies (Bench *self)
{
  SockeyeCapture *capture = get_capture (self);
  guint64 n_records = sockeye_log_model_get_n_records (get_log (self));
  gint64 now = g_get_real_time ();

  for (; self->next_record < n_records; self->next_record++)
    {
      SockeyeRecord record;
      char text[32] = "";
      gint64 latency;

      if (!sockeye_capture_get_record (capture, self->next_record, &record)
          || record.kind != SOCKEYE_RECORD_RECEIVED
          || sockeye_capture_read (capture, record.offset, (guint8 *) text, 25, TRUE) != SOCKEYE_READ_OK)
        continue;
      latency = now - g_ascii_strtoll (text + strlen ("ping "), NULL, 10);
      g_array_append_val (self->latencies, latency);
    }
}

static void
jump_somewhere (Bench *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  double most = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, g_random_double () * MAX (most, 0));
}

static void
look_for_news (Bench *self)
{
  SockeyeTraffic traffic;

  self->now = g_get_monotonic_time ();
  sockeye_capture_get_traffic (get_capture (self), &traffic);
  if (traffic.received_messages == self->last_messages)
    return;
  self->last_messages = traffic.received_messages;
  self->last_news = self->now;
  bench_meter_start (self->meter);
}

static void
after_paint_cb (GdkFrameClock *clock G_GNUC_UNUSED, Bench *self)
{
  self->frames++;
  look_for_news (self);
  take_click (self);
  if (self->mode->is_done == is_ping_done)
    take_latencies (self);
  if (self->jump)
    jump_somewhere (self);
  if (self->mode->is_done != NULL && !self->done)
    self->done = self->mode->is_done (self);
}

static gboolean
look_cb (gpointer data)
{
  Bench *self = data;

  look_for_news (self);
  self->done = self->done || self->mode->is_done (self);
  return G_SOURCE_CONTINUE;
}

static void
append_udp (Bench *self, GString *json)
{
  g_string_append_printf (json, ", \"kernel_drops\": %" G_GUINT64_FORMAT,
                          sockeye_session_get_kernel_drops (sockeye_workspace_get_session (self->workspace)));
}

static void
append_clients (Bench *self, GString *json)
{
  SockeyeCapture *capture = get_capture (self);
  SockeyeRecord record = { 0 };

  for (guint64 number = sockeye_capture_get_n_records (capture); number > 0; number--)
    if (sockeye_capture_get_record (capture, number - 1, &record) && record.kind == SOCKEYE_RECORD_RECEIVED)
      break;
  g_string_append_printf (json, ", \"stored_us\": %" G_GINT64_FORMAT, record.time);
}

static void
append_ping (Bench *self, GString *json)
{
  bench_append_quantiles (json, "latency", self->latencies);
}

static void
append_receive (Bench *self, GString *json)
{
  g_string_append_printf (json, ", \"shown_us\": %" G_GINT64_FORMAT, self->shown_us);
  bench_append_quantiles (json, "switch", self->switches);
  bench_append_quantiles (json, "click", self->clicks);
}

static void
append_find (Bench *self, GString *json)
{
  for (guint i = 0; i < self->scans->len; i++)
    g_string_append_printf (json, ", \"find_%u_us\": %" G_GINT64_FORMAT, i + 1,
                            g_array_index (self->scans, gint64, i));
}

static void
append_idle (Bench *self, GString *json)
{
  g_string_append_printf (json, ", \"frames\": %" G_GUINT64_FORMAT ", \"wakeups_per_second\": %u.%02u",
                          self->frames, (guint) (self->wakeups / self->args[0]),
                          (guint) (self->wakeups * 100 / self->args[0] % 100));
}

static const BenchMode modes[] = {
  { "receive", 1, SOCKEYE_PROTOCOL_TCP_SERVER, TRUE, is_receive_done, append_receive },
  { "find", 1, SOCKEYE_PROTOCOL_TCP_SERVER, TRUE, is_find_done, append_find },
  { "udp", 1, SOCKEYE_PROTOCOL_UDP, TRUE, is_udp_done, append_udp },
  { "clients", 2, SOCKEYE_PROTOCOL_TCP_SERVER, TRUE, is_clients_done, append_clients },
  { "trickle", 1, SOCKEYE_PROTOCOL_TCP_SERVER, FALSE, is_trickle_done, NULL },
  { "trickle-frames", 1, SOCKEYE_PROTOCOL_TCP_SERVER, TRUE, is_trickle_done, NULL },
  { "ping", 1, SOCKEYE_PROTOCOL_TCP_SERVER, FALSE, is_ping_done, append_ping },
  { "idle", 1, SOCKEYE_PROTOCOL_TCP_SERVER, FALSE, NULL, append_idle },
};

static void
state_changed_cb (SockeyeSession *session, GParamSpec *pspec G_GNUC_UNUSED, Bench *self)
{
  if (sockeye_session_get_state (session) != SOCKEYE_SESSION_OPEN)
    return;
  g_print ("%u\n", sockeye_session_get_local_port (session));
  fflush (stdout);
  if (self->mode->is_done == NULL)
    g_timeout_add (SETTLE_US / 1000, idle_begins_cb, self);
}

static void
failed_cb (SockeyeSession *session G_GNUC_UNUSED, const GError *error, Bench *self G_GNUC_UNUSED)
{
  g_printerr ("bench-window: %s\n", error->message);
  exit (1);
}

static void
open_session (Bench *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSettings settings = {
    .protocol = self->mode->protocol,
    .local_host = "127.0.0.1",
    .remote_host = "",
    .backlog = SOCKEYE_BACKLOG_DEFAULT,
    .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS,
  };

  if (self->mode->is_done == is_udp_done)
    settings.buffer_size = (guint) self->args[0];
  g_signal_connect (session, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect (session, "failed", G_CALLBACK (failed_cb), self);
  sockeye_session_open (session, &settings);
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

static void
append_result (Bench *self, GString *json)
{
  SockeyeCapture *capture = get_capture (self);
  SockeyeTraffic traffic;

  sockeye_capture_get_traffic (capture, &traffic);
  g_string_append_printf (json,
                          "\"received\": %" G_GUINT64_FORMAT ", \"received_bytes\": %" G_GUINT64_FORMAT
                          ", \"records\": %" G_GUINT64_FORMAT ", \"rows\": %" G_GUINT64_FORMAT,
                          traffic.received_messages, traffic.received_bytes,
                          sockeye_capture_get_n_records (capture),
                          sockeye_log_model_get_n_rows (get_log (self)));
  bench_meter_append_json (self->meter, json);
  if (self->mode->append != NULL)
    self->mode->append (self, json);
}

static gboolean
parse_args (Bench *self, int argc, char **argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (modes) && argc > 1; i++)
    if (g_str_equal (modes[i].name, argv[1]))
      self->mode = &modes[i];
  if (self->mode == NULL || argc < self->mode->n_args + 2)
    return FALSE;
  for (int i = 0; i < self->mode->n_args; i++)
    if (!g_ascii_string_to_unsigned (argv[i + 2], 10, 1, G_MAXUINT64, &self->args[i], NULL))
      return FALSE;
  for (int i = self->mode->n_args + 2; i < argc; i++)
    if (g_str_equal (argv[i], "--jump"))
      self->jump = TRUE;
    else if (g_str_equal (argv[i], "--switch"))
      self->try_switches = TRUE;
    else if (g_str_equal (argv[i], "--click"))
      self->click = TRUE;
    else
      return FALSE;
  return TRUE;
}

static void
open_window (Bench *self, GApplication *application)
{
  GdkFrameClock *clock;

  self->window = gtk_application_get_active_window (GTK_APPLICATION (application));
  self->workspace = g_object_ref (
      sockeye_session_page_get_workspace (sockeye_window_get_page (SOCKEYE_WINDOW (self->window))));
  self->view = SOCKEYE_LOG_VIEW (find_widget (GTK_WIDGET (self->window), SOCKEYE_TYPE_LOG_VIEW));
  self->latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->switches = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->clicks = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->scans = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (self->click)
    g_timeout_add (1, click_cb, self);
  self->meter = bench_meter_new (GTK_WIDGET (self->window), self->mode->keep_painting);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), self);
  if (self->mode->is_done != NULL)
    g_timeout_add (LOOK_MS, look_cb, self);
}

int
main (int argc, char **argv)
{
  g_autoptr (SockeyeApplication) application = NULL;
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  Bench self = { 0 };

  if (!parse_args (&self, argc, argv))
    {
      g_printerr ("bench-window: see the comment at the top of tests/bench/bench-window.c\n");
      return 2;
    }
  application = sockeye_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    {
      g_printerr ("bench-window: %s\n", error->message);
      return 1;
    }
  if (sockeye_application_get_settings (application) == NULL)
    return 1;
  g_application_activate (G_APPLICATION (application));
  open_window (&self, G_APPLICATION (application));
  self.last_news = g_get_monotonic_time ();
  open_session (&self);
  while (!self.done)
    g_main_context_iteration (NULL, TRUE);

  bench_meter_stop (self.meter);
  append_result (&self, json);
  g_print ("%s}\n", json->str);
  return 0;
}
