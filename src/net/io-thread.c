/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "io-thread.h"

#include <errno.h>
#include <sys/resource.h>

/* Descriptors that connections may take up, where the hard limit allows it. */
#define IO_THREAD_DESCRIPTORS 1048576

/* The soft limit (1,024 by default) is there for programs that use select(), which this one does not. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = MAX (limit.rlim_cur, MIN (limit.rlim_max, (rlim_t) IO_THREAD_DESCRIPTORS));
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
    g_debug ("The descriptor limit stays as it is: %s", g_strerror (errno));
}

static gpointer
run (gpointer data)
{
  GMainContext *context = data;

  g_main_context_push_thread_default (context);
  while (TRUE)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

static gpointer
start (gpointer data G_GNUC_UNUSED)
{
  GMainContext *context = g_main_context_new ();

  raise_descriptor_limit ();
  g_thread_unref (g_thread_new ("sockeye-io", run, context));
  return context;
}

/**
 * sockeye_io_thread_get_context:
 *
 * The main context of the one thread that touches sockets. The thread starts with the first call.
 *
 * Returns: (transfer none): the context; lives as long as the process
 */
GMainContext *
sockeye_io_thread_get_context (void)
{
  static GOnce once = G_ONCE_INIT;

  /* The thread and its context are never freed. */
  return g_once (&once, start, NULL);
}

/**
 * sockeye_io_thread_invoke:
 * @func: runs once in the I/O thread, in the order of the calls; what it returns is ignored
 * @data: for @func
 * @destroy: (nullable): frees @data, in the I/O thread
 *
 * Never runs @func before it returns, also when called in the I/O thread itself.
 */
void
sockeye_io_thread_invoke (GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, sockeye_io_thread_get_context ());
}

typedef struct
{
  gatomicrefcount count;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Flush;

static void
flush_unref (gpointer data)
{
  Flush *flush = data;

  if (!g_atomic_ref_count_dec (&flush->count))
    return;
  g_mutex_clear (&flush->mutex);
  g_cond_clear (&flush->cond);
  g_free (flush);
}

static gboolean
finish_flush (gpointer data)
{
  Flush *flush = data;

  g_mutex_lock (&flush->mutex);
  flush->done = TRUE;
  g_cond_signal (&flush->cond);
  g_mutex_unlock (&flush->mutex);
  return G_SOURCE_REMOVE;
}

/**
 * sockeye_io_thread_flush:
 * @milliseconds: how long to wait at most
 *
 * Waits until everything has run that was handed to the I/O thread before. For the end of the program: sessions that have
 * gone are closed then, and the files of their sockets removed.
 *
 * Returns: whether it has
 */
gboolean
sockeye_io_thread_flush (guint milliseconds)
{
  gint64 deadline = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
  Flush *flush = g_new0 (Flush, 1);
  gboolean done;

  g_atomic_ref_count_init (&flush->count);
  g_atomic_ref_count_inc (&flush->count);
  g_mutex_init (&flush->mutex);
  g_cond_init (&flush->cond);
  sockeye_io_thread_invoke (finish_flush, flush, flush_unref);

  g_mutex_lock (&flush->mutex);
  while (!flush->done && g_cond_wait_until (&flush->cond, &flush->mutex, deadline))
    ;
  done = flush->done;
  g_mutex_unlock (&flush->mutex);
  flush_unref (flush);
  return done;
}

/**
 * sockeye_io_thread_is_current:
 *
 * Returns: whether the caller runs in the I/O thread
 */
gboolean
sockeye_io_thread_is_current (void)
{
  return g_main_context_is_owner (sockeye_io_thread_get_context ());
}

/**
 * sockeye_io_thread_set_timer:
 * @timer: (inout): %NULL or a timer, which is then given up; gets one of its own
 * @milliseconds: until @func is called
 * @func: called in the I/O thread
 * @data: for @func; lives until the timer is cleared
 */
void
sockeye_io_thread_set_timer (GSource **timer, guint milliseconds, GSourceFunc func, gpointer data)
{
  sockeye_io_thread_clear_timer (timer);
  *timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (*timer, func, data, NULL);
  g_source_attach (*timer, sockeye_io_thread_get_context ());
}

/**
 * sockeye_io_thread_clear_timer:
 * @timer: (inout): %NULL or a timer, which may be the one that is being called; becomes %NULL
 */
void
sockeye_io_thread_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}
