/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"
#include "session-store.h"

/* Whether nobody has touched a page yet, so that another one can take its place. */

/* It changes by itself, with the size of the window. */
#define CHANGING_KEY "send-height"
/* Seconds: whoever waits for a new window does not wait for that. */
#define SETTLE_DELAY 1

static GVariant *
list_values (SockeyeSessionPage *self)
{
  g_autoptr (GVariant) values = g_variant_ref_sink (sockeye_session_store_list_values (self->settings));
  GVariantDict dict;

  g_variant_dict_init (&dict, values);
  g_variant_dict_remove (&dict, CHANGING_KEY);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void on_early_change (SockeyeSessionPage *self, const char *key);

static void
end_settling (SockeyeSessionPage *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_signal_handlers_disconnect_by_func (self->settings, on_early_change, self);
}

/* Nothing has been changed until now. */
static void
settle (SockeyeSessionPage *self)
{
  if (self->settle_source == 0)
    return;

  end_settling (self);
  self->pristine = list_values (self);
}

/* What it was before is not known any more. */
static void
on_early_change (SockeyeSessionPage *self, const char *key)
{
  if (!g_str_equal (key, CHANGING_KEY) && sockeye_session_store_is_own_key (key))
    end_settling (self);
}

static gboolean
on_settled (gpointer data)
{
  settle (data);
  return G_SOURCE_REMOVE;
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
  self->settle_source = g_timeout_add_seconds (SETTLE_DELAY, on_settled, self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_early_change), self, G_CONNECT_SWAPPED);
}

/* For dispose. */
void
sockeye_session_page_clear_pristine (SockeyeSessionPage *self)
{
  if (self->settle_source != 0)
    end_settling (self);
  g_clear_pointer (&self->pristine, g_variant_unref);
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

  settle (self);
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
