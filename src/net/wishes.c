/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wishes.h"

#include "socket-option.h"

#define GROUPS_KEY "groups"

struct _SockeyeWishes
{
  gboolean wished[SOCKEYE_N_OPTIONS];
  SockeyeOptionValue values[SOCKEYE_N_OPTIONS];
  GArray *groups; /* of SockeyeGroup */
};

/**
 * sockeye_wishes_new:
 *
 * Returns: (transfer full): no wishes
 */
SockeyeWishes *
sockeye_wishes_new (void)
{
  SockeyeWishes *self = g_new0 (SockeyeWishes, 1);

  self->groups = g_array_new (FALSE, FALSE, sizeof (SockeyeGroup));
  return self;
}

/**
 * sockeye_wishes_copy:
 * @self: wishes
 *
 * Returns: (transfer full): the same
 */
SockeyeWishes *
sockeye_wishes_copy (const SockeyeWishes *self)
{
  SockeyeWishes *copy = g_memdup2 (self, sizeof *self);

  copy->groups = g_array_copy (self->groups);
  return copy;
}

/**
 * sockeye_wishes_free:
 * @self: (transfer full): wishes
 */
void
sockeye_wishes_free (SockeyeWishes *self)
{
  g_array_unref (self->groups);
  g_free (self);
}

/**
 * sockeye_wishes_get:
 * @self: wishes
 * @option: an option
 *
 * Returns: (transfer none) (nullable): the value that it is to have; %NULL: whatever the system chooses
 */
const SockeyeOptionValue *
sockeye_wishes_get (const SockeyeWishes *self, SockeyeOption option)
{
  return self->wished[option] ? &self->values[option] : NULL;
}

/**
 * sockeye_wishes_set:
 * @self: wishes
 * @option: an option
 * @value: (nullable): the value that it is to have; %NULL: whatever the system chooses
 */
void
sockeye_wishes_set (SockeyeWishes *self, SockeyeOption option, const SockeyeOptionValue *value)
{
  self->wished[option] = value != NULL;
  if (value != NULL)
    self->values[option] = *value;
}

/**
 * sockeye_wishes_get_n_groups:
 * @self: wishes
 *
 * Returns: how many groups are to be joined
 */
guint
sockeye_wishes_get_n_groups (const SockeyeWishes *self)
{
  return self->groups->len;
}

/**
 * sockeye_wishes_get_group:
 * @self: wishes
 * @position: a group's place, from 0
 *
 * Returns: (transfer none): the group, until the next one is added or removed
 */
const SockeyeGroup *
sockeye_wishes_get_group (const SockeyeWishes *self, guint position)
{
  return &g_array_index (self->groups, SockeyeGroup, position);
}

static gboolean
find_group (const SockeyeWishes *self, const SockeyeGroup *group, guint *position)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (sockeye_group_equal (sockeye_wishes_get_group (self, i), group))
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * sockeye_wishes_add_group:
 * @self: wishes
 * @group: a membership
 *
 * Returns: %FALSE: it was there already, or there are %SOCKEYE_GROUPS_MAX
 */
gboolean
sockeye_wishes_add_group (SockeyeWishes *self, const SockeyeGroup *group)
{
  guint position;

  if (self->groups->len >= SOCKEYE_GROUPS_MAX || find_group (self, group, &position))
    return FALSE;
  g_array_append_vals (self->groups, group, 1);
  return TRUE;
}

/**
 * sockeye_wishes_remove_group:
 * @self: wishes
 * @group: a membership
 *
 * Returns: whether it was there
 */
gboolean
sockeye_wishes_remove_group (SockeyeWishes *self, const SockeyeGroup *group)
{
  guint position;

  if (!find_group (self, group, &position))
    return FALSE;
  g_array_remove_index (self->groups, position);
  return TRUE;
}

static GVariant *
value_to_variant (SockeyeOption option, const SockeyeOptionValue *value)
{
  switch (sockeye_option_get_kind (option))
    {
    case SOCKEYE_OPTION_SWITCH:
      return g_variant_new_boolean (value->number != 0);
    case SOCKEYE_OPTION_TEXT:
      return g_variant_new_string (value->text);
    case SOCKEYE_OPTION_NUMBER:
    default:
      return g_variant_new_int64 (value->number);
    }
}

static GVariant *
groups_to_variant (const SockeyeWishes *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sss)"));
  for (guint i = 0; i < self->groups->len; i++)
    {
      const SockeyeGroup *group = sockeye_wishes_get_group (self, i);
      char address[SOCKEYE_ENDPOINT_TEXT_MAX];
      char source[SOCKEYE_ENDPOINT_TEXT_MAX];

      sockeye_endpoint_format_host (&group->group, address, sizeof address);
      sockeye_endpoint_format_host (&group->source, source, sizeof source);
      g_variant_builder_add (&builder, "(sss)", address, source, group->interface);
    }
  return g_variant_builder_end (&builder);
}

/**
 * sockeye_wishes_to_variant:
 * @self: wishes
 *
 * Returns: (transfer floating): them as a dictionary (a{sv}): the options by their names, and "groups" (a(sss): group,
 *   source and interface)
 */
GVariant *
sockeye_wishes_to_variant (const SockeyeWishes *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    if (self->wished[i])
      g_variant_builder_add (&builder, "{sv}", sockeye_option_get_name (i),
                             value_to_variant (i, &self->values[i]));
  if (self->groups->len > 0)
    g_variant_builder_add (&builder, "{sv}", GROUPS_KEY, groups_to_variant (self));
  return g_variant_builder_end (&builder);
}

static gboolean
variant_to_value (SockeyeOption option, GVariant *variant, SockeyeOptionValue *value)
{
  gint64 min, max;

  switch (sockeye_option_get_kind (option))
    {
    case SOCKEYE_OPTION_SWITCH:
      if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_BOOLEAN))
        return FALSE;
      value->number = g_variant_get_boolean (variant);
      return TRUE;
    case SOCKEYE_OPTION_TEXT:
      return g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING)
             && g_strlcpy (value->text, g_variant_get_string (variant, NULL), sizeof value->text)
                    < sizeof value->text;
    case SOCKEYE_OPTION_NUMBER:
    default:
      if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_INT64))
        return FALSE;
      value->number = g_variant_get_int64 (variant);
      sockeye_socket_option_get_range (option, &min, &max);
      return value->number >= min && value->number <= max;
    }
}

static void
take_groups (SockeyeWishes *self, GVariant *variant)
{
  GVariantIter iter;
  const char *address, *source, *interface;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE ("a(sss)")))
    return;
  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &address, &source, &interface))
    {
      SockeyeGroup group;

      if (sockeye_group_set (&group, address, interface, NULL)
          && sockeye_group_set_source (&group, source, NULL))
        sockeye_wishes_add_group (self, &group);
    }
}

/**
 * sockeye_wishes_new_from_variant:
 * @variant: a dictionary of sockeye_wishes_to_variant(), or of anybody
 *
 * What does not fit is passed over: it was no wish that this program wrote.
 *
 * Returns: (transfer full): the wishes in it
 */
SockeyeWishes *
sockeye_wishes_new_from_variant (GVariant *variant)
{
  SockeyeWishes *self = sockeye_wishes_new ();
  GVariantIter iter;
  const char *name;
  GVariant *item;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &item))
    {
      SockeyeOptionValue value = { 0 };
      SockeyeOption option;

      if (g_str_equal (name, GROUPS_KEY))
        take_groups (self, item);
      else if (sockeye_option_find (name, &option) && variant_to_value (option, item, &value))
        sockeye_wishes_set (self, option, &value);
      g_variant_unref (item);
    }
  return self;
}
