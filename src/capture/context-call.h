/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A function that any thread may have called in a main context: once, however often it is asked for until then. */
typedef struct _SockeyeContextCall SockeyeContextCall;

SockeyeContextCall *sockeye_context_call_new (void);
void sockeye_context_call_free (SockeyeContextCall *self);

void sockeye_context_call_set (SockeyeContextCall *self,
                               GMainContext *context,
                               GSourceFunc func,
                               gpointer data,
                               GDestroyNotify destroy);
void sockeye_context_call_post (SockeyeContextCall *self, guint milliseconds);

G_END_DECLS
