/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"
#include "session-store.h"

/* Whether nobody has touched a page yet, so that another one can take its place. */

/* What changes by itself, with the size of the window. */
static GVariant *
list_values (SockeyeSessionPage *self)
{
  g_autoptr (GVariant) values = g_variant_ref_sink (sockeye_session_store_list_values (self->settings));
  GVariantDict dict;

  g_variant_dict_init (&dict, values);
  g_variant_dict_remove (&dict, "send-height");
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* What is kept only when the page ends. */
static gboolean
has_typed (SockeyeSessionPage *self)
{
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);
  g_autofree char *kept = g_settings_get_string (self->settings, "send-text");
  g_autofree char *encoding = g_settings_get_string (self->settings, "encoding");

  return !g_str_equal (text, kept)
         || !g_str_equal (encoding, sockeye_workspace_get_charset (self->workspace)->id);
}

/**
 * sockeye_session_page_set_pristine:
 * @self: a page that was made just now, like the one that was closed last
 *
 * From now on it is known whether anything was done with it.
 */
void
sockeye_session_page_set_pristine (SockeyeSessionPage *self)
{
  self->pristine = list_values (self);
}

/**
 * sockeye_session_page_is_pristine:
 * @self: a page
 *
 * Returns: whether another page can take its place without a loss: nobody has done anything with it
 */
gboolean
sockeye_session_page_is_pristine (SockeyeSessionPage *self)
{
  g_autoptr (GVariant) values = NULL;

  if (self->pristine == NULL || sockeye_session_page_is_busy (self) || self->opening != NULL
      || self->name != NULL || self->profile != NULL || self->twin != NULL
      || sockeye_send_box_has_file (self->send_box)
      || sockeye_capture_get_n_records (sockeye_workspace_get_capture (self->workspace)) > 0
      || !sockeye_network_panel_is_valid (self->network_panel) || has_typed (self))
    return FALSE;

  sockeye_network_panel_save (self->network_panel);
  values = list_values (self);
  return g_variant_equal (values, self->pristine);
}
