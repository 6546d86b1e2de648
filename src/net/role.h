/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-ledger.h"
#include "session.h"
#include "settings.h"
#include "sink.h"
#include "socket-report.h"
#include "status.h"
#include "tls-credentials.h"

G_BEGIN_DECLS

/**
 * SockeyeParcel:
 * @peers: (array length=n_peers) (nullable): who gets it; booked in the ledger. Datagrams: at most one
 * @left_out: (array length=n_left_out) (nullable): connections whose queue had no room for it
 * @host: (nullable): (datagrams) where to, when @peers is %NULL; booked for peer 0
 * @port: (datagrams) of @host
 * @payload: the bytes
 *
 * One payload on its way to the I/O thread.
 */
typedef struct
{
  guint32 *peers;
  guint n_peers;
  guint32 *left_out;
  guint n_left_out;
  char *host;
  guint16 port;
  GBytes *payload;
} SockeyeParcel;

/* What the user does with a connection; see the functions of the session. */
typedef enum
{
  SOCKEYE_COMMAND_CLOSE,
  SOCKEYE_COMMAND_CLOSE_SENDING,
  SOCKEYE_COMMAND_ABORT,
  SOCKEYE_COMMAND_PAUSE_READING,
  SOCKEYE_COMMAND_RESUME_READING,
} SockeyeConnectionCommand;

#define SOCKEYE_TYPE_ROLE (sockeye_role_get_type ())
G_DECLARE_DERIVABLE_TYPE (SockeyeRole, sockeye_role, SOCKEYE, ROLE, GObject)

/**
 * SockeyeRoleClass:
 * @open: begins; the state is %SOCKEYE_SESSION_OPENING
 * @close: ends all sockets at once and sets the state to %SOCKEYE_SESSION_CLOSED; must be set
 * @stop_listening: (nullable): see sockeye_session_stop_listening()
 * @set_accepting: (nullable): see sockeye_session_set_accepting()
 * @command: (nullable): what the user does with one connection, or with all for peer 0
 * @send: queues and writes; must be set. What cannot be sent is settled in the ledger and told
 * @finish: (nullable): see sockeye_outlet_finish(); @peer is 0 for all connections
 * @cancel_sending: gives up what is queued; must be set
 * @resume: the sink has room again; must be set
 * @get_socket: the socket of a connection, or for 0 the role's own: the one for datagrams, the client's, the listener;
 *   %NULL: it is not open. Must be set
 * @list_accepted: (nullable): the sockets of accepted connections, which follow the listener's options; owned by the
 *   caller
 *
 * What a session does with its sockets: one opening of it, from open to closed. Everything is called in the
 * I/O thread, and @close, @send and the others only between @open and the state %SOCKEYE_SESSION_CLOSED.
 */
struct _SockeyeRoleClass
{
  GObjectClass parent_class;

  void (*open) (SockeyeRole *self);
  void (*close) (SockeyeRole *self);
  void (*stop_listening) (SockeyeRole *self);
  void (*set_accepting) (SockeyeRole *self, gboolean accepting);
  void (*command) (SockeyeRole *self, guint32 peer, SockeyeConnectionCommand command);
  void (*send) (SockeyeRole *self, const SockeyeParcel *parcel);
  void (*finish) (SockeyeRole *self, guint32 peer);
  void (*cancel_sending) (SockeyeRole *self);
  void (*resume) (SockeyeRole *self);
  GSocket *(*get_socket) (SockeyeRole *self, guint32 peer);
  GPtrArray *(*list_accepted) (SockeyeRole *self);
};

SockeyeRole *sockeye_role_new (SockeyeSink *sink, SockeyeStatus *status, const SockeyeSettings *settings);

/* For the session, in the I/O thread; the ledger, the status and whether it is answering from any. */
void sockeye_role_open (SockeyeRole *self);
void sockeye_role_close (SockeyeRole *self);
void sockeye_role_stop_listening (SockeyeRole *self);
void sockeye_role_set_accepting (SockeyeRole *self, gboolean accepting);
void sockeye_role_command (SockeyeRole *self, guint32 peer, SockeyeConnectionCommand command);
void sockeye_role_set_stay_half_open (SockeyeRole *self, gboolean stay_half_open);
void sockeye_role_send (SockeyeRole *self, const SockeyeParcel *parcel);
void sockeye_role_finish (SockeyeRole *self, guint32 peer);
void sockeye_role_cancel_sending (SockeyeRole *self);
gboolean sockeye_role_set_option (SockeyeRole *self,
                                  guint32 peer,
                                  SockeyeOption option,
                                  const SockeyeOptionValue *value,
                                  GError **error);
gboolean
sockeye_role_change_group (SockeyeRole *self, const SockeyeGroup *group, gboolean join, GError **error);
SockeyeSocketReport *sockeye_role_report (SockeyeRole *self, guint32 peer);
void sockeye_role_set_answering (SockeyeRole *self, gboolean answering);
SockeyeSendLedger *sockeye_role_get_ledger (SockeyeRole *self);
SockeyeStatus *sockeye_role_get_status (SockeyeRole *self);

/* For subclasses and their parts. */
SockeyeSink *sockeye_role_get_sink (SockeyeRole *self);
const SockeyeSettings *sockeye_role_get_settings (SockeyeRole *self);
void sockeye_role_tell_faults (SockeyeRole *self);
SockeyeTlsCredentials *sockeye_role_get_tls (SockeyeRole *self);
SockeyeTlsCredentials *sockeye_role_get_target_tls (SockeyeRole *self);
gboolean sockeye_role_get_reuse (SockeyeRole *self);
void sockeye_role_prepare_socket (SockeyeRole *self, GSocket *socket);
void sockeye_role_set_socket_int (SockeyeRole *self,
                                  GSocket *socket,
                                  int level,
                                  int option,
                                  const char *name,
                                  int value);
void sockeye_role_join_groups (SockeyeRole *self, GSocket *socket);
gboolean sockeye_role_is_answering (SockeyeRole *self);
void sockeye_role_set_state (SockeyeRole *self, SockeyeSessionState state);
void sockeye_role_set_ends (SockeyeRole *self, const SockeyeEndpoint *local, const SockeyeEndpoint *remote);
void sockeye_role_set_n_connections (SockeyeRole *self, guint n_connections);
void sockeye_role_set_connection (SockeyeRole *self, guint32 peer);
void sockeye_role_set_flags (SockeyeRole *self, guint32 peer, SockeyeConnectionFlags flags);
void sockeye_role_set_accept_queue (SockeyeRole *self, gboolean paused, guint waiting, guint backlog);
void sockeye_role_set_attempt (SockeyeRole *self, guint attempt);
void sockeye_role_settle (SockeyeRole *self, guint32 peer, gsize bytes, guint payloads);
void sockeye_role_give_up (SockeyeRole *self, guint32 peer, gsize bytes, guint payloads);
void sockeye_role_publish_later (SockeyeRole *self);
void sockeye_role_tell (SockeyeRole *self, guint32 peer, const SockeyeEvent *event);
void sockeye_role_tell_failure (SockeyeRole *self, guint32 peer, const SockeyeEvent *event);
void sockeye_role_tell_unsent (SockeyeRole *self, guint32 peer, const SockeyeEndpoint *remote, guint64 bytes);
void sockeye_role_fail_to_open (SockeyeRole *self, const SockeyeEvent *event);

G_END_DECLS
