/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile-keys.h"

#include <stdlib.h>
#include <string.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

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
  /* Those of a schema come in no order, and people compare files. */
  qsort (self->names, g_strv_length (self->names), sizeof *self->names, compare_names);
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
