/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-item.h"

#include <glib/gi18n-lib.h>

struct _SockeyeConnectionItem
{
  GObject parent_instance;

  char *remote;
  SockeyeTraffic traffic;
  guint64 queued; /* bytes that wait to be written */
  gint64 opened;  /* microseconds since the Epoch */
  guint32 peer;
  gboolean open;
  gboolean has_reset; /* TCP; Unix sockets know none */
  gboolean ticked;    /* to be sent to together with the others that are */
  SockeyeConnectionFlags flags;
};

G_DEFINE_FINAL_TYPE (SockeyeConnectionItem, sockeye_connection_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PEER,
  PROP_REMOTE,
  PROP_SINCE,
  PROP_RECEIVED,
  PROP_SENT,
  PROP_QUEUED,
  PROP_OPEN,
  PROP_TICKED,
  PROP_NOTES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
format_time (gint64 microseconds)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("");
}

static char *
format_bytes (guint64 bytes)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, bytes);

  /* Translators: %s is a number of bytes; B is the sign of the unit byte */
  return g_strdup_printf (_ ("%s B"), number);
}

/* Text is made only when somebody looks: of 10,000 items, a list shows a few dozen. */
static void
sockeye_connection_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeConnectionItem *self = SOCKEYE_CONNECTION_ITEM (object);

  switch (id)
    {
    case PROP_PEER:
      g_value_set_uint (value, self->peer);
      break;
    case PROP_REMOTE:
      g_value_set_string (value, self->remote);
      break;
    case PROP_SINCE:
      g_value_take_string (value, format_time (self->opened));
      break;
    case PROP_RECEIVED:
      g_value_take_string (value, format_bytes (self->traffic.received_bytes));
      break;
    case PROP_SENT:
      g_value_take_string (value, format_bytes (self->traffic.sent_bytes));
      break;
    case PROP_QUEUED:
      g_value_take_string (value, self->queued > 0 ? g_format_size (self->queued) : g_strdup (""));
      break;
    case PROP_TICKED:
      g_value_set_boolean (value, self->ticked);
      break;
    case PROP_NOTES:
      g_value_take_string (value, sockeye_connection_flags_describe (self->flags));
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, self->open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_connection_item_finalize (GObject *object)
{
  SockeyeConnectionItem *self = SOCKEYE_CONNECTION_ITEM (object);

  g_free (self->remote);

  G_OBJECT_CLASS (sockeye_connection_item_parent_class)->finalize (object);
}

static void
sockeye_connection_item_class_init (SockeyeConnectionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_connection_item_get_property;
  object_class->finalize = sockeye_connection_item_finalize;

  properties[PROP_PEER] = g_param_spec_uint ("peer", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_REMOTE] = g_param_spec_string ("remote", NULL, NULL, NULL, flags);
  properties[PROP_SINCE] = g_param_spec_string ("since", NULL, NULL, NULL, flags);
  properties[PROP_RECEIVED] = g_param_spec_string ("received", NULL, NULL, NULL, flags);
  properties[PROP_SENT] = g_param_spec_string ("sent", NULL, NULL, NULL, flags);
  properties[PROP_QUEUED] = g_param_spec_string ("queued", NULL, NULL, NULL, flags);
  properties[PROP_TICKED] = g_param_spec_boolean ("ticked", NULL, NULL, FALSE, flags);
  properties[PROP_NOTES] = g_param_spec_string ("notes", NULL, NULL, NULL, flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_connection_item_init (SockeyeConnectionItem *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_connection_item_new:
 * @capture: whose peer it is
 * @peer: a connection
 *
 * Returns: (transfer full): a row for it
 */
SockeyeConnectionItem *
sockeye_connection_item_new (SockeyeCapture *capture, const SockeyePeer *peer)
{
  SockeyeConnectionItem *self = g_object_new (SOCKEYE_TYPE_CONNECTION_ITEM, NULL);

  self->peer = peer->id;
  self->remote = sockeye_capture_name_peer (capture, peer);
  self->has_reset = sockeye_endpoint_get_family (&peer->remote) != AF_UNIX;
  self->opened = peer->opened;
  self->traffic = peer->traffic;
  self->open = peer->open;
  return self;
}

/**
 * sockeye_connection_item_has_reset:
 * @self: a row
 *
 * Returns: whether the connection can be reset: one of Unix sockets cannot
 */
gboolean
sockeye_connection_item_has_reset (SockeyeConnectionItem *self)
{
  return self->has_reset;
}

/**
 * sockeye_connection_item_get_peer:
 * @self: a row
 *
 * Returns: the connection's id
 */
guint32
sockeye_connection_item_get_peer (SockeyeConnectionItem *self)
{
  return self->peer;
}

/**
 * sockeye_connection_item_get_remote:
 * @self: a row
 *
 * Returns: the far end, "127.0.0.1:5000"
 */
const char *
sockeye_connection_item_get_remote (SockeyeConnectionItem *self)
{
  return self->remote;
}

/**
 * sockeye_connection_item_is_ticked:
 * @self: a row
 *
 * Returns: whether it is one of several that are to be sent to
 */
gboolean
sockeye_connection_item_is_ticked (SockeyeConnectionItem *self)
{
  return self->ticked;
}

/**
 * sockeye_connection_item_set_ticked:
 * @self: a row
 * @ticked: whether it is one of several that are to be sent to
 *
 * For the list, which counts them.
 */
void
sockeye_connection_item_set_ticked (SockeyeConnectionItem *self, gboolean ticked)
{
  if (self->ticked == ticked)
    return;
  self->ticked = ticked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED]);
}

/**
 * sockeye_connection_item_get_flags:
 * @self: a row
 *
 * Returns: how the connection stands
 */
SockeyeConnectionFlags
sockeye_connection_item_get_flags (SockeyeConnectionItem *self)
{
  return self->flags;
}

/**
 * sockeye_connection_item_set_flags:
 * @self: a row
 * @flags: how the connection stands
 *
 * Notifies of "notes" when it is different.
 */
void
sockeye_connection_item_set_flags (SockeyeConnectionItem *self, SockeyeConnectionFlags flags)
{
  if (self->flags == flags)
    return;
  self->flags = flags;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTES]);
}

/**
 * sockeye_connection_flags_describe:
 * @flags: how a connection stands
 *
 * Returns: (transfer full): that in a few words, "" when there is nothing to say
 */
char *
sockeye_connection_flags_describe (SockeyeConnectionFlags flags)
{
  static const struct
  {
    SockeyeConnectionFlags flag;
    const char *words;
  } notes[] = {
    { SOCKEYE_CONNECTION_SENDING_CLOSED, N_ ("sending closed") },
    { SOCKEYE_CONNECTION_PEER_CLOSED, N_ ("closed by the peer") },
    { SOCKEYE_CONNECTION_READING_PAUSED, N_ ("reading paused") },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if ((flags & notes[i].flag) != 0)
      {
        if (text->len > 0)
          /* Translators: stands between the notes on a connection, such as "sending closed, reading paused" */
          g_string_append (text, _ (", "));
        g_string_append (text, _ (notes[i].words));
      }
  return g_string_free (text, FALSE);
}

/**
 * sockeye_connection_item_update:
 * @self: a row
 * @peer: its connection, as it is now
 * @queued: bytes that wait to be written to it
 *
 * Takes over the counters and whether the connection is open; notifies of what is different, and of nothing else.
 */
void
sockeye_connection_item_update (SockeyeConnectionItem *self, const SockeyePeer *peer, guint64 queued)
{
  gboolean received = self->traffic.received_bytes != peer->traffic.received_bytes;
  gboolean sent = self->traffic.sent_bytes != peer->traffic.sent_bytes;
  gboolean open = self->open != peer->open;
  gboolean waiting = self->queued != queued;

  self->traffic = peer->traffic;
  self->open = peer->open;
  self->queued = queued;

  if (waiting)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUEUED]);
  if (received)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECEIVED]);
  if (sent)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENT]);
  if (open)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}
