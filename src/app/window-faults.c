/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults-window.h"
#include "window-private.h"

#include <glib/gi18n-lib.h>

/* Faults on purpose are this window's alone; the next window begins with those that were chosen last. */

static void
on_changed (SockeyeFaultsWindow *faults, SockeyeWindow *self)
{
  g_variant_unref (self->faults);
  self->faults = g_variant_ref_sink (sockeye_faults_window_get_faults (faults));
  g_settings_set_value (self->settings, "faults", self->faults);
}

static void
on_faults (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeWindow *self = data;
  GtkWindow *faults = sockeye_faults_window_new (
      GTK_WINDOW (self), sockeye_network_panel_get_protocol (self->network_panel), self->faults);

  g_signal_connect_object (faults, "changed", G_CALLBACK (on_changed), self, 0);
  gtk_window_present (faults);
}

/* Private: @settings: what the session is opened with; gets the faults. The user is reminded of them. */
void
sockeye_window_apply_faults (SockeyeWindow *self, SockeyeSettings *settings)
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
sockeye_window_add_fault_actions (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "faults", on_faults, NULL, NULL, NULL, { 0 } },
  };

  self->faults = g_settings_get_value (self->settings, "faults");
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
