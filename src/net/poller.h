/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

/* Bytes that a handler may move in one dispatch; then it is the others' turn. */
#define SOCKEYE_DISPATCH_BUDGET (256 * 1024)

typedef struct _SockeyeWatch SockeyeWatch;

typedef void (*SockeyeWatchFunc) (guint32 events, gpointer data);
typedef void (*SockeyeDeferredFunc) (gpointer data);

/*
 * All sockets behind one epoll descriptor, behind one GSource of the I/O context. I/O thread only.
 * Level triggered: a handler that leaves something undone is called again.
 */
SockeyeWatch *sockeye_watch_new (int fd, guint32 events, SockeyeWatchFunc func, gpointer data);
void sockeye_watch_set_events (SockeyeWatch *self, guint32 events);
void sockeye_watch_free (SockeyeWatch *self);

void sockeye_poller_defer (SockeyeDeferredFunc func, gpointer data, GDestroyNotify destroy);
guint64 sockeye_poller_get_n_dispatches (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeWatch, sockeye_watch_free)

G_END_DECLS
