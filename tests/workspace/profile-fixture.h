/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile-keys.h"
#include "profile-text.h"

#include <string.h>

/* Every setting of the schema: which of them belong to a session is the window's to say. */
static inline SockeyeProfileKeys *
profile_keys_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = g_settings_schema_source_lookup (source, "org.sockeye.Sockeye", TRUE);
  g_auto (GStrv) all = g_settings_schema_list_keys (schema);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (char **name = all; *name != NULL; name++)
    if (!g_str_equal (*name, "windows") && !g_str_equal (*name, "window-sizes")
        && !g_str_equal (*name, "highlight-rules"))
      g_strv_builder_add (builder, *name);
  names = g_strv_builder_end (builder);
  return sockeye_profile_keys_new (schema, (const char *const *) names);
}

static inline GVariant *
profile_make_text (const char *key)
{
  if (g_str_has_suffix (key, "-host"))
    return g_variant_new_string ("host.example");
  if (g_str_has_suffix (key, "-path"))
    return g_variant_new_string ("@test \\ = 名");
  if (g_str_equal (key, "encoding"))
    return g_variant_new_string ("gb18030");
  if (g_str_equal (key, "suffix") || g_str_equal (key, "framing-delimiter"))
    return g_variant_new_string ("0D 0A 00");
  return g_variant_new_string (" [text] = \\n\n\t\r\x01 é 你好 # ");
}

static inline GVariant *
profile_make_list (const char *key)
{
  GVariantDict dict;

  if (g_str_equal (key, "faults"))
    return g_variant_new_parsed ("{'active': 1.0, 'delay': 20.0, 'drop': 12.5}");
  g_assert_true (g_str_has_suffix (key, "-socket-options"));
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "TCP_NODELAY", "b", TRUE);
  g_variant_dict_insert (&dict, "SO_RCVBUF", "x", (gint64) 65536);
  g_variant_dict_insert (&dict, "SO_BINDTODEVICE", "s", "lo");
  if (g_str_has_prefix (key, "udp-"))
    g_variant_dict_insert_value (&dict, "groups", g_variant_new_parsed ("[('239.1.2.3', '', '')]"));
  return g_variant_dict_end (&dict);
}

/* Another value than the default, of any kind that there is: a new kind has to be added here. */
static inline GVariant *
profile_make_value (GSettingsSchemaKey *key)
{
  const char *name = g_settings_schema_key_get_name (key);
  g_autoptr (GVariant) usual = g_settings_schema_key_get_default_value (key);
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) limits = NULL;
  const char *kind;

  g_variant_get (range, "(&sv)", &kind, &limits);
  if (g_str_equal (kind, "enum"))
    return g_variant_get_child_value (limits, g_variant_n_children (limits) - 1);
  if (g_str_equal (kind, "range"))
    {
      GVariant *most = g_variant_get_child_value (limits, 1);

      if (!g_variant_equal (most, usual))
        return most;
      g_variant_unref (most);
      return g_variant_get_child_value (limits, 0);
    }

  switch (g_variant_get_type_string (usual)[0])
    {
    case 'b':
      return g_variant_ref_sink (g_variant_new_boolean (!g_variant_get_boolean (usual)));
    case 'q':
      return g_variant_ref_sink (g_variant_new_uint16 (65535));
    case 'i':
      return g_variant_ref_sink (g_variant_new_int32 (g_variant_get_int32 (usual) + 7));
    case 'u':
      return g_variant_ref_sink (g_variant_new_uint32 (g_variant_get_uint32 (usual) + 7));
    case 's':
      return g_variant_ref_sink (profile_make_text (name));
    default:
      return g_variant_ref_sink (profile_make_list (name));
    }
}

/* Each setting other than it is by default. */
static inline GVariant *
profile_make_settings (const SockeyeProfileKeys *keys)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (char **name = keys->names; *name != NULL; name++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (keys->schema, *name);
      g_autoptr (GVariant) usual = g_settings_schema_key_get_default_value (key);
      g_autoptr (GVariant) value = profile_make_value (key);

      g_test_message ("%s", *name);
      g_assert_false (g_variant_equal (value, usual));
      g_assert_true (g_settings_schema_key_range_check (key, value));
      g_variant_builder_add (&builder, "{sv}", *name, value);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static inline void
profile_assert_settings (const SockeyeProfileKeys *keys, GVariant *one, GVariant *other)
{
  for (char **name = keys->names; *name != NULL; name++)
    {
      g_autoptr (GVariant) a = g_variant_lookup_value (one, *name, NULL);
      g_autoptr (GVariant) b = g_variant_lookup_value (other, *name, NULL);
      g_autofree char *text_a = NULL;
      g_autofree char *text_b = NULL;

      g_assert_nonnull (a);
      g_assert_nonnull (b);
      text_a = g_strdup_printf ("%s: %s", *name, g_variant_get_type_string (a));
      text_b = g_strdup_printf ("%s: %s", *name, g_variant_get_type_string (b));
      g_assert_cmpstr (text_a, ==, text_b);
      g_clear_pointer (&text_a, g_free);
      g_clear_pointer (&text_b, g_free);
      text_a = g_variant_print (a, TRUE);
      text_b = g_variant_print (b, TRUE);
      g_test_message ("%s", *name);
      g_assert_cmpstr (text_a, ==, text_b);
    }
}
