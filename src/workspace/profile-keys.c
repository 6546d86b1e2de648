/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile-keys.h"

/**
 * sockeye_profile_keys_new:
 * @schema: what is known of the settings
 * @names: (array zero-terminated=1): which of them belong to a session
 *
 * Returns: (transfer full): what a profile has
 */
SockeyeProfileKeys *
sockeye_profile_keys_new (GSettingsSchema *schema, const char *const *names)
{
  SockeyeProfileKeys *self = g_new (SockeyeProfileKeys, 1);

  self->schema = g_settings_schema_ref (schema);
  self->names = g_strdupv ((char **) names);
  return self;
}

/**
 * sockeye_profile_keys_copy:
 * @self: what a profile has
 *
 * Returns: (transfer full): the same
 */
SockeyeProfileKeys *
sockeye_profile_keys_copy (const SockeyeProfileKeys *self)
{
  return sockeye_profile_keys_new (self->schema, (const char *const *) self->names);
}

/**
 * sockeye_profile_keys_free:
 * @self: (transfer full): what a profile has
 */
void
sockeye_profile_keys_free (SockeyeProfileKeys *self)
{
  g_settings_schema_unref (self->schema);
  g_strfreev (self->names);
  g_free (self);
}
