/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "field-store.h"

static char *
make_key (SockeyeProtocol protocol, const char *field)
{
  return g_strconcat (sockeye_protocol_get_nick (protocol), "-", field, NULL);
}

/**
 * sockeye_field_store_load_host:
 * @store: the settings
 * @protocol: whose field it is
 * @field: its name in the keys, such as "local-host"
 * @entry: the field
 *
 * Shows what is kept.
 */
void
sockeye_field_store_load_host (GSettings *store,
                               SockeyeProtocol protocol,
                               const char *field,
                               SockeyeHostEntry *entry)
{
  g_autofree char *key = make_key (protocol, field);
  g_autofree char *host = g_settings_get_string (store, key);

  sockeye_host_entry_set_text (entry, host);
}

/**
 * sockeye_field_store_save_host:
 * @store: the settings
 * @protocol: whose field it is
 * @field: its name in the keys, such as "local-host"
 * @entry: the field
 *
 * Keeps what stands in the field, if it is right.
 */
void
sockeye_field_store_save_host (GSettings *store,
                               SockeyeProtocol protocol,
                               const char *field,
                               SockeyeHostEntry *entry)
{
  g_autofree char *key = make_key (protocol, field);

  if (sockeye_host_entry_get_valid (entry))
    g_settings_set_string (store, key, sockeye_host_entry_get_text (entry));
}

/**
 * sockeye_field_store_load_port:
 * @store: the settings
 * @protocol: whose field it is
 * @field: its name in the keys, such as "local-port"
 * @entry: the field
 *
 * Shows what is kept.
 */
void
sockeye_field_store_load_port (GSettings *store,
                               SockeyeProtocol protocol,
                               const char *field,
                               SockeyePortEntry *entry)
{
  g_autofree char *key = make_key (protocol, field);
  guint16 port = 0;

  g_settings_get (store, key, "q", &port);
  sockeye_port_entry_set_port (entry, port);
}

/**
 * sockeye_field_store_save_port:
 * @store: the settings
 * @protocol: whose field it is
 * @field: its name in the keys, such as "local-port"
 * @entry: the field
 *
 * Keeps what stands in the field, if it is right.
 */
void
sockeye_field_store_save_port (GSettings *store,
                               SockeyeProtocol protocol,
                               const char *field,
                               SockeyePortEntry *entry)
{
  g_autofree char *key = make_key (protocol, field);

  if (sockeye_port_entry_get_valid (entry))
    g_settings_set (store, key, "q", sockeye_port_entry_get_port (entry));
}

/**
 * sockeye_field_store_load_path:
 * @store: the settings
 * @protocol: whose field it is
 * @field: its name in the keys, such as "local-path"
 * @entry: the field
 *
 * Shows what is kept.
 */
void
sockeye_field_store_load_path (GSettings *store,
                               SockeyeProtocol protocol,
                               const char *field,
                               SockeyePathEntry *entry)
{
  g_autofree char *key = make_key (protocol, field);
  g_autofree char *path = g_settings_get_string (store, key);

  sockeye_path_entry_set_text (entry, path);
}

/**
 * sockeye_field_store_save_path:
 * @store: the settings
 * @protocol: whose field it is
 * @field: its name in the keys, such as "local-path"
 * @entry: the field
 *
 * Keeps what stands in the field, if it is right.
 */
void
sockeye_field_store_save_path (GSettings *store,
                               SockeyeProtocol protocol,
                               const char *field,
                               SockeyePathEntry *entry)
{
  g_autofree char *key = make_key (protocol, field);

  if (sockeye_path_entry_get_valid (entry))
    g_settings_set_string (store, key, sockeye_path_entry_get_text (entry));
}
