/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "port-holder.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  gboolean done;
  char *holder;
} Answer;

static void
found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->holder = sockeye_port_holder_find_finish (result);
  answer->done = TRUE;
}

static char *
find (const char *host, guint16 port, gboolean datagrams)
{
  Answer answer = { FALSE, NULL };
  SockeyeEndpoint local;

  g_assert_true (sockeye_endpoint_set_literal (&local, host, port, NULL));
  sockeye_port_holder_find_async (&local, datagrams, NULL, found, &answer);
  fixture_wait (answer.done);
  return answer.holder;
}

/* A search ends after a while, and then knows nobody; on a busy machine it may have to be made again. */
static char *
find_in_the_end (const char *host, guint16 port, gboolean datagrams)
{
  char *holder = NULL;

  for (guint i = 0; holder == NULL && i < 50; i++)
    holder = find (host, port, datagrams);
  return holder;
}

typedef struct
{
  const char *held;
  const char *wanted;
  gboolean in_the_way;
} Case;

/* Everything is what bind(2) does as well. */
static const Case cases[] = {
  { "127.0.0.1", "127.0.0.1", TRUE },
  { "127.0.0.1", "0.0.0.0", TRUE },
  { "127.0.0.1", "::", TRUE },
  { "127.0.0.1", "127.0.0.2", FALSE },
  { "127.0.0.1", "::1", FALSE },
  { "0.0.0.0", "127.0.0.1", TRUE },
  { "0.0.0.0", "::", TRUE },
  { "0.0.0.0", "::1", FALSE },
  { "::", "127.0.0.1", TRUE },
  { "::", "0.0.0.0", TRUE },
  { "::", "::1", TRUE },
  { "::1", "::1", TRUE },
  { "::1", "::", TRUE },
  { "::1", "127.0.0.1", FALSE },
  { "::1", "0.0.0.0", FALSE },
};

static void
test_cases (gconstpointer data)
{
  gboolean datagrams = GPOINTER_TO_INT (data);
  g_autofree char *self = g_strdup_printf ("(pid %d)", getpid ());

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint16 port = 0;
      int fd = datagrams ? peer_bind (cases[i].held, &port) : peer_listen (cases[i].held, 1, &port);
      g_autofree char *holder = (cases[i].in_the_way ? find_in_the_end : find) (cases[i].wanted, port,
                                                                                datagrams);

      g_test_message ("%s holds, %s wanted: %s", cases[i].held, cases[i].wanted, holder);
      if (cases[i].in_the_way)
        g_assert_true (holder != NULL && g_str_has_suffix (holder, self));
      else
        g_assert_null (holder);
      close (fd);
    }
}

static void
test_nobody (void)
{
  guint16 port = 0;
  g_autofree char *holder = NULL;

  close (peer_listen ("127.0.0.1", 1, &port));
  holder = find ("127.0.0.1", port, FALSE);
  g_assert_null (holder);
}

/* A child shares the socket: both are named. */
static void
test_several (void)
{
  guint16 port = 0;
  int fd = peer_listen ("127.0.0.1", 1, &port);
  int pipe_fds[2];
  pid_t child;
  g_autofree char *holder = NULL;
  g_autofree char *own = g_strdup_printf ("(pid %d)", getpid ());
  g_autofree char *other = NULL;

  g_assert_no_errno (pipe (pipe_fds));
  child = fork ();
  if (child == 0)
    {
      char byte;

      close (pipe_fds[1]);
      _exit (read (pipe_fds[0], &byte, 1) == 0 ? 0 : 1);
    }
  close (pipe_fds[0]);
  other = g_strdup_printf ("(pid %d)", child);
  holder = find ("127.0.0.1", port, FALSE);
  g_assert_nonnull (holder);
  g_assert_nonnull (strstr (holder, own));
  g_assert_nonnull (strstr (holder, other));
  g_assert_nonnull (strstr (holder, "), "));
  close (pipe_fds[1]);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/port-holder/streams", GINT_TO_POINTER (FALSE), test_cases);
  g_test_add_data_func ("/port-holder/datagrams", GINT_TO_POINTER (TRUE), test_cases);
  g_test_add_func ("/port-holder/nobody", test_nobody);
  g_test_add_func ("/port-holder/several", test_several);
  return g_test_run ();
}
