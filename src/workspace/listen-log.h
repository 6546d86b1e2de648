/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* So many are kept, the newest ones. */
#define SOCKEYE_LISTENINGS_MAX 256

/* When a session has listened, as the records of its capture tell, from the oldest one on. */
typedef struct _SockeyeListenLog SockeyeListenLog;

SockeyeListenLog *sockeye_listen_log_new (SockeyeCapture *capture);
void sockeye_listen_log_free (SockeyeListenLog *self);

void sockeye_listen_log_read (SockeyeListenLog *self);
gint64 sockeye_listen_log_get_current (const SockeyeListenLog *self);
gint64 sockeye_listen_log_find (const SockeyeListenLog *self, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeListenLog, sockeye_listen_log_free)

G_END_DECLS
