/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "io-thread.h"
#include "poller.h"

#include <sys/eventfd.h>
#include <unistd.h>

/* The poller belongs to the I/O thread: each test is a function that runs there. */
typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
  int done;
} Call;

static gboolean
run_call (gpointer data)
{
  Call *call = data;

  call->func (call->data);
  g_atomic_int_set (&call->done, TRUE);
  return G_SOURCE_REMOVE;
}

static void
in_io_thread (void (*func) (gpointer data), gpointer data)
{
  Call call = { func, data, FALSE };

  sockeye_io_thread_invoke (run_call, &call, NULL);
  fixture_wait (g_atomic_int_get (&call.done));
}

#define N_WATCHES 8

typedef struct
{
  SockeyeWatch *watches[N_WATCHES];
  int fds[N_WATCHES];
  int calls[N_WATCHES];
  int n_calls;
  int n_deferred;
  int deferred_after; /* calls before the deferred function */
} Board;

typedef struct
{
  Board *board;
  int index;
} Place;

static Place places[N_WATCHES];

/* Whoever is called first removes all others; they have events of the same round. */
static void
remove_others (guint32 events G_GNUC_UNUSED, gpointer data)
{
  Place *place = data;
  Board *board = place->board;

  board->n_calls++;
  for (int i = 0; i < N_WATCHES; i++)
    g_clear_pointer (&board->watches[i], sockeye_watch_free);
}

static void
add_watches (Board *board, SockeyeWatchFunc func)
{
  for (int i = 0; i < N_WATCHES; i++)
    {
      places[i] = (Place){ board, i };
      board->fds[i] = eventfd (1, EFD_NONBLOCK | EFD_CLOEXEC);
      board->watches[i] = sockeye_watch_new (board->fds[i], EPOLLIN, func, &places[i]);
    }
}

static void
add_removing (gpointer data)
{
  add_watches (data, remove_others);
}

static void
remove_all (gpointer data)
{
  Board *board = data;

  for (int i = 0; i < N_WATCHES; i++)
    {
      g_clear_pointer (&board->watches[i], sockeye_watch_free);
      close (board->fds[i]);
    }
}

static void
read_calls (gpointer data)
{
  int *out = ((gpointer *) data)[1];

  *out = ((Board *) ((gpointer *) data)[0])->n_calls;
}

static int
get_n_calls (Board *board)
{
  int n = 0;
  gpointer data[] = { board, &n };

  in_io_thread (read_calls, data);
  return n;
}

static void
test_remove_in_dispatch (void)
{
  Board board = { 0 };

  in_io_thread (add_removing, &board);
  fixture_wait (get_n_calls (&board) > 0);
  in_io_thread (remove_all, &board);
  g_assert_cmpint (get_n_calls (&board), ==, 1);
}

static void
note_deferred (gpointer data)
{
  Board *board = data;

  board->n_deferred++;
  board->deferred_after = board->n_calls;
}

/* Every watch is called in the round, and the deferred function once, after them. */
static void
call_and_defer (guint32 events, gpointer data)
{
  Place *place = data;
  Board *board = place->board;

  g_assert_cmpuint (events, ==, EPOLLIN);
  board->n_calls++;
  board->calls[place->index]++;
  sockeye_watch_set_events (board->watches[place->index], 0);
  if (board->n_calls == 1)
    sockeye_poller_defer (note_deferred, board, NULL);
}

static void
add_deferring (gpointer data)
{
  add_watches (data, call_and_defer);
}

static void
test_defer (void)
{
  Board board = { 0 };

  in_io_thread (add_deferring, &board);
  fixture_wait (get_n_calls (&board) == N_WATCHES);
  in_io_thread (remove_all, &board);
  g_assert_cmpint (board.n_deferred, ==, 1);
  g_assert_cmpint (board.deferred_after, ==, N_WATCHES);
  for (int i = 0; i < N_WATCHES; i++)
    g_assert_cmpint (board.calls[i], ==, 1);
}

static void
defer_outside (gpointer data)
{
  sockeye_poller_defer (note_deferred, data, NULL);
}

static void
test_defer_outside (void)
{
  Board board = { 0 };

  in_io_thread (defer_outside, &board);
  in_io_thread (remove_all, &(Board){ .fds = { -1, -1, -1, -1, -1, -1, -1, -1 } });
  fixture_wait (g_atomic_int_get (&board.n_deferred) == 1);
}

static void
resume_first (gpointer data)
{
  sockeye_watch_set_events (((Board *) data)->watches[0], EPOLLIN);
}

/* Level triggered: what was paused with something undone is called again. */
static void
test_pause (void)
{
  Board board = { 0 };

  in_io_thread (add_deferring, &board);
  fixture_wait (get_n_calls (&board) == N_WATCHES);
  in_io_thread (resume_first, &board);
  fixture_wait (get_n_calls (&board) == N_WATCHES + 1);
  in_io_thread (remove_all, &board);
  g_assert_cmpint (board.calls[0], ==, 2);
}

#define N_MANY  300
#define N_TAPS  1000
#define TAP_GAP 20 /* us */

typedef struct
{
  SockeyeWatch *watches[N_MANY];
  int fds[N_MANY];
  int n_taken;
  guint64 n_rounds;
} Crowd;

typedef struct
{
  Crowd *crowd;
  int index;
} Seat;

static Seat seats[N_MANY];

static void
take_taps (guint32 events G_GNUC_UNUSED, gpointer data)
{
  Seat *seat = data;
  guint64 n = 0;

  g_assert_cmpint (read (seat->crowd->fds[seat->index], &n, sizeof n), ==, sizeof n);
  g_atomic_int_add (&seat->crowd->n_taken, (int) n);
}

static void
add_crowd (gpointer data)
{
  Crowd *crowd = data;

  for (int i = 0; i < N_MANY; i++)
    {
      seats[i] = (Seat){ crowd, i };
      crowd->fds[i] = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
      crowd->watches[i] = sockeye_watch_new (crowd->fds[i], EPOLLIN, take_taps, &seats[i]);
    }
  crowd->n_rounds = sockeye_poller_get_n_dispatches ();
}

static void
remove_crowd (gpointer data)
{
  Crowd *crowd = data;

  crowd->n_rounds = sockeye_poller_get_n_dispatches () - crowd->n_rounds;
  for (int i = 0; i < N_MANY; i++)
    {
      g_clear_pointer (&crowd->watches[i], sockeye_watch_free);
      close (crowd->fds[i]);
    }
}

/* 1,000 of 300 descriptors become ready one by one. All are served, in not more rounds than there were milliseconds:
 * whatever follows on another round within 2 ms waits for 1 ms. */
static void
test_gather (void)
{
  Crowd crowd = { 0 };
  guint64 one = 1;
  gint64 start, length;

  in_io_thread (add_crowd, &crowd);
  start = g_get_monotonic_time ();
  for (int i = 0; i < N_TAPS; i++)
    {
      g_assert_cmpint (write (crowd.fds[i * 7 % N_MANY], &one, sizeof one), ==, sizeof one);
      g_usleep (TAP_GAP);
    }
  fixture_wait (g_atomic_int_get (&crowd.n_taken) == N_TAPS);
  in_io_thread (remove_crowd, &crowd);
  length = g_get_monotonic_time () - start;
  g_assert_cmpuint (crowd.n_rounds, <=, (guint64) length / 1000 + 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poller/remove-in-dispatch", test_remove_in_dispatch);
  g_test_add_func ("/poller/defer", test_defer);
  g_test_add_func ("/poller/defer-outside", test_defer_outside);
  g_test_add_func ("/poller/pause", test_pause);
  g_test_add_func ("/poller/gather", test_gather);
  return g_test_run ();
}
