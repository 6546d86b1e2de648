/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sink.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_PROTOCOL_UDP,
  SOCKEYE_PROTOCOL_TCP_CLIENT,
  SOCKEYE_PROTOCOL_TCP_SERVER,
} SockeyeProtocol;

/**
 * SockeyeSessionState:
 * @SOCKEYE_SESSION_CLOSED: no socket exists
 * @SOCKEYE_SESSION_OPENING: a name is looked up, or the connection is under way; can be cancelled by close
 * @SOCKEYE_SESSION_OPEN: bound, connected, or listening
 * @SOCKEYE_SESSION_DRAINING: (server) no longer listening, but accepted connections go on
 */
typedef enum
{
  SOCKEYE_SESSION_CLOSED,
  SOCKEYE_SESSION_OPENING,
  SOCKEYE_SESSION_OPEN,
  SOCKEYE_SESSION_DRAINING,
} SockeyeSessionState;

/**
 * SockeyeSettings:
 * @protocol: the role
 * @local_host: address or name to bind to; empty: any (for the client: the system chooses)
 * @local_port: 0: the system chooses
 * @remote_host: (client; the default target of UDP, may be empty there)
 * @remote_port: (client, UDP)
 * @backlog: (server) of listen(2)
 * @connect_timeout_ms: (client) for each address that is tried
 * @buffer_size: SO_RCVBUF in bytes, 0: as much as the system allows for UDP, its default for TCP
 *
 * What a session is opened with. Strings are owned by whoever made the struct; the session copies them.
 */
typedef struct
{
  SockeyeProtocol protocol;
  const char *local_host;
  guint16 local_port;
  const char *remote_host;
  guint16 remote_port;
  gint backlog;
  guint connect_timeout_ms;
  guint buffer_size;
} SockeyeSettings;

#define SOCKEYE_BACKLOG_DEFAULT            4096
#define SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS 30000
/* Bytes that may wait in a connection's send queue. */
#define SOCKEYE_SEND_QUEUE_MAX (G_GUINT64_CONSTANT (256) << 20)
#define SOCKEYE_DATAGRAM_MAX   65507

typedef enum
{
  SOCKEYE_TARGET_DEFAULT,     /* the client's peer; UDP's remote; all of a server's connections */
  SOCKEYE_TARGET_ALL,         /* every open connection */
  SOCKEYE_TARGET_PEER,        /* @peer: one connection, or one sender of datagrams */
  SOCKEYE_TARGET_LAST_SENDER, /* whoever sent the newest datagram */
  SOCKEYE_TARGET_ADDRESS,     /* UDP: @host and @port, resolved when needed */
  SOCKEYE_TARGET_SET,         /* @peers: several connections; those that have ended are passed over */
} SockeyeTargetKind;

typedef struct
{
  SockeyeTargetKind kind;
  guint32 peer;
  const char *host;
  guint16 port;
  const guint32 *peers;
  guint n_peers;
} SockeyeTarget;

typedef struct _SockeyeOutlet SockeyeOutlet;

#define SOCKEYE_TYPE_SESSION (sockeye_session_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSession, sockeye_session, SOCKEYE, SESSION, GObject)

/*
 * Used from the thread that made it (the UI's), whose thread-default context also gets its signals. Nothing
 * blocks: every call posts to the I/O thread, what comes of it arrives as a record in the sink and as a
 * notify here.
 *
 * Properties (all notify, at most once per turn of the main loop):
 *   "state" (SockeyeSessionState, int), "closing" (boolean), "local" (string, "127.0.0.1:8080", %NULL while closed),
 *   "remote" (string; client: the peer, and while opening the address being tried),
 *   "n-connections" (uint), "unsent" (uint64, bytes queued and not yet written),
 *   "kernel-drops" (uint64, UDP datagrams that the kernel dropped for want of buffer)
 * Signals:
 *   "failed" (const GError *error): opening, sending or receiving failed; the message is for the user
 *   "opening": there is a new outlet, and nothing has happened in it yet
 */
SockeyeSession *sockeye_session_new (SockeyeSink *sink);

SockeyeSessionState sockeye_session_get_state (SockeyeSession *self);
gboolean sockeye_session_is_closing (SockeyeSession *self);
SockeyeProtocol sockeye_session_get_protocol (SockeyeSession *self);
const char *sockeye_session_get_local (SockeyeSession *self);
const char *sockeye_session_get_remote (SockeyeSession *self);
guint16 sockeye_session_get_local_port (SockeyeSession *self);
guint sockeye_session_get_n_connections (SockeyeSession *self);
guint64 sockeye_session_get_unsent (SockeyeSession *self);
guint64 sockeye_session_get_kernel_drops (SockeyeSession *self);
guint32 sockeye_session_get_last_sender (SockeyeSession *self);

void sockeye_session_open (SockeyeSession *self, const SockeyeSettings *settings);
void sockeye_session_close (SockeyeSession *self);
void sockeye_session_stop_listening (SockeyeSession *self);
void sockeye_session_disconnect (SockeyeSession *self, guint32 peer);
gboolean
sockeye_session_send (SockeyeSession *self, const SockeyeTarget *target, GBytes *payload, GError **error);
void sockeye_session_cancel_sending (SockeyeSession *self);
SockeyeOutlet *sockeye_session_get_outlet (SockeyeSession *self);

G_END_DECLS
