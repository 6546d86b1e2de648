/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-target.h"

struct _SockeyeSendTarget
{
  GObject parent_instance;

  char *label;
  SockeyeTargetKind kind;
  guint32 peer;
  SockeyeTargetSource source;
};

G_DEFINE_FINAL_TYPE (SockeyeSendTarget, sockeye_send_target, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sockeye_send_target_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeSendTarget *self = SOCKEYE_SEND_TARGET (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_send_target_finalize (GObject *object)
{
  g_free (SOCKEYE_SEND_TARGET (object)->label);

  G_OBJECT_CLASS (sockeye_send_target_parent_class)->finalize (object);
}

static void
sockeye_send_target_class_init (SockeyeSendTargetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_send_target_get_property;
  object_class->finalize = sockeye_send_target_finalize;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_send_target_init (SockeyeSendTarget *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_send_target_new:
 * @kind: whom
 * @peer: (for %SOCKEYE_TARGET_PEER) the connection's id
 * @label: what the user sees
 *
 * Returns: (transfer full): a target
 */
SockeyeSendTarget *
sockeye_send_target_new (SockeyeTargetKind kind, guint32 peer, const char *label)
{
  SockeyeSendTarget *self = g_object_new (SOCKEYE_TYPE_SEND_TARGET, NULL);

  self->kind = kind;
  self->peer = peer;
  self->label = g_strdup (label);
  return self;
}

/**
 * sockeye_send_target_new_for_address:
 * @source: where its address comes from
 * @label: what the user sees; for %SOCKEYE_TARGET_SOURCE_SEEN the address itself
 *
 * Returns: (transfer full): a target of datagrams
 */
SockeyeSendTarget *
sockeye_send_target_new_for_address (SockeyeTargetSource source, const char *label)
{
  SockeyeSendTarget *self = sockeye_send_target_new (SOCKEYE_TARGET_ADDRESS, 0, label);

  self->source = source;
  return self;
}

/**
 * sockeye_send_target_get_source:
 * @self: a target
 *
 * Returns: where its address comes from
 */
SockeyeTargetSource
sockeye_send_target_get_source (SockeyeSendTarget *self)
{
  return self->source;
}

/**
 * sockeye_send_target_get_label:
 * @self: a target
 *
 * Returns: what the user sees
 */
const char *
sockeye_send_target_get_label (SockeyeSendTarget *self)
{
  return self->label;
}

/**
 * sockeye_send_target_get_kind:
 * @self: a target
 *
 * Returns: whom
 */
SockeyeTargetKind
sockeye_send_target_get_kind (SockeyeSendTarget *self)
{
  return self->kind;
}

/**
 * sockeye_send_target_get_peer:
 * @self: a target
 *
 * Returns: the connection's id, or 0
 */
guint32
sockeye_send_target_get_peer (SockeyeSendTarget *self)
{
  return self->peer;
}

/**
 * sockeye_send_target_set_label:
 * @self: a target
 * @label: what the user sees
 */
void
sockeye_send_target_set_label (SockeyeSendTarget *self, const char *label)
{
  if (g_strcmp0 (self->label, label) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

/**
 * sockeye_send_target_peek:
 * @list: of targets
 * @i: one of its places
 *
 * Returns: (transfer none): what stands there
 */
SockeyeSendTarget *
sockeye_send_target_peek (GListStore *list, guint i)
{
  g_autoptr (SockeyeSendTarget) target = g_list_model_get_item (G_LIST_MODEL (list), i);

  return target; /* the list keeps it */
}

static gboolean
are_listed (GListStore *list, GPtrArray *targets)
{
  if (targets->len != g_list_model_get_n_items (G_LIST_MODEL (list)))
    return FALSE;
  for (guint i = 0; i < targets->len; i++)
    {
      SockeyeSendTarget *old = sockeye_send_target_peek (list, i);
      SockeyeSendTarget *new = targets->pdata[i];

      if (old->peer != new->peer || !g_str_equal (old->label, new->label))
        return FALSE;
    }
  return TRUE;
}

/**
 * sockeye_send_target_list:
 * @list: what a drop-down shows
 * @targets: (element-type SockeyeSendTarget): what it is to show
 *
 * Changes the list unless it reads the same already: one whose items change closes.
 */
void
sockeye_send_target_list (GListStore *list, GPtrArray *targets)
{
  if (!are_listed (list, targets))
    g_list_store_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), targets->pdata,
                         targets->len);
}
