/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-model.h"

#include "compare-item.h"

struct _SockeyeCompareModel
{
  GObject parent_instance;

  SockeyeCaptureDiff *diff; /* (nullable) */
  gboolean only_differences;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeCompareModel,
                               sockeye_compare_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_COMPARE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  SockeyeCompareModel *self = SOCKEYE_COMPARE_MODEL (model);

  return self->diff != NULL ? sockeye_capture_diff_get_n_rows (self->diff, self->only_differences) : 0;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeCompareModel *self = SOCKEYE_COMPARE_MODEL (model);
  SockeyeDiffRow row;

  if (self->diff == NULL
      || !sockeye_capture_diff_get_row (self->diff, self->only_differences, position, &row))
    return NULL;
  return sockeye_compare_item_new (self->diff, &row);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
sockeye_compare_model_finalize (GObject *object)
{
  g_clear_pointer (&SOCKEYE_COMPARE_MODEL (object)->diff, sockeye_capture_diff_unref);

  G_OBJECT_CLASS (sockeye_compare_model_parent_class)->finalize (object);
}

static void
sockeye_compare_model_class_init (SockeyeCompareModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_compare_model_finalize;
}

static void
sockeye_compare_model_init (SockeyeCompareModel *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_compare_model_new:
 *
 * Returns: (transfer full): an empty list
 */
SockeyeCompareModel *
sockeye_compare_model_new (void)
{
  return g_object_new (SOCKEYE_TYPE_COMPARE_MODEL, NULL);
}

/**
 * sockeye_compare_model_set_diff:
 * @self: a list
 * @diff: (nullable) (transfer none): what it shows from now on
 * @only_differences: without the rows that are equal
 */
void
sockeye_compare_model_set_diff (SockeyeCompareModel *self,
                                SockeyeCaptureDiff *diff,
                                gboolean only_differences)
{
  guint before = get_n_items (G_LIST_MODEL (self));

  if (diff != NULL)
    sockeye_capture_diff_ref (diff);
  g_clear_pointer (&self->diff, sockeye_capture_diff_unref);
  self->diff = diff;
  self->only_differences = only_differences;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}
