/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of what stands in the send box, in bytes. */
#define SOCKEYE_PROFILE_TEXT_MAX (64u << 10)

/* The value of a setting as it stands in a profile, for people to read and edit. Pure functions. */
char *sockeye_profile_value_to_text (GVariant *value);
GVariant *sockeye_profile_value_from_text (GSettingsSchemaKey *key, const char *text, GError **error);

G_END_DECLS
