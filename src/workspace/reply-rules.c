/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-rules.h"

struct _SockeyeReplyRules
{
  GObject parent_instance;

  GPtrArray *items; /* of SockeyeReplyItem */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeReplyRules,
                               sockeye_reply_rules,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_REPLY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_REPLY_RULES (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeReplyRules *self = SOCKEYE_REPLY_RULES (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
on_item_changed (SockeyeReplyRules *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
items_changed (SockeyeReplyRules *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
insert_rule (SockeyeReplyRules *self, guint position, SockeyeReplyRule *rule)
{
  SockeyeReplyItem *item = sockeye_reply_item_new (rule);

  g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), self, G_CONNECT_SWAPPED);
  g_ptr_array_insert (self->items, (gint) position, item);
}

static void
sockeye_reply_rules_finalize (GObject *object)
{
  SockeyeReplyRules *self = SOCKEYE_REPLY_RULES (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (sockeye_reply_rules_parent_class)->finalize (object);
}

static void
sockeye_reply_rules_class_init (SockeyeReplyRulesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_reply_rules_finalize;

  /**
   * SockeyeReplyRules::changed:
   *
   * A rule is another one, or the order is.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_REPLY_RULES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
sockeye_reply_rules_init (SockeyeReplyRules *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sockeye_reply_rules_new:
 *
 * Returns: (transfer full): an empty table
 */
SockeyeReplyRules *
sockeye_reply_rules_new (void)
{
  return g_object_new (SOCKEYE_TYPE_REPLY_RULES, NULL);
}

/**
 * sockeye_reply_rules_list:
 *
 * Returns: (transfer full) (element-type SockeyeReplyRule): all rules as they are now, in their order
 */
GPtrArray *
sockeye_reply_rules_list (SockeyeReplyRules *self)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_reply_rule_unref);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (
        rules, sockeye_reply_rule_ref (sockeye_reply_item_get_rule (g_ptr_array_index (self->items, i))));
  return rules;
}

/**
 * sockeye_reply_rules_count_enabled:
 *
 * Returns: how many rules are used
 */
guint
sockeye_reply_rules_count_enabled (SockeyeReplyRules *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      SockeyeReplyRule *rule = sockeye_reply_item_get_rule (g_ptr_array_index (self->items, i));

      n += sockeye_reply_rule_get_fields (rule)->enabled ? 1 : 0;
    }
  return n;
}

/**
 * sockeye_reply_rules_insert:
 * @position: before which row; %G_MAXUINT: at the end
 * @rule: a rule
 *
 * Returns: %FALSE if there are %SOCKEYE_REPLY_RULES_MAX already
 */
gboolean
sockeye_reply_rules_insert (SockeyeReplyRules *self, guint position, SockeyeReplyRule *rule)
{
  if (self->items->len >= SOCKEYE_REPLY_RULES_MAX)
    return FALSE;

  position = MIN (position, self->items->len);
  insert_rule (self, position, rule);
  items_changed (self, position, 0, 1);
  return TRUE;
}

/**
 * sockeye_reply_rules_append_all:
 * @rules: (element-type SockeyeReplyRule): rules; those beyond %SOCKEYE_REPLY_RULES_MAX are left out
 */
void
sockeye_reply_rules_append_all (SockeyeReplyRules *self, GPtrArray *rules)
{
  guint before = self->items->len;

  for (guint i = 0; i < rules->len && self->items->len < SOCKEYE_REPLY_RULES_MAX; i++)
    insert_rule (self, self->items->len, g_ptr_array_index (rules, i));
  if (self->items->len > before)
    items_changed (self, before, 0, self->items->len - before);
}

/**
 * sockeye_reply_rules_remove:
 * @position: a row
 */
void
sockeye_reply_rules_remove (SockeyeReplyRules *self, guint position)
{
  g_return_if_fail (position < self->items->len);

  g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->items, position), self);
  g_ptr_array_remove_index (self->items, position);
  items_changed (self, position, 1, 0);
}

/**
 * sockeye_reply_rules_move:
 * @position: a row
 * @to: where it is afterwards
 */
void
sockeye_reply_rules_move (SockeyeReplyRules *self, guint position, guint to)
{
  guint first = MIN (position, to);
  guint n = MAX (position, to) - first + 1;

  g_return_if_fail (position < self->items->len && to < self->items->len);

  if (position == to)
    return;
  g_ptr_array_insert (self->items, (gint) to, g_ptr_array_steal_index (self->items, position));
  items_changed (self, first, n, n);
}

/**
 * sockeye_reply_rules_reset_counts:
 *
 * Every rule counts from zero again.
 */
void
sockeye_reply_rules_reset_counts (SockeyeReplyRules *self)
{
  for (guint i = 0; i < self->items->len; i++)
    sockeye_reply_rule_reset_count (sockeye_reply_item_get_rule (g_ptr_array_index (self->items, i)));
}
