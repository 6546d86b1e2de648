/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

#include "io-thread.h"
#include "short-client.h"
#include "tcp-client.h"
#include "tcp-relay.h"
#include "tcp-server.h"
#include "udp.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SockeyeRole, sockeye_role, G_TYPE_OBJECT)

/* Roles that are open, by number. The sink's room function gets the number: a call that was already under way
 * when the role went finds nothing here. I/O thread only. */
static GHashTable *open_roles;

SockeyeRolePrivate *
sockeye_role_get_private (SockeyeRole *self)
{
  return sockeye_role_get_instance_private (self);
}

/* Runs in the I/O thread: there is room in the sink again. */
static gboolean
room (gpointer data)
{
  SockeyeRole *self = g_hash_table_lookup (open_roles, data);

  if (self != NULL)
    {
      g_object_ref (self);
      SOCKEYE_ROLE_GET_CLASS (self)->resume (self);
      g_object_unref (self);
    }
  return G_SOURCE_REMOVE;
}

static void
register_role (SockeyeRole *self)
{
  static guint n_roles;
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  if (open_roles == NULL)
    open_roles = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  priv->number = ++n_roles;
  g_hash_table_insert (open_roles, GUINT_TO_POINTER (priv->number), g_object_ref (self));
  sockeye_sink_set_room_func (priv->sink, sockeye_io_thread_get_context (), room,
                              GUINT_TO_POINTER (priv->number));
}

static void
unregister_role (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  guint number = priv->number;

  if (number == 0)
    return;
  priv->number = 0;
  sockeye_sink_set_room_func (priv->sink, NULL, NULL, NULL);
  g_hash_table_remove (open_roles, GUINT_TO_POINTER (number));
}

static void
sockeye_role_finalize (GObject *object)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (SOCKEYE_ROLE (object));

  g_clear_object (&priv->holder_search);
  g_clear_object (&priv->tls_loading);
  g_clear_pointer (&priv->tls, sockeye_tls_credentials_unref);
  g_clear_pointer (&priv->target_tls, sockeye_tls_credentials_unref);
  g_clear_object (&priv->sink);
  g_clear_pointer (&priv->status, sockeye_status_unref);
  g_clear_pointer (&priv->ledger, sockeye_send_ledger_unref);
  g_clear_pointer (&priv->originals, sockeye_wishes_free);
  g_clear_pointer (&priv->groups, g_array_unref);
  g_clear_pointer (&priv->settings, sockeye_settings_free);

  G_OBJECT_CLASS (sockeye_role_parent_class)->finalize (object);
}

static void
sockeye_role_class_init (SockeyeRoleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_role_finalize;
}

static void
sockeye_role_init (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  priv->ledger = sockeye_send_ledger_new ();
  priv->originals = sockeye_wishes_new ();
  priv->groups = g_array_new (FALSE, FALSE, sizeof (SockeyeGroup));
}

/**
 * sockeye_role_new:
 * @sink: gets the records
 * @status: gets the state
 * @settings: copied
 *
 * Returns: (transfer full): the role that @settings ask for, not yet open. Any thread.
 */
SockeyeRole *
sockeye_role_new (SockeyeSink *sink, SockeyeStatus *status, const SockeyeSettings *settings)
{
  SockeyeRole *self;
  SockeyeRolePrivate *priv;
  GType type = SOCKEYE_TYPE_UDP;

  if (sockeye_protocol_is_client (settings->protocol))
    type = settings->short_connections ? SOCKEYE_TYPE_SHORT_CLIENT : SOCKEYE_TYPE_TCP_CLIENT;
  else if (settings->protocol == SOCKEYE_PROTOCOL_TCP_RELAY)
    type = SOCKEYE_TYPE_TCP_RELAY;
  else if (sockeye_protocol_is_server (settings->protocol))
    type = SOCKEYE_TYPE_TCP_SERVER;

  self = g_object_new (type, NULL);
  priv = sockeye_role_get_private (self);
  priv->sink = g_object_ref (sink);
  priv->status = sockeye_status_ref (status);
  priv->settings = sockeye_settings_copy (settings);
  return self;
}

/**
 * sockeye_role_open:
 *
 * Begins. I/O thread, like the functions that follow.
 */
void
sockeye_role_open (SockeyeRole *self)
{
  register_role (self);
  sockeye_role_open_with_tls (self);
}

/**
 * sockeye_role_close:
 *
 * Ends it; nothing happens when it is over. See sockeye_session_close().
 */
void
sockeye_role_close (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  if (priv->number == 0)
    return;
  if (!sockeye_role_stop_tls (self) && !sockeye_role_stop_holder_search (self))
    SOCKEYE_ROLE_GET_CLASS (self)->close (self);
}

/**
 * sockeye_role_stop_listening:
 *
 * See sockeye_session_stop_listening().
 */
void
sockeye_role_stop_listening (SockeyeRole *self)
{
  SockeyeRoleClass *klass = SOCKEYE_ROLE_GET_CLASS (self);

  if (sockeye_role_get_private (self)->number != 0 && klass->stop_listening != NULL)
    klass->stop_listening (self);
}

/**
 * sockeye_role_set_accepting:
 * @accepting: whether connections are accepted
 *
 * See sockeye_session_set_accepting().
 */
void
sockeye_role_set_accepting (SockeyeRole *self, gboolean accepting)
{
  SockeyeRoleClass *klass = SOCKEYE_ROLE_GET_CLASS (self);

  if (sockeye_role_get_private (self)->number != 0 && klass->set_accepting != NULL)
    klass->set_accepting (self, accepting);
}

/**
 * sockeye_role_command:
 * @peer: a connection's id, 0: all of them
 * @command: what the user does with it
 *
 * See sockeye_session_disconnect() and the others.
 */
void
sockeye_role_command (SockeyeRole *self, guint32 peer, SockeyeConnectionCommand command)
{
  SockeyeRoleClass *klass = SOCKEYE_ROLE_GET_CLASS (self);

  if (sockeye_role_get_private (self)->number != 0 && klass->command != NULL)
    klass->command (self, peer, command);
}

/**
 * sockeye_role_set_stay_half_open:
 * @stay_half_open: what a peer's FIN does from now on
 */
void
sockeye_role_set_stay_half_open (SockeyeRole *self, gboolean stay_half_open)
{
  sockeye_role_get_private (self)->settings->stay_half_open = stay_half_open;
}

static void
update_unsent (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  sockeye_status_begin (priv->status)->unsent = sockeye_send_ledger_get_unsent (priv->ledger);
  sockeye_status_end (priv->status);
  sockeye_role_publish_later (self);
}

/**
 * sockeye_role_send:
 * @parcel: booked in the ledger
 *
 * Sends it, or says for each peer that it was not sent, when the role is over.
 */
void
sockeye_role_send (SockeyeRole *self, const SockeyeParcel *parcel)
{
  guint n_peers = parcel->peers != NULL ? parcel->n_peers : 1;

  if (sockeye_role_get_private (self)->number != 0)
    {
      SOCKEYE_ROLE_GET_CLASS (self)->send (self, parcel);
      update_unsent (self);
    }
  else
    for (guint i = 0; i < n_peers; i++)
      sockeye_role_tell_unsent (self, parcel->peers != NULL ? parcel->peers[i] : 0, NULL,
                                g_bytes_get_size (parcel->payload));
}

/**
 * sockeye_role_finish:
 * @peer: a connection's id, or 0 for all
 *
 * See sockeye_outlet_finish().
 */
void
sockeye_role_finish (SockeyeRole *self, guint32 peer)
{
  SockeyeRoleClass *klass = SOCKEYE_ROLE_GET_CLASS (self);

  if (sockeye_role_get_private (self)->number != 0 && klass->finish != NULL)
    klass->finish (self, peer);
}

/**
 * sockeye_role_cancel_sending:
 *
 * See sockeye_session_cancel_sending().
 */
void
sockeye_role_cancel_sending (SockeyeRole *self)
{
  if (sockeye_role_get_private (self)->number != 0)
    SOCKEYE_ROLE_GET_CLASS (self)->cancel_sending (self);
}

/**
 * sockeye_role_set_answering:
 * @answering: whether somebody answers what arrives, and says with sockeye_role_finish() when it is done. Any thread.
 */
void
sockeye_role_set_answering (SockeyeRole *self, gboolean answering)
{
  g_atomic_int_set (&sockeye_role_get_private (self)->answering, answering);
}

/**
 * sockeye_role_is_answering:
 *
 * Returns: whether a connection whose far end has closed has to stay open until sockeye_role_finish(). Any thread.
 */
gboolean
sockeye_role_is_answering (SockeyeRole *self)
{
  return g_atomic_int_get (&sockeye_role_get_private (self)->answering);
}

/**
 * sockeye_role_get_ledger:
 *
 * Returns: (transfer none): what waits for whom. Any thread.
 */
SockeyeSendLedger *
sockeye_role_get_ledger (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->ledger;
}

/**
 * sockeye_role_get_status:
 *
 * Returns: (transfer none): what the session's properties say. Any thread.
 */
SockeyeStatus *
sockeye_role_get_status (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->status;
}

/**
 * sockeye_role_get_sink:
 *
 * Returns: (transfer none): where the records go
 */
SockeyeSink *
sockeye_role_get_sink (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->sink;
}

/**
 * sockeye_role_get_settings:
 *
 * Returns: (transfer none): what the role was made with; no string is %NULL
 */
const SockeyeSettings *
sockeye_role_get_settings (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->settings;
}

/**
 * sockeye_role_set_state:
 * @state: the new state; %SOCKEYE_SESSION_CLOSED is the end of this role
 *
 * May drop the last reference that is not the caller's.
 */
void
sockeye_role_set_state (SockeyeRole *self, SockeyeSessionState state)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  SockeyeSnapshot *snapshot = sockeye_status_begin (priv->status);

  snapshot->state = state;
  if (state == SOCKEYE_SESSION_CLOSED)
    {
      sockeye_endpoint_clear (&snapshot->local);
      sockeye_endpoint_clear (&snapshot->remote);
      snapshot->n_connections = 0;
      snapshot->unsent = sockeye_send_ledger_get_unsent (priv->ledger);
      snapshot->connection = 0;
      snapshot->flags = 0;
      snapshot->accepting_paused = FALSE;
      snapshot->waiting = 0;
      snapshot->attempt = 0;
    }
  sockeye_status_end (priv->status);
  sockeye_role_publish_later (self);

  if (state == SOCKEYE_SESSION_CLOSED)
    unregister_role (self);
}

/**
 * sockeye_role_settle:
 * @peer: for whom it was booked
 * @bytes: that were written
 * @payloads: that are done with this
 */
void
sockeye_role_settle (SockeyeRole *self, guint32 peer, gsize bytes, guint payloads)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  sockeye_send_ledger_settle (priv->ledger, peer, bytes, payloads);
  if (bytes > 0)
    update_unsent (self);
}

/**
 * sockeye_role_give_up:
 * @peer: for whom it was booked
 * @bytes: that will not be written
 * @payloads: that are not written, or not wholly
 */
void
sockeye_role_give_up (SockeyeRole *self, guint32 peer, gsize bytes, guint payloads)
{
  sockeye_send_ledger_give_up (sockeye_role_get_private (self)->ledger, peer, bytes, payloads);
  if (bytes > 0)
    update_unsent (self);
}
