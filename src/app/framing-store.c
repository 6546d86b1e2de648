/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "framing-store.h"

#include "hex.h"

#include <glib/gi18n-lib.h>

static const char *const names[] = {
  [SOCKEYE_FRAMING_AS_RECEIVED] = N_ ("As received"), [SOCKEYE_FRAMING_DELIMITER] = N_ ("Lines"),
  [SOCKEYE_FRAMING_FIXED] = N_ ("Fixed size"),        [SOCKEYE_FRAMING_LENGTH] = N_ ("Length field"),
  [SOCKEYE_FRAMING_SILENCE] = N_ ("Silence"),         [SOCKEYE_FRAMING_JSON] = N_ ("JSON values"),
};
static const guint widths[SOCKEYE_FRAMING_N_WIDTHS] = { 1, 2, 3, 4, 8 };

static gboolean
read_delimiter (SockeyeFraming *framing, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = sockeye_hex_parse (text, error);
  const guint8 *data;
  gsize length;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  framing->delimiter_length = (guint) MIN (length, SOCKEYE_DELIMITER_MAX + 1);
  if (length > 0 && length <= SOCKEYE_DELIMITER_MAX)
    memcpy (framing->delimiter, data, length);
  return TRUE;
}

/**
 * sockeye_framing_store_get_name:
 * @kind: how messages are found
 *
 * Returns: (nullable): that, in a word or two for the user; %NULL: there is no such kind
 */
const char *
sockeye_framing_store_get_name (SockeyeFramingKind kind)
{
  return (gsize) kind < G_N_ELEMENTS (names) ? _ (names[kind]) : NULL;
}

/**
 * sockeye_framing_store_get_width:
 * @index: a place in the list of what can be chosen
 *
 * Returns: bytes of a length field
 */
guint
sockeye_framing_store_get_width (guint index)
{
  return widths[MIN (index, SOCKEYE_FRAMING_N_WIDTHS - 1)];
}

/**
 * sockeye_framing_store_find_width:
 * @width: bytes of a length field
 *
 * Returns: its place in the list; that of the first one if it cannot be chosen
 */
guint
sockeye_framing_store_find_width (guint width)
{
  for (guint i = 0; i < SOCKEYE_FRAMING_N_WIDTHS; i++)
    if (widths[i] == width)
      return i;

  return 0;
}

/**
 * sockeye_framing_store_complete:
 * @framing: a rule without its delimiter, which it gets
 * @delimiter: bytes in hex, as they were typed
 * @error: return location for an error
 *
 * Returns: whether that is a rule; otherwise @error says what is wrong
 */
gboolean
sockeye_framing_store_complete (SockeyeFraming *framing, const char *delimiter, GError **error)
{
  return (framing->kind != SOCKEYE_FRAMING_DELIMITER || read_delimiter (framing, delimiter, error))
         && sockeye_framing_check (framing, error);
}

/**
 * sockeye_framing_store_load:
 * @settings: those of a session
 * @framing: (out caller-allocates): the rule that holds, which can be compared byte by byte
 *
 * What can be no rule, since it was written by hand, is the rule that every receive is a message.
 */
void
sockeye_framing_store_load (GSettings *settings, SockeyeFraming *framing)
{
  g_autofree char *delimiter = g_settings_get_string (settings, "framing-delimiter");
  guint width = (guint) g_settings_get_int (settings, "framing-width");

  memset (framing, 0, sizeof *framing);
  framing->kind = (SockeyeFramingKind) g_settings_get_enum (settings, "framing");
  framing->size = (guint) g_settings_get_int (settings, "framing-size");
  framing->offset = (guint) g_settings_get_int (settings, "framing-offset");
  framing->width = widths[sockeye_framing_store_find_width (width)];
  framing->little_endian = g_settings_get_boolean (settings, "framing-little-endian");
  framing->adjustment = g_settings_get_int (settings, "framing-adjustment");
  framing->silence_ms = (guint) g_settings_get_int (settings, "framing-silence");
  if (!sockeye_framing_store_complete (framing, delimiter, NULL))
    memset (framing, 0, sizeof *framing);
}

/**
 * sockeye_framing_store_keep:
 * @settings: those of a session
 * @framing: the rule that holds from now on
 * @delimiter: what sockeye_framing_store_complete() made it of
 */
void
sockeye_framing_store_keep (GSettings *settings, const SockeyeFraming *framing, const char *delimiter)
{
  g_settings_set_enum (settings, "framing", (int) framing->kind);
  g_settings_set_string (settings, "framing-delimiter", delimiter);
  g_settings_set_int (settings, "framing-size", (int) framing->size);
  g_settings_set_int (settings, "framing-offset", (int) framing->offset);
  g_settings_set_int (settings, "framing-width", (int) framing->width);
  g_settings_set_boolean (settings, "framing-little-endian", framing->little_endian);
  g_settings_set_int (settings, "framing-adjustment", framing->adjustment);
  g_settings_set_int (settings, "framing-silence", (int) framing->silence_ms);
}
