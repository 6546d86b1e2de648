/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hexdump-model.h"

#include "hex.h"

#include <gtk/gtk.h>

struct _SockeyeHexdumpModel
{
  GObject parent_instance;

  GBytes *bytes;
  guint row; /* bytes in one */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeHexdumpModel,
                               sockeye_hexdump_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  SockeyeHexdumpModel *self = SOCKEYE_HEXDUMP_MODEL (model);

  return (guint) ((g_bytes_get_size (self->bytes) + self->row - 1) / self->row);
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeHexdumpModel *self = SOCKEYE_HEXDUMP_MODEL (model);
  g_autoptr (GString) row = g_string_new (NULL);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);
  gsize offset = (gsize) position * self->row;

  if (offset >= length)
    return NULL;

  sockeye_hex_append_narrow_row (row, offset, bytes + offset, MIN (self->row, length - offset), self->row);
  return gtk_string_object_new (row->str);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
sockeye_hexdump_model_finalize (GObject *object)
{
  SockeyeHexdumpModel *self = SOCKEYE_HEXDUMP_MODEL (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (sockeye_hexdump_model_parent_class)->finalize (object);
}

static void
sockeye_hexdump_model_class_init (SockeyeHexdumpModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_hexdump_model_finalize;
}

static void
sockeye_hexdump_model_init (SockeyeHexdumpModel *self)
{
  self->bytes = g_bytes_new_static ("", 0);
  self->row = SOCKEYE_HEX_ROW;
}

/**
 * sockeye_hexdump_model_new:
 *
 * Returns: (transfer full): a list of no rows
 */
SockeyeHexdumpModel *
sockeye_hexdump_model_new (void)
{
  return g_object_new (SOCKEYE_TYPE_HEXDUMP_MODEL, NULL);
}

/**
 * sockeye_hexdump_model_set_bytes:
 * @self: a model
 * @bytes: what the rows show from now on
 */
void
sockeye_hexdump_model_set_bytes (SockeyeHexdumpModel *self, GBytes *bytes)
{
  guint before = get_n_items (G_LIST_MODEL (self));

  g_bytes_unref (self->bytes);
  self->bytes = g_bytes_ref (bytes);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}

/**
 * sockeye_hexdump_model_set_row:
 * @self: a model
 * @row: how many bytes stand in a row from now on, at least 1
 */
void
sockeye_hexdump_model_set_row (SockeyeHexdumpModel *self, guint row)
{
  guint before = get_n_items (G_LIST_MODEL (self));

  self->row = row;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}

/**
 * sockeye_hexdump_model_get_row:
 * @self: a model
 *
 * Returns: how many bytes stand in a row
 */
guint
sockeye_hexdump_model_get_row (SockeyeHexdumpModel *self)
{
  return self->row;
}
