/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "io-thread.h"

#include <sys/resource.h>

typedef struct
{
  int next; /* what the I/O thread expects */
  int wrong;
  int destroyed;
} Shared;

typedef struct
{
  Shared *shared;
  int number;
} Call;

static gboolean
check_order (gpointer data)
{
  Call *call = data;

  if (!sockeye_io_thread_is_current () || call->number != g_atomic_int_get (&call->shared->next))
    g_atomic_int_inc (&call->shared->wrong);
  g_atomic_int_inc (&call->shared->next);
  return G_SOURCE_REMOVE;
}

static void
destroy (gpointer data)
{
  Call *call = data;

  if (!sockeye_io_thread_is_current ())
    g_atomic_int_inc (&call->shared->wrong);
  g_atomic_int_inc (&call->shared->destroyed);
  g_free (call);
}

static gboolean
take_time (gpointer data)
{
  g_usleep (50 * 1000);
  g_atomic_int_inc ((int *) data);
  return G_SOURCE_REMOVE;
}

/* Waits for what was handed over before, and not for longer than it may. */
static void
test_flush (void)
{
  int done = 0;

  for (guint i = 0; i < 4; i++)
    sockeye_io_thread_invoke (take_time, &done, NULL);
  g_assert_false (sockeye_io_thread_flush (1));
  g_assert_cmpint (g_atomic_int_get (&done), <, 4);
  g_assert_true (sockeye_io_thread_flush (20000));
  g_assert_cmpint (g_atomic_int_get (&done), ==, 4);
}

static void
test_order (void)
{
  Shared shared = { 0 };

  g_assert_false (sockeye_io_thread_is_current ());
  for (int i = 0; i < 1000; i++)
    {
      Call *call = g_new (Call, 1);

      *call = (Call){ &shared, i };
      sockeye_io_thread_invoke (check_order, call, destroy);
    }
  fixture_wait (g_atomic_int_get (&shared.destroyed) == 1000);
  g_assert_cmpint (shared.wrong, ==, 0);
  g_assert_cmpint (shared.next, ==, 1000);
}

static gboolean
read_nice (gpointer data)
{
  g_atomic_int_set ((int *) data, getpriority (PRIO_PROCESS, 0));
  return G_SOURCE_REMOVE;
}

/* It is not put back: at 300,000 datagrams a second, Debian's receive buffer is full after a millisecond. */
static void
test_nice (void)
{
  int own = getpriority (PRIO_PROCESS, 0);
  int value = -100;

  sockeye_io_thread_invoke (read_nice, &value, NULL);
  fixture_wait (g_atomic_int_get (&value) != -100);
  g_assert_cmpint (value, ==, own);
}

static void
test_descriptors (void)
{
  struct rlimit limit;

  g_assert_nonnull (sockeye_io_thread_get_context ());
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
  g_assert_cmpuint (limit.rlim_cur, >=, MIN (limit.rlim_max, 1048576));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io-thread/order", test_order);
  g_test_add_func ("/io-thread/flush", test_flush);
  g_test_add_func ("/io-thread/nice", test_nice);
  g_test_add_func ("/io-thread/descriptors", test_descriptors);
  return g_test_run ();
}
