/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faults.h"
#include "protocol.h"
#include "sink.h"
#include "tls-settings.h"
#include "wishes.h"
#include <gio/gio.h>

G_BEGIN_DECLS

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
 * @local_host: address or name to bind to; empty: any (for the client: the system chooses). Unix: a path, or an abstract
 *   name behind an "@"; empty: none
 * @local_port: 0: the system chooses
 * @remote_host: (client, relay; the default target of datagrams, may be empty there); Unix: a path or a name, as above
 * @remote_port: (client, relay, UDP)
 * @backlog: (server) of listen(2); %SOCKEYE_BACKLOG_NONE for 0
 * @connect_timeout_ms: (client, relay) for each address that is tried
 * @buffer_size: SO_RCVBUF in bytes, 0: as much as the system allows for UDP, its default for TCP
 * @stay_half_open: (streams) the peer's FIN does not close this end: sending goes on
 * @short_connections: (client) no connection is made at first, but one for each payload, which ends when the peer
 *   closes it
 * @short_close_sending: (client) with @short_connections, close sending behind the payload
 * @reconnect: (client) connect again when the peer has closed or reset the connection, or none could be made
 * @reconnect_first_ms: how long to wait before the first attempt; each failure doubles it
 * @reconnect_max_ms: what it is doubled up to
 * @reconnect_attempts: how many may fail in a row; 0: no limit
 * @faults: what is done wrong on purpose
 * @tls: (streams) whether they go over TLS, and how; (relay) the connections that were accepted
 * @target_tls: (relay) the connections to the target
 * @wishes: (nullable): what socket options are to be, and groups to be joined; %NULL: nothing
 *
 * What a session is opened with. Strings and wishes are owned by whoever made the struct; the session copies them.
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
  gboolean stay_half_open;
  gboolean short_connections;
  gboolean short_close_sending;
  gboolean reconnect;
  guint reconnect_first_ms;
  guint reconnect_max_ms;
  guint reconnect_attempts;
  SockeyeFaults faults;
  SockeyeTlsSettings tls;
  SockeyeTlsSettings target_tls;
  const SockeyeWishes *wishes;
} SockeyeSettings;

/**
 * SockeyeConnectionFlags:
 * @SOCKEYE_CONNECTION_SENDING_CLOSED: nothing more can be sent: FIN was sent, or will be behind what is queued
 * @SOCKEYE_CONNECTION_PEER_CLOSED: the peer has closed its sending side, this end is still open
 * @SOCKEYE_CONNECTION_READING_PAUSED: nothing is read
 *
 * How an open connection differs from one that both ends send and read on.
 */
typedef enum
{
  SOCKEYE_CONNECTION_SENDING_CLOSED = 1 << 0,
  SOCKEYE_CONNECTION_PEER_CLOSED = 1 << 1,
  SOCKEYE_CONNECTION_READING_PAUSED = 1 << 2,
} SockeyeConnectionFlags;

#define SOCKEYE_BACKLOG_DEFAULT            4096
#define SOCKEYE_BACKLOG_NONE               (-1)
#define SOCKEYE_RECONNECT_FIRST_DEFAULT_MS 1000
#define SOCKEYE_RECONNECT_MAX_DEFAULT_MS   30000
/* Short connections at once; what is sent meanwhile waits until one of them ends. */
#define SOCKEYE_SHORT_CONNECTIONS_MAX      256
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
  SOCKEYE_TARGET_ADDRESS,     /* UDP: @host and @port, resolved when needed; Unix datagrams: the path @host */
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
 *   "kernel-drops" (uint64, UDP datagrams that the kernel dropped for want of buffer),
 *   "connection-flags" (uint, #SockeyeConnectionFlags of the client's connection), "accepting-paused" (boolean),
 *   "waiting" (uint, connections that wait to be accepted; known while accepting is paused), "backlog" (uint, the
 *   system's limit for them), "attempt" (uint; client: the attempt that is waited for, 0: none is)
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
gboolean sockeye_session_is_unnamed (SockeyeSession *self);
guint sockeye_session_get_n_connections (SockeyeSession *self);
guint64 sockeye_session_get_unsent (SockeyeSession *self);
guint64 sockeye_session_get_kernel_drops (SockeyeSession *self);
guint32 sockeye_session_get_last_sender (SockeyeSession *self);
SockeyeConnectionFlags sockeye_session_get_connection_flags (SockeyeSession *self);
gboolean sockeye_session_get_short_connections (SockeyeSession *self);
gboolean sockeye_session_get_accepting_paused (SockeyeSession *self);
guint sockeye_session_get_waiting (SockeyeSession *self);
guint sockeye_session_get_backlog (SockeyeSession *self);
guint sockeye_session_get_attempt (SockeyeSession *self);

void sockeye_session_open (SockeyeSession *self, const SockeyeSettings *settings);
void sockeye_session_close (SockeyeSession *self);
gboolean
sockeye_session_send (SockeyeSession *self, const SockeyeTarget *target, GBytes *payload, GError **error);
void sockeye_session_cancel_sending (SockeyeSession *self);
SockeyeOutlet *sockeye_session_get_outlet (SockeyeSession *self);

/* Connections (session-life.c). @peer: a connection's id, 0: all of them; nothing happens when it has ended. */
void sockeye_session_stop_listening (SockeyeSession *self);
void sockeye_session_set_accepting (SockeyeSession *self, gboolean accepting);
void sockeye_session_disconnect (SockeyeSession *self, guint32 peer);
void sockeye_session_close_sending (SockeyeSession *self, guint32 peer);
void sockeye_session_abort (SockeyeSession *self, guint32 peer);
void sockeye_session_set_reading (SockeyeSession *self, guint32 peer, gboolean reading);
void sockeye_session_set_stay_half_open (SockeyeSession *self, gboolean stay_half_open);

G_END_DECLS
