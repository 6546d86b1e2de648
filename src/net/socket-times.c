/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-times.h"

/* Microseconds since the Epoch; 0: it was not called. */
typedef struct
{
  gint64 made;
  gint64 bound;
} SocketTimes;

static SocketTimes *
get_times (GSocket *socket)
{
  return g_object_get_data (G_OBJECT (socket), "sockeye-socket-times");
}

/**
 * sockeye_socket_times_note_made:
 * @socket: what socket() has just returned
 */
void
sockeye_socket_times_note_made (GSocket *socket)
{
  SocketTimes *times = g_new0 (SocketTimes, 1);

  times->made = g_get_real_time ();
  g_object_set_data_full (G_OBJECT (socket), "sockeye-socket-times", times, g_free);
}

/**
 * sockeye_socket_times_note_bound:
 * @socket: what bind() was called for just now, whether it succeeded or not
 */
void
sockeye_socket_times_note_bound (GSocket *socket)
{
  SocketTimes *times = get_times (socket);

  if (times != NULL)
    times->bound = g_get_real_time ();
}

/**
 * sockeye_socket_times_add:
 * @socket: a socket
 * @event: what tells of it
 *
 * Says in the event when the socket was made and bound; of one that was accepted neither is known.
 */
void
sockeye_socket_times_add (GSocket *socket, SockeyeEvent *event)
{
  const SocketTimes *times = get_times (socket);

  event->socket_time = times != NULL ? times->made : 0;
  event->bind_time = times != NULL ? times->bound : 0;
}
