/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SockeyeProfileKeys:
 * @schema: what is known of the settings
 * @names: (array zero-terminated=1): which of them belong to a session
 *
 * What a profile has.
 */
typedef struct
{
  GSettingsSchema *schema;
  char **names;
} SockeyeProfileKeys;

SockeyeProfileKeys *sockeye_profile_keys_new (GSettingsSchema *schema, const char *const *names);
SockeyeProfileKeys *sockeye_profile_keys_copy (const SockeyeProfileKeys *self);
void sockeye_profile_keys_free (SockeyeProfileKeys *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeProfileKeys, sockeye_profile_keys_free)

G_END_DECLS
