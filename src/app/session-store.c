/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include "session-store.h"

#include <gio/gsettingsbackend.h>

/* The same in all sessions, and no part of what is kept of one. */
static const char *const preferences[] = {
  "color-scheme",
  "highlight-rules",
  "keep-history",
  "leave-free",
  "log-scale",
  "notify-long-work",
  "quick-commands-width",
  "quota",
  "rotate-after",
  "rotate-keep",
  "window-height",
  "window-maximized",
  "window-width",
  "window-sizes",
  "windows",
  NULL,
};

static gboolean
is_preference (const char *key)
{
  return g_strv_contains (preferences, key);
}

static void
copy_value (GSettings *from, GSettings *to, const char *key)
{
  g_autoptr (GVariant) value = g_settings_get_value (from, key);
  g_autoptr (GVariant) there = g_settings_get_value (to, key);

  /* Otherwise each would answer the other for ever. */
  if (!g_variant_equal (value, there))
    g_settings_set_value (to, key, value);
}

static void
on_program_changed (GSettings *program, const char *key, gpointer data)
{
  if (is_preference (key))
    copy_value (program, data, key);
}

static void
on_store_changed (GSettings *store, const char *key, gpointer data)
{
  copy_value (store, data, key);
}

static void
on_apart_changed (GSettings *store, const char *key, gpointer data)
{
  if (is_preference (key))
    copy_value (store, data, key);
}

static void
take_program (GSettings *store, GSettings *program, GSettingsSchema *schema)
{
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);

  for (guint i = 0; keys[i] != NULL; i++)
    copy_value (program, store, keys[i]);
}

/* It may have been written by another version. */
static void
take_kept (GSettings *store, GSettingsSchema *schema, GVariant *kept)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GSettingsSchemaKey)
          known = g_settings_schema_has_key (schema, key) ? g_settings_schema_get_key (schema, key) : NULL;

      if (known != NULL && !is_preference (key)
          && g_variant_is_of_type (value, g_settings_schema_key_get_value_type (known))
          && g_settings_schema_key_range_check (known, value))
        g_settings_set_value (store, key, value);
    }
}

/**
 * sockeye_session_store_new:
 * @program: the settings of the program
 * @kept: (nullable): what sockeye_session_store_keep() returned once; whatever is no such thing is ignored
 *
 * Returns: (transfer full): the settings of a new session
 */
GSettings *
sockeye_session_store_new (GSettings *program, GVariant *kept)
{
  g_autoptr (GSettingsBackend) memory = g_memory_settings_backend_new ();
  g_autoptr (GSettingsSchema) schema = NULL;
  GSettings *store;

  g_object_get (program, "settings-schema", &schema, NULL);
  store = g_settings_new_full (schema, memory, NULL);
  take_program (store, program, schema);
  if (kept != NULL)
    take_kept (store, schema, kept);

  g_signal_connect_object (program, "changed", G_CALLBACK (on_program_changed), store, 0);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), program, 0);
  return store;
}

/**
 * sockeye_session_store_set_apart:
 * @store: the settings of a session
 * @program: the settings of the program
 *
 * Later sessions do not begin with what is changed in this one, preferences apart.
 */
void
sockeye_session_store_set_apart (GSettings *store, GSettings *program)
{
  g_signal_handlers_disconnect_by_func (store, on_store_changed, program);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_apart_changed), program, 0);
}

/**
 * sockeye_session_store_keep:
 * @store: the settings of a session
 *
 * Returns: (transfer floating): what is to be kept of them until the program starts again, a{sv}
 */
GVariant *
sockeye_session_store_keep (GSettings *store)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;
  GVariantBuilder builder;

  g_object_get (store, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = is_preference (keys[i]) ? NULL
                                                           : g_settings_get_user_value (store, keys[i]);
      g_autoptr (GVariant) otherwise = g_settings_get_default_value (store, keys[i]);

      if (value != NULL && !g_variant_equal (value, otherwise))
        g_variant_builder_add (&builder, "{sv}", keys[i], value);
    }

  return g_variant_builder_end (&builder);
}

/**
 * sockeye_session_store_complete:
 * @program: the settings of the program
 * @kept: what sockeye_session_store_keep() returned once
 *
 * What another session changed after this one had begun is the program's, and no part of this one.
 *
 * Returns: (transfer floating): the same, and the default for whatever is not there, a{sv}
 */
GVariant *
sockeye_session_store_complete (GSettings *program, GVariant *kept)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;
  GVariantDict dict;

  g_object_get (program, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  g_variant_dict_init (&dict, kept);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) otherwise = g_settings_get_default_value (program, keys[i]);

      if (!is_preference (keys[i]) && !g_variant_dict_contains (&dict, keys[i]))
        g_variant_dict_insert_value (&dict, keys[i], otherwise);
    }

  return g_variant_dict_end (&dict);
}

/**
 * sockeye_session_store_is_own_key:
 * @key: one of the settings of a session
 *
 * Returns: whether it belongs to the session. Which folder of quick commands is shown does not: folders are the user's,
 *   and commands go with a profile by themselves
 */
gboolean
sockeye_session_store_is_own_key (const char *key)
{
  return !is_preference (key) && !g_str_equal (key, "quick-commands-folder");
}

/**
 * sockeye_session_store_list_keys:
 * @store: the settings of a session
 *
 * Returns: (transfer full): those of them that belong to the session, see sockeye_session_store_is_own_key()
 */
SockeyeProfileKeys *
sockeye_session_store_list_keys (GSettings *store)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  g_object_get (store, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    if (sockeye_session_store_is_own_key (keys[i]))
      g_strv_builder_add (builder, keys[i]);
  names = g_strv_builder_end (builder);
  return sockeye_profile_keys_new (schema, (const char *const *) names);
}

/**
 * sockeye_session_store_list_values:
 * @store: the settings of a session
 *
 * Returns: (transfer floating): each of sockeye_session_store_list_keys() as it is now, a{sv}
 */
GVariant *
sockeye_session_store_list_values (GSettings *store)
{
  g_autoptr (SockeyeProfileKeys) keys = sockeye_session_store_list_keys (store);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; keys->names[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (store, keys->names[i]);

      g_variant_builder_add (&builder, "{sv}", keys->names[i], value);
    }
  return g_variant_builder_end (&builder);
}
