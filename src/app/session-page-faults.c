/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults-window.h"
#include "session-page-private.h"

#include <glib/gi18n-lib.h>

/* Faults on purpose are this page's alone; the next page begins with those that were chosen last. */

static void
on_changed (SockeyeFaultsWindow *faults, SockeyeSessionPage *self)
{
  g_variant_unref (self->faults);
  self->faults = g_variant_ref_sink (sockeye_faults_window_get_faults (faults));
  g_settings_set_value (self->settings, "faults", self->faults);
}

static void
on_faults (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  GtkWindow *faults = sockeye_faults_window_new (sockeye_session_page_get_window (self),
                                                 sockeye_network_panel_get_protocol (self->network_panel),
                                                 self->faults);

  g_signal_connect_object (faults, "changed", G_CALLBACK (on_changed), self, 0);
  sockeye_session_page_adopt (self, faults);
  gtk_window_present (faults);
}

/* Private: @settings: what the session is opened with; gets the faults. The user is reminded of them. */
void
sockeye_session_page_apply_faults (SockeyeSessionPage *self, SockeyeSettings *settings)
{
  self->tells_failure = FALSE;
  if (sockeye_faults_window_parse (self->faults, &settings->faults))
    sockeye_notice_bar_show_message (
        self->notice,
        _ ("Faults are made on purpose in this session. To end that, choose “Faults on purpose” in the "
           "main menu and open anew."));
}

/* Private: the action. */
void
sockeye_session_page_add_fault_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "faults", on_faults, NULL, NULL, NULL, { 0 } },
  };

  self->faults = g_settings_get_value (self->settings, "faults");
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
