/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "memory-sink.h"
#include "session.h"

G_BEGIN_DECLS

/* A session, its sink, and plain POSIX sockets as its far ends. */
typedef struct
{
  MemorySink *sink;
  SockeyeSession *session;
  GPtrArray *failures; /* messages of "failed" */
} Fixture;

#define FIXTURE_PATIENCE_US (60 * G_USEC_PER_SEC)

void fixture_init (Fixture *self);
void fixture_clear (Fixture *self);
void fixture_iterate (void);

void fixture_open (Fixture *self,
                   SockeyeProtocol protocol,
                   const char *local,
                   guint16 local_port,
                   const char *remote,
                   guint16 remote_port);
void fixture_open_wait (Fixture *self,
                        SockeyeProtocol protocol,
                        const char *local,
                        guint16 local_port,
                        const char *remote,
                        guint16 remote_port);
void fixture_close_wait (Fixture *self);
gboolean fixture_send (Fixture *self, SockeyeTargetKind kind, guint32 peer, const char *text);

/* Blocking sockets that give up after ten seconds. @host may be the path, or the name, of a Unix socket. */
int peer_listen (const char *host, int backlog, guint16 *port);
int peer_connect (const char *host, guint16 port);
int peer_bind (const char *host, guint16 *port);
void peer_send (int fd, const void *bytes, gsize length);
void peer_send_to (int fd, const char *host, guint16 port, const void *bytes, gsize length);
gsize peer_receive (int fd, void *bytes, gsize length);
void peer_expect (int fd, const char *text);
void peer_reset (int fd);
guint16 peer_get_port (int fd);

/* Runs the main loop until @condition holds, at most for the patience above. */
#define fixture_wait(condition)                                                                              \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 deadline_ = g_get_monotonic_time () + FIXTURE_PATIENCE_US;                                        \
    while (!(condition))                                                                                     \
      {                                                                                                      \
        if (g_get_monotonic_time () > deadline_)                                                             \
          g_error ("%s:%d: never came true: %s", __FILE__, __LINE__, #condition);                            \
        fixture_iterate ();                                                                                  \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END

#define fixture_wait_state(self, wanted)                                                                     \
  fixture_wait (sockeye_session_get_state ((self)->session) == (wanted))
#define fixture_wait_event(self, type) fixture_wait (memory_sink_count_events ((self)->sink, type) > 0)

G_END_DECLS
