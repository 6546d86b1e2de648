/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-item.h"

struct _SockeyeReplyItem
{
  GObject parent_instance;

  SockeyeReplyRule *rule;
};

G_DEFINE_FINAL_TYPE (SockeyeReplyItem, sockeye_reply_item, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sockeye_reply_item_finalize (GObject *object)
{
  SockeyeReplyItem *self = SOCKEYE_REPLY_ITEM (object);

  g_clear_pointer (&self->rule, sockeye_reply_rule_unref);

  G_OBJECT_CLASS (sockeye_reply_item_parent_class)->finalize (object);
}

static void
sockeye_reply_item_class_init (SockeyeReplyItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_reply_item_finalize;

  /**
   * SockeyeReplyItem::changed:
   *
   * There is another rule.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_REPLY_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
sockeye_reply_item_init (SockeyeReplyItem *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_reply_item_new:
 * @rule: a rule
 *
 * Returns: (transfer full): a row for it
 */
SockeyeReplyItem *
sockeye_reply_item_new (SockeyeReplyRule *rule)
{
  SockeyeReplyItem *self = g_object_new (SOCKEYE_TYPE_REPLY_ITEM, NULL);

  self->rule = sockeye_reply_rule_ref (rule);
  return self;
}

/**
 * sockeye_reply_item_get_rule:
 *
 * Returns: (transfer none): its rule
 */
SockeyeReplyRule *
sockeye_reply_item_get_rule (SockeyeReplyItem *self)
{
  return self->rule;
}

/**
 * sockeye_reply_item_set_fields:
 * @fields: what its rule says from now on; its strings may be those of the old one
 */
void
sockeye_reply_item_set_fields (SockeyeReplyItem *self, const SockeyeReplyFields *fields)
{
  SockeyeReplyRule *old = self->rule;

  self->rule = sockeye_reply_rule_new (fields, old);
  sockeye_reply_rule_unref (old);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * sockeye_reply_item_set_enabled:
 * @enabled: whether its rule is used
 */
void
sockeye_reply_item_set_enabled (SockeyeReplyItem *self, gboolean enabled)
{
  SockeyeReplyFields fields = *sockeye_reply_rule_get_fields (self->rule);

  if (fields.enabled == enabled)
    return;
  fields.enabled = enabled;
  sockeye_reply_item_set_fields (self, &fields);
}
