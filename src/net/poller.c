/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "poller.h"

#include "io-thread.h"

#include <errno.h>
#include <glib-unix.h>

#define EVENTS_PER_WAIT 256

/* Where this many descriptors have little each, and often, a round per message would cost more than the messages: they
 * are let gather. A flood on few sockets is never kept waiting, nor is an answer on one of few connections. */
#define WATCHES_MANY 256
#define EVENTS_FEW   64
#define GATHERING    1000 /* us */
#define OFTEN        2000 /* us from one round to the next */

struct _SockeyeWatch
{
  int fd;
  guint32 events; /* 0: not in the epoll set at all, since ERR and HUP cannot be masked */
  gboolean dead;  /* removed by a handler of the same round, in which it may still have an event */
  SockeyeWatchFunc func;
  gpointer data;
};

typedef struct
{
  SockeyeDeferredFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Deferred;

typedef struct
{
  GSource source;

  int epoll_fd;
  gpointer tag;
  gboolean dispatching;
  GPtrArray *dead;  /* of SockeyeWatch, freed when the round is over */
  GArray *deferred; /* of Deferred */
  GArray *running;  /* the other of the two arrays, so that neither is made anew */
  guint64 n_dispatches;
  guint n_watched;
  gint64 round_end; /* monotonic time */
} Poller;

static void
run_deferred (Poller *poller)
{
  GArray *running = poller->deferred;

  poller->deferred = poller->running;
  poller->running = running;
  for (guint i = 0; i < running->len; i++)
    {
      Deferred *deferred = &g_array_index (running, Deferred, i);

      deferred->func (deferred->data);
      if (deferred->destroy != NULL)
        deferred->destroy (deferred->data);
    }
  g_array_set_size (running, 0);
}

/* Returns: how many there were */
static int
dispatch_events (Poller *poller)
{
  struct epoll_event events[EVENTS_PER_WAIT];
  int n = epoll_wait (poller->epoll_fd, events, EVENTS_PER_WAIT, 0);

  poller->dispatching = TRUE;
  for (int i = 0; i < n; i++)
    {
      SockeyeWatch *watch = events[i].data.ptr;

      if (!watch->dead)
        watch->func (events[i].events, watch->data);
    }
  poller->dispatching = FALSE;
  g_ptr_array_set_size (poller->dead, 0);
  return n;
}

static void
let_gather (Poller *poller, int n_events)
{
  if (poller->n_watched < WATCHES_MANY)
    return;

  if (n_events < EVENTS_FEW && g_get_monotonic_time () - poller->round_end < OFTEN)
    g_usleep (GATHERING);
  poller->round_end = g_get_monotonic_time ();
}

static gboolean
poller_prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return ((Poller *) source)->deferred->len > 0;
}

static gboolean
poller_check (GSource *source)
{
  Poller *poller = (Poller *) source;

  return poller->deferred->len > 0 || g_source_query_unix_fd (source, poller->tag) != 0;
}

static gboolean
poller_dispatch (GSource *source, GSourceFunc func G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  Poller *poller = (Poller *) source;
  int n_events;

  poller->n_dispatches++;
  n_events = dispatch_events (poller);
  run_deferred (poller);
  let_gather (poller, n_events);
  return G_SOURCE_CONTINUE;
}

static Poller *
poller_get (void)
{
  static GSourceFuncs funcs = { .prepare = poller_prepare,
                                .check = poller_check,
                                .dispatch = poller_dispatch };
  static Poller *poller; /* of the I/O thread, like everything here; lives as long as the process */

  if (poller != NULL)
    return poller;

  poller = (Poller *) g_source_new (&funcs, sizeof (Poller));
  poller->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (poller->epoll_fd < 0)
    g_error ("Sockeye cannot watch sockets: %s", g_strerror (errno));
  poller->dead = g_ptr_array_new_with_free_func (g_free);
  poller->deferred = g_array_new (FALSE, FALSE, sizeof (Deferred));
  poller->running = g_array_new (FALSE, FALSE, sizeof (Deferred));
  g_source_set_static_name ((GSource *) poller, "sockeye-poller");
  /* Nothing here runs the loop anew. Without this, GLib takes the descriptor out of the loop for each round and puts it
   * back, and wakes itself twice for it: five system calls. */
  g_source_set_can_recurse ((GSource *) poller, TRUE);
  poller->tag = g_source_add_unix_fd ((GSource *) poller, poller->epoll_fd, G_IO_IN);
  g_source_attach ((GSource *) poller, sockeye_io_thread_get_context ());
  return poller;
}

static void
control (SockeyeWatch *self, int operation, guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = self };

  /* Fails only for lack of memory or of fs.epoll.max_user_watches; a socket that is not watched would hang in
   * silence. */
  if (epoll_ctl (poller_get ()->epoll_fd, operation, self->fd, &event) != 0)
    g_warning ("A socket cannot be watched: %s", g_strerror (errno));
}

/**
 * sockeye_watch_new:
 * @fd: stays open longer than the watch
 * @events: EPOLLIN, EPOLLOUT; 0 for none, then not even EPOLLERR and EPOLLHUP are told
 * @func: called in the I/O thread; may free this and other watches
 * @data: for @func
 *
 * Returns: (transfer full): the watch
 */
SockeyeWatch *
sockeye_watch_new (int fd, guint32 events, SockeyeWatchFunc func, gpointer data)
{
  SockeyeWatch *self = g_new0 (SockeyeWatch, 1);

  self->fd = fd;
  self->func = func;
  self->data = data;
  sockeye_watch_set_events (self, events);
  return self;
}

/**
 * sockeye_watch_set_events:
 * @events: EPOLLIN, EPOLLOUT; 0 for none, then not even EPOLLERR and EPOLLHUP are told
 */
void
sockeye_watch_set_events (SockeyeWatch *self, guint32 events)
{
  if (self->events == events)
    return;
  if (self->events == 0)
    control (self, EPOLL_CTL_ADD, events);
  else
    control (self, events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, events);
  poller_get ()->n_watched += (events != 0 ? 1u : 0u) - (self->events != 0 ? 1u : 0u);
  self->events = events;
}

/**
 * sockeye_watch_free:
 * @self: the watch; its function is not called again
 *
 * Must come before the descriptor is closed. Safe inside of any watch's function.
 */
void
sockeye_watch_free (SockeyeWatch *self)
{
  Poller *poller = poller_get ();

  sockeye_watch_set_events (self, 0);
  if (!poller->dispatching)
    {
      g_free (self);
      return;
    }
  self->dead = TRUE;
  g_ptr_array_add (poller->dead, self);
}

/**
 * sockeye_poller_defer:
 * @func: called once when the present round of events is over; outside of one, in the next turn of the loop
 * @data: for @func
 * @destroy: (nullable): frees @data afterwards
 *
 * For what is to be done once per batch, such as letting readers see it.
 */
void
sockeye_poller_defer (SockeyeDeferredFunc func, gpointer data, GDestroyNotify destroy)
{
  Deferred deferred = { func, data, destroy };

  g_array_append_val (poller_get ()->deferred, deferred);
}

/**
 * sockeye_poller_get_n_dispatches:
 *
 * Returns: how many rounds there were; a number that grows without traffic means a busy loop
 */
guint64
sockeye_poller_get_n_dispatches (void)
{
  return poller_get ()->n_dispatches;
}
