/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

G_BEGIN_DECLS

/* When a socket was made and bound, kept with it until there is an event to tell it in. I/O thread. */
void sockeye_socket_times_note_made (GSocket *socket);
void sockeye_socket_times_note_bound (GSocket *socket);
void sockeye_socket_times_add (GSocket *socket, SockeyeEvent *event);

G_END_DECLS
