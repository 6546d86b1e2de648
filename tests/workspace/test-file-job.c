/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-fixture.h"

#include "file-job.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* No multiple of what is read at once. */
#define FILE_SIZE (9u * 1000 * 1000 + 7)

static guint8
get_byte (gsize at)
{
  return (guint8) (at * 2654435761u >> 13);
}

static GFile *
make_file (gsize size)
{
  g_autofree guint8 *bytes = g_malloc (MAX (size, 1));
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sockeye-file-job-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  for (gsize i = 0; i < size; i++)
    bytes[i] = get_byte (i);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, size), ==, size);
  close (fd);
  return g_file_new_for_path (path);
}

static void
remove_file (GFile *file)
{
  g_assert_cmpint (g_unlink (g_file_peek_path (file)), ==, 0);
  g_object_unref (file);
}

static SockeyeFileJob *
make_job (Fixture *self, SockeyeTargetKind kind, GFile *file)
{
  SockeyeTarget target = { .kind = kind };

  return sockeye_file_job_new (sockeye_workspace_get_mailer (self->workspace),
                               sockeye_session_get_outlet (sockeye_workspace_get_session (self->workspace)),
                               &target, file);
}

typedef struct
{
  int fd;
  gsize length; /* of what came until the other end closed, or all was there */
  gboolean right;
} Reader;

static gpointer
read_all (gpointer data)
{
  Reader *self = data;

  self->right = TRUE;
  while (self->length < FILE_SIZE)
    {
      guint8 bytes[65536];
      gssize n = recv (self->fd, bytes, sizeof bytes, 0);

      if (n <= 0)
        break;
      for (gssize i = 0; i < n; i++)
        self->right &= bytes[i] == get_byte (self->length + (gsize) i);
      self->length += (gsize) n;
    }
  return NULL;
}

/* Three clients get every byte in order; one of them begins to read when the others are done. */
static void
test_streams (void)
{
  Fixture self;
  GFile *file = make_file (FILE_SIZE);
  g_autoptr (SockeyeFileJob) job = NULL;
  Reader readers[3] = { { 0 } };
  GThread *threads[3];
  SockeyeJobProgress progress;

  set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  for (guint i = 0; i < 3; i++)
    readers[i].fd = connect_client (get_port (self.workspace), i == 0 ? 4096 : 0);
  wait_for (self.workspace,
            sockeye_session_get_n_connections (sockeye_workspace_get_session (self.workspace)) == 3);
  job = make_job (&self, SOCKEYE_TARGET_ALL, file);
  start (&self, SOCKEYE_JOB (job));
  for (guint i = 1; i < 3; i++)
    threads[i] = g_thread_new ("reader", read_all, &readers[i]);
  for (guint i = 1; i < 3; i++)
    g_thread_join (threads[i]);
  g_assert_nonnull (sockeye_workspace_get_job (self.workspace));
  threads[0] = g_thread_new ("reader", read_all, &readers[0]);
  g_thread_join (threads[0]);
  wait_for_end (&self);
  g_assert_null (self.error);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (readers[i].length, ==, FILE_SIZE);
      g_assert_true (readers[i].right);
      close (readers[i].fd);
    }
  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.bytes, ==, 3 * (guint64) FILE_SIZE);
  g_assert_cmpuint (progress.total_bytes, ==, 3 * (guint64) FILE_SIZE);
  remove_file (file);
  tear_down (&self);
}

/* Cut into datagrams of one size, the last one smaller; each is a record. */
static void
test_datagrams (void)
{
  Fixture self;
  GFile *file = make_file (100 * 1000 + 1);
  int fd = make_socket (SOCK_DGRAM);
  g_autoptr (SockeyeFileJob) job = NULL;
  SockeyeJobProgress progress;
  gint64 before;
  gsize at = 0;

  set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (fd));
  job = make_job (&self, SOCKEYE_TARGET_DEFAULT, file);
  sockeye_file_job_set_datagrams (job, 1000, 5000);
  before = g_get_monotonic_time ();
  start (&self, SOCKEYE_JOB (job));
  for (guint i = 0; i <= 100; i++)
    {
      guint8 bytes[2000];
      gssize n = recv (fd, bytes, sizeof bytes, 0);

      g_assert_cmpint (n, ==, i < 100 ? 1000 : 1);
      for (gssize j = 0; j < n; j++, at++)
        g_assert_cmpint (bytes[j], ==, get_byte (at));
    }
  wait_for_end (&self);
  g_assert_null (self.error);
  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.messages, ==, 101);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 100 * 200);
  close (fd);
  remove_file (file);
  tear_down (&self);
}

/* From a name of its own to the socket @path. */
static void
set_up_unix (Fixture *self, const char *path)
{
  SockeyeSession *session;
  SockeyeSettings settings = {
    .protocol = SOCKEYE_PROTOCOL_UNIX_DATAGRAM,
    .local_host = "",
    .remote_host = path,
  };

  *self = (Fixture){ .workspace = make_workspace () };
  g_signal_connect (self->workspace, "job-ended", G_CALLBACK (on_ended), self);
  session = sockeye_workspace_get_session (self->workspace);
  sockeye_session_open (session, &settings);
  wait_for (self->workspace, sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN);
}

/* Unix datagrams may be larger than UDP's, which refuses them when they are sent. */
static void
test_large_datagrams (void)
{
  Fixture self;
  GFile *file = make_file (200 * 1000);
  g_autofree char *path = g_strdup_printf ("@sockeye-file-job-%d", (int) getpid ());
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct timeval patience = { .tv_sec = 20 };
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  int udp = make_socket (SOCK_DGRAM);
  g_autoptr (SockeyeFileJob) refused = NULL;
  g_autoptr (SockeyeFileJob) job = NULL;
  g_autofree guint8 *bytes = g_malloc (300 * 1000);
  SockeyeJobProgress progress;

  set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (udp));
  refused = make_job (&self, SOCKEYE_TARGET_DEFAULT, file);
  sockeye_file_job_set_datagrams (refused, 200 * 1000, 0);
  start (&self, SOCKEYE_JOB (refused));
  wait_for_end (&self);
  g_assert_nonnull (strstr (self.error, "65507"));
  sockeye_job_get_progress (SOCKEYE_JOB (refused), &progress);
  g_assert_cmpuint (progress.messages, ==, 0);
  tear_down (&self);

  memcpy (address.sun_path + 1, path + 1, strlen (path) - 1);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address,
                         (socklen_t) (G_STRUCT_OFFSET (struct sockaddr_un, sun_path) + strlen (path))),
                   ==, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  set_up_unix (&self, path);
  job = make_job (&self, SOCKEYE_TARGET_DEFAULT, file);
  sockeye_file_job_set_datagrams (job, 200 * 1000, 0);
  start (&self, SOCKEYE_JOB (job));
  g_assert_cmpint (recv (fd, bytes, 300 * 1000, 0), ==, 200 * 1000);
  for (gsize i = 0; i < 200 * 1000; i++)
    g_assert_cmpint (bytes[i], ==, get_byte (i));
  wait_for_end (&self);
  g_assert_null (self.error);
  close (udp);
  close (fd);
  remove_file (file);
  tear_down (&self);
}

/* Stopped in the middle while the far end does not read: little more than what may wait has left the disk. */
static void
test_stop (void)
{
  Fixture self;
  GFile *file = make_file (64u << 20);
  g_autoptr (SockeyeFileJob) job = NULL;
  SockeyeJobProgress progress = { 0 };
  Reader reader = { 0 };

  set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  reader.fd = connect_client (get_port (self.workspace), 4096);
  wait_for (self.workspace,
            sockeye_session_get_n_connections (sockeye_workspace_get_session (self.workspace)) == 1);
  job = make_job (&self, SOCKEYE_TARGET_ALL, file);
  start (&self, SOCKEYE_JOB (job));
  wait_for (self.workspace,
            (sockeye_job_get_progress (SOCKEYE_JOB (job), &progress), progress.bytes >= 4u << 20));
  g_assert_cmpuint (progress.total_bytes, ==, 64u << 20);
  sockeye_workspace_stop_job (self.workspace);
  wait_for_end (&self);
  g_assert_null (self.error);
  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.bytes, <, 32u << 20);
  /* What is still in the queue is not counted as if it were gone. */
  g_assert_cmpuint (progress.queued, >, 0);
  g_assert_cmpuint (progress.queued, <=, progress.bytes);
  g_assert_cmpuint (progress.queued, >=,
                    sockeye_session_get_unsent (sockeye_workspace_get_session (self.workspace)));
  close (reader.fd);
  remove_file (file);
  tear_down (&self);
}

/* What cannot be sent is said in a sentence that names the file. */
static void
test_errors (void)
{
  g_autofree char *fifo = g_build_filename (g_get_tmp_dir (), "sockeye-fifo-XXXXXX", NULL);
  const struct
  {
    const char *path;
    const char *words;
  } cases[] = {
    { "/nowhere/nothing.bin",
      "The file “/nowhere/nothing.bin” could not be read: No such file or directory." },
    { g_get_tmp_dir (), "is a folder or a device" },
    { fifo, "is a folder or a device" },
  };
  int fd = g_mkstemp (fifo);

  close (fd);
  g_unlink (fifo);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture self;
      int peer = make_socket (SOCK_DGRAM);
      g_autoptr (GFile) file = g_file_new_for_path (cases[i].path);
      g_autoptr (SockeyeFileJob) job = NULL;

      set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (peer));
      job = make_job (&self, SOCKEYE_TARGET_DEFAULT, file);
      start (&self, SOCKEYE_JOB (job));
      wait_for_end (&self);
      g_assert_nonnull (self.error);
      if (strstr (self.error, cases[i].words) == NULL)
        g_error ("“%s” does not have “%s”", self.error, cases[i].words);
      close (peer);
      tear_down (&self);
    }
  g_unlink (fifo);
}

/* Nothing to send is no error. */
static void
test_empty (void)
{
  static const SockeyeProtocol protocols[] = { SOCKEYE_PROTOCOL_UDP, SOCKEYE_PROTOCOL_TCP_SERVER };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      Fixture self;
      GFile *file = make_file (0);
      int fd = make_socket (SOCK_DGRAM);
      int client = -1;
      g_autoptr (SockeyeFileJob) job = NULL;

      set_up (&self, protocols[i], bind_socket (fd));
      if (protocols[i] == SOCKEYE_PROTOCOL_TCP_SERVER)
        {
          client = connect_client (get_port (self.workspace), 0);
          wait_for (self.workspace,
                    sockeye_session_get_n_connections (sockeye_workspace_get_session (self.workspace)) == 1);
        }
      job = make_job (&self, SOCKEYE_TARGET_DEFAULT, file);
      start (&self, SOCKEYE_JOB (job));
      wait_for_end (&self);
      g_assert_null (self.error);
      if (client >= 0)
        close (client);
      close (fd);
      remove_file (file);
      tear_down (&self);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-job/streams", test_streams);
  g_test_add_func ("/file-job/datagrams", test_datagrams);
  g_test_add_func ("/file-job/large-datagrams", test_large_datagrams);
  g_test_add_func ("/file-job/stop", test_stop);
  g_test_add_func ("/file-job/errors", test_errors);
  g_test_add_func ("/file-job/empty", test_empty);
  return g_test_run ();
}
