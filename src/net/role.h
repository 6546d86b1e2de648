/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-ledger.h"
#include "session.h"
#include "settings.h"
#include "sink.h"
#include "status.h"

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

#define SOCKEYE_TYPE_ROLE (sockeye_role_get_type ())
G_DECLARE_DERIVABLE_TYPE (SockeyeRole, sockeye_role, SOCKEYE, ROLE, GObject)

/**
 * SockeyeRoleClass:
 * @open: begins; the state is %SOCKEYE_SESSION_OPENING
 * @close: ends all sockets at once and sets the state to %SOCKEYE_SESSION_CLOSED; must be set
 * @stop_listening: (nullable): see sockeye_session_stop_listening()
 * @disconnect: (nullable): see sockeye_session_disconnect()
 * @send: queues and writes; must be set. What cannot be sent is settled in the ledger and told
 * @finish: (nullable): see sockeye_outlet_finish(); @peer is 0 for all connections
 * @cancel_sending: gives up what is queued; must be set
 * @resume: the sink has room again; must be set
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
  void (*disconnect) (SockeyeRole *self, guint32 peer);
  void (*send) (SockeyeRole *self, const SockeyeParcel *parcel);
  void (*finish) (SockeyeRole *self, guint32 peer);
  void (*cancel_sending) (SockeyeRole *self);
  void (*resume) (SockeyeRole *self);
};

SockeyeRole *sockeye_role_new (SockeyeSink *sink, SockeyeStatus *status, const SockeyeSettings *settings);

/* For the session, in the I/O thread; the ledger, the status and whether it is answering from any. */
void sockeye_role_open (SockeyeRole *self);
void sockeye_role_close (SockeyeRole *self);
void sockeye_role_stop_listening (SockeyeRole *self);
void sockeye_role_disconnect (SockeyeRole *self, guint32 peer);
void sockeye_role_send (SockeyeRole *self, const SockeyeParcel *parcel);
void sockeye_role_finish (SockeyeRole *self, guint32 peer);
void sockeye_role_cancel_sending (SockeyeRole *self);
void sockeye_role_set_answering (SockeyeRole *self, gboolean answering);
SockeyeSendLedger *sockeye_role_get_ledger (SockeyeRole *self);
SockeyeStatus *sockeye_role_get_status (SockeyeRole *self);

/* For subclasses and their parts. */
SockeyeSink *sockeye_role_get_sink (SockeyeRole *self);
const SockeyeSettings *sockeye_role_get_settings (SockeyeRole *self);
gboolean sockeye_role_is_answering (SockeyeRole *self);
void sockeye_role_set_state (SockeyeRole *self, SockeyeSessionState state);
void sockeye_role_set_ends (SockeyeRole *self, const SockeyeEndpoint *local, const SockeyeEndpoint *remote);
void sockeye_role_set_n_connections (SockeyeRole *self, guint n_connections);
void sockeye_role_settle (SockeyeRole *self, guint32 peer, gsize bytes, guint payloads);
void sockeye_role_publish_later (SockeyeRole *self);
void sockeye_role_tell (SockeyeRole *self, guint32 peer, const SockeyeEvent *event);
void sockeye_role_tell_failure (SockeyeRole *self, guint32 peer, const SockeyeEvent *event);
void sockeye_role_tell_unsent (SockeyeRole *self, guint32 peer, const SockeyeEndpoint *remote, guint64 bytes);
void sockeye_role_fail_to_open (SockeyeRole *self, const SockeyeEvent *event);

G_END_DECLS
