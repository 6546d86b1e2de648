/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one thread (nice +10) that touches sockets; starts with its first use, lives as long as the process. */
GMainContext *sockeye_io_thread_get_context (void);
void sockeye_io_thread_invoke (GSourceFunc func, gpointer data, GDestroyNotify destroy);
gboolean sockeye_io_thread_flush (guint milliseconds);
gboolean sockeye_io_thread_is_current (void);
void sockeye_io_thread_set_timer (GSource **timer, guint milliseconds, GSourceFunc func, gpointer data);
void sockeye_io_thread_clear_timer (GSource **timer);

G_END_DECLS
