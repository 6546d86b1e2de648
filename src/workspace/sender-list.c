/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sender-list.h"

struct _SockeyeSenderList
{
  GObject parent_instance;

  SockeyeCapture *capture;
  GPtrArray *items; /* of SockeyeConnectionItem, by ascending id, each end point once */
  guint32 seen;     /* every peer up to this id has been looked at */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeSenderList,
                               sockeye_sender_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_CONNECTION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_SENDER_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeSenderList *self = SOCKEYE_SENDER_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static gboolean
is_known (SockeyeSenderList *self, const char *remote)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (sockeye_connection_item_get_remote (g_ptr_array_index (self->items, i)), remote))
      return TRUE;
  return FALSE;
}

static void
remove_oldest (SockeyeSenderList *self)
{
  guint n = self->items->len - MIN (self->items->len, SOCKEYE_SENDERS_MAX);

  if (n == 0)
    return;
  g_ptr_array_remove_range (self->items, 0, n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
sockeye_sender_list_finalize (GObject *object)
{
  SockeyeSenderList *self = SOCKEYE_SENDER_LIST (object);

  g_clear_object (&self->capture);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (sockeye_sender_list_parent_class)->finalize (object);
}

static void
sockeye_sender_list_class_init (SockeyeSenderListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_sender_list_finalize;
}

static void
sockeye_sender_list_init (SockeyeSenderList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sockeye_sender_list_new:
 * @capture: where they are known
 *
 * Returns: (transfer full): a list, empty until the first sockeye_sender_list_refresh()
 */
SockeyeSenderList *
sockeye_sender_list_new (SockeyeCapture *capture)
{
  SockeyeSenderList *self = g_object_new (SOCKEYE_TYPE_SENDER_LIST, NULL);

  self->capture = g_object_ref (capture);
  return self;
}

/**
 * sockeye_sender_list_refresh:
 * @self: a list
 *
 * Takes over who is new. Of a flood of senders only the newest are looked at.
 */
void
sockeye_sender_list_refresh (SockeyeSenderList *self)
{
  guint32 n_peers = sockeye_capture_get_n_peers (self->capture);
  guint before = self->items->len;

  if (n_peers - self->seen > SOCKEYE_SENDERS_MAX * 16)
    self->seen = n_peers - SOCKEYE_SENDERS_MAX * 16;
  while (self->seen < n_peers)
    {
      g_autoptr (SockeyeConnectionItem) item = NULL;
      SockeyePeer peer;

      self->seen++;
      if (!sockeye_capture_get_peer (self->capture, self->seen, &peer) || peer.stream)
        continue;
      item = sockeye_connection_item_new (self->capture, &peer);
      if (!is_known (self, sockeye_connection_item_get_remote (item)))
        g_ptr_array_add (self->items, g_steal_pointer (&item));
    }

  if (self->items->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->items->len - before);
  remove_oldest (self);
}
