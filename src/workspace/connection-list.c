/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-list.h"

/* Gaps that one refresh closes. Each costs every view of the list some 100 us, and there may be thousands. One change
 * over all of them would be cheaper, but a list view of GTK 4.8 that gets back rows which it just gave up warns of
 * duplicates. */
#define GAPS_MAX 32

/* GTK 4.8 makes widgets for the first 200 rows of a list, seen or not, and takes a millisecond for each. So one refresh
 * appends few until they are there, and then as many as go into a frame. */
#define ROWS_ALIVE    200
#define NEW_ALIVE_MAX 4
#define NEW_MAX       4096

struct _SockeyeConnectionList
{
  GObject parent_instance;

  SockeyeCapture *capture;
  GPtrArray *items; /* of SockeyeConnectionItem, by ascending id */
  guint32 seen;     /* every peer up to this id has been looked at */
  guint n_ticked;
};

enum
{
  PROP_0,
  PROP_N_TICKED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeConnectionList,
                               sockeye_connection_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* A run of rows whose connections have ended. */
typedef struct
{
  guint first;
  guint length;
} Gap;

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_CONNECTION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_CONNECTION_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeConnectionList *self = SOCKEYE_CONNECTION_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* Takes over the counters of every row; the rows to go away are in @gaps afterwards, as many as it has room for. */
static gboolean
update_items (SockeyeConnectionList *self, SockeyeOutlet *outlet, GArray *gaps)
{
  gboolean complete = TRUE;

  for (guint i = 0; i < self->items->len; i++)
    {
      SockeyeConnectionItem *item = g_ptr_array_index (self->items, i);
      guint32 id = sockeye_connection_item_get_peer (item);
      SockeyePeer peer;
      Gap *last = gaps->len > 0 ? &g_array_index (gaps, Gap, gaps->len - 1) : NULL;

      if (sockeye_capture_get_peer (self->capture, id, &peer))
        {
          sockeye_connection_item_update (item, &peer,
                                          outlet != NULL ? sockeye_outlet_get_queued (outlet, id) : 0);
          sockeye_connection_item_set_flags (item,
                                             outlet != NULL ? sockeye_outlet_get_flags (outlet, id) : 0);
          if (peer.open)
            continue;
        }

      if (last != NULL && last->first + last->length == i)
        last->length++;
      else if (gaps->len == GAPS_MAX)
        complete = FALSE;
      else
        g_array_append_val (gaps, ((Gap){ i, 1 }));
    }

  return complete;
}

static void
set_n_ticked (SockeyeConnectionList *self, guint n_ticked)
{
  if (self->n_ticked == n_ticked)
    return;
  self->n_ticked = n_ticked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TICKED]);
}

/* Who has ended is not sent to any more. */
static guint
count_ticked (SockeyeConnectionList *self, const Gap *gap)
{
  guint n = 0;

  for (guint i = gap->first; i < gap->first + gap->length; i++)
    n += sockeye_connection_item_is_ticked (g_ptr_array_index (self->items, i)) ? 1 : 0;
  return n;
}

static void
close_gaps (SockeyeConnectionList *self, const GArray *gaps)
{
  for (guint i = gaps->len; i-- > 0;)
    {
      const Gap *gap = &g_array_index (gaps, Gap, i);

      set_n_ticked (self, self->n_ticked - count_ticked (self, gap));
      g_ptr_array_remove_range (self->items, gap->first, gap->length);
      g_list_model_items_changed (G_LIST_MODEL (self), gap->first, gap->length, 0);
    }
}

static gboolean
append_new (SockeyeConnectionList *self)
{
  guint32 n_peers = sockeye_capture_get_n_peers (self->capture);
  guint before = self->items->len;
  guint most = before + (before < ROWS_ALIVE ? NEW_ALIVE_MAX : NEW_MAX);

  while (self->seen < n_peers && self->items->len < most)
    {
      SockeyePeer peer;

      self->seen++;
      if (sockeye_capture_get_peer (self->capture, self->seen, &peer) && peer.stream && peer.open)
        g_ptr_array_add (self->items, sockeye_connection_item_new (self->capture, &peer));
    }

  if (self->items->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->items->len - before);
  return self->seen == n_peers;
}

static void
sockeye_connection_list_finalize (GObject *object)
{
  SockeyeConnectionList *self = SOCKEYE_CONNECTION_LIST (object);

  g_clear_object (&self->capture);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (sockeye_connection_list_parent_class)->finalize (object);
}

static void
sockeye_connection_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_N_TICKED:
      g_value_set_uint (value, SOCKEYE_CONNECTION_LIST (object)->n_ticked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_connection_list_class_init (SockeyeConnectionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sockeye_connection_list_finalize;
  object_class->get_property = sockeye_connection_list_get_property;

  properties[PROP_N_TICKED] = g_param_spec_uint ("n-ticked", NULL, NULL, 0, G_MAXUINT, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_connection_list_init (SockeyeConnectionList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sockeye_connection_list_new:
 * @capture: where the connections are known
 *
 * Returns: (transfer full): a list, empty until the first sockeye_connection_list_refresh()
 */
SockeyeConnectionList *
sockeye_connection_list_new (SockeyeCapture *capture)
{
  SockeyeConnectionList *self = g_object_new (SOCKEYE_TYPE_CONNECTION_LIST, NULL);

  self->capture = g_object_ref (capture);
  return self;
}

/**
 * sockeye_connection_list_refresh:
 * @self: a list
 * @outlet: (nullable): knows what waits for them
 *
 * Takes over what the capture knows now. Costs a few hundred nanoseconds per open connection.
 *
 * Returns: %FALSE when more rows are to come or go away than one call takes: call it again soon
 */
gboolean
sockeye_connection_list_refresh (SockeyeConnectionList *self, SockeyeOutlet *outlet)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  gboolean complete = update_items (self, outlet, gaps);

  close_gaps (self, gaps);
  return append_new (self) && complete;
}

/* By ascending id. */
static SockeyeConnectionItem *
find_item (SockeyeConnectionList *self, guint32 peer)
{
  guint from = 0;
  guint to = self->items->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      SockeyeConnectionItem *item = g_ptr_array_index (self->items, middle);
      guint32 id = sockeye_connection_item_get_peer (item);

      if (id == peer)
        return item;
      if (id < peer)
        from = middle + 1;
      else
        to = middle;
    }
  return NULL;
}

/**
 * sockeye_connection_list_set_ticked:
 * @self: a list
 * @peer: a connection's id; nothing happens when it has ended
 * @ticked: whether it is one of those that are sent to together
 */
void
sockeye_connection_list_set_ticked (SockeyeConnectionList *self, guint32 peer, gboolean ticked)
{
  SockeyeConnectionItem *item = find_item (self, peer);

  if (item == NULL || sockeye_connection_item_is_ticked (item) == ticked)
    return;
  sockeye_connection_item_set_ticked (item, ticked);
  set_n_ticked (self, ticked ? self->n_ticked + 1 : self->n_ticked - 1);
}

/**
 * sockeye_connection_list_get_n_ticked:
 * @self: a list
 *
 * Returns: how many are ticked
 */
guint
sockeye_connection_list_get_n_ticked (SockeyeConnectionList *self)
{
  return self->n_ticked;
}

/**
 * sockeye_connection_list_get_ticked:
 * @self: a list
 * @n_peers: (out): how many
 *
 * Returns: (transfer full) (array length=n_peers): the ids of those that are ticked
 */
guint32 *
sockeye_connection_list_get_ticked (SockeyeConnectionList *self, guint *n_peers)
{
  guint32 *peers = g_new (guint32, MAX (self->n_ticked, 1));
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      SockeyeConnectionItem *item = g_ptr_array_index (self->items, i);

      if (sockeye_connection_item_is_ticked (item))
        peers[n++] = sockeye_connection_item_get_peer (item);
    }
  *n_peers = n;
  return peers;
}
