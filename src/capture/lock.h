/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* GMutex and GCond wait on futexes inside GLib, where ThreadSanitizer does not look; here it is told. */
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#else
#define __tsan_acquire(address) ((void) (address))
#define __tsan_release(address) ((void) (address))
#endif

G_BEGIN_DECLS

static inline void
sockeye_lock (GMutex *mutex)
{
  g_mutex_lock (mutex);
  __tsan_acquire (mutex);
}

static inline void
sockeye_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  g_mutex_unlock (mutex);
}

static inline void
sockeye_lock_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  g_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

/* Until the monotonic time @deadline; returns FALSE once it has passed. */
static inline gboolean
sockeye_lock_wait_until (GCond *cond, GMutex *mutex, gint64 deadline)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = g_cond_wait_until (cond, mutex, deadline);
  __tsan_acquire (mutex);
  return signalled;
}

G_END_DECLS
