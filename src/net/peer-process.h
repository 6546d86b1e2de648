/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

G_BEGIN_DECLS

/* Longer than the name of a process (comm in proc(5)), also where its bytes are no text. */
#define SOCKEYE_PROCESS_NAME_MAX 64

/**
 * SockeyePeerProcess:
 * @pid: its number; 0: not known, or not of this machine's processes
 * @user: whom it runs as
 * @name: empty: it has ended, or may not be looked at
 *
 * The process at the far end of a Unix socket. A plain value.
 */
typedef struct
{
  guint pid;
  guint user;
  char name[SOCKEYE_PROCESS_NAME_MAX];
} SockeyePeerProcess;

void sockeye_peer_process_read (SockeyePeerProcess *process, GSocket *socket);
guint32 sockeye_peer_process_get_link (const SockeyePeerProcess *process, GSocket *socket, gboolean accepted);
void sockeye_peer_process_add (const SockeyePeerProcess *process, SockeyeEvent *event);

G_END_DECLS
