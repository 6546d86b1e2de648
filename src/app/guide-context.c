/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "guide-context.h"

/* By their names, so that the guide knows no other widget. What is further inside wins, whatever its place here. */
static const struct
{
  const char *type;
  const char *chapter;
} places[] = {
  { "SockeyeAddressWindow", "protocols" },
  { "SockeyeCallWindow", "see" },
  { "SockeyeCompareWindow", "save" },
  { "SockeyeConnectionsPanel", "connections" },
  { "SockeyeDataLog", "log" },
  { "SockeyeExportDialog", "save" },
  { "SockeyeFaultsWindow", "faults" },
  { "SockeyeFileSource", "repeat" },
  { "SockeyeFilterPanel", "find" },
  { "SockeyeFindBar", "find" },
  { "SockeyeFramingPanel", "framing" },
  { "SockeyeHighlightsWindow", "log" },
  { "SockeyeHistoryPopover", "repeat" },
  { "SockeyeJumpPanel", "log" },
  { "SockeyeLabsPane", "labs" },
  { "SockeyeLifePanel", "connections" },
  { "SockeyeNetworkPanel", "protocols" },
  { "SockeyePageTab", "tabs" },
  { "SockeyeProjectorWindow", "labs" },
  { "SockeyeQuickCommandEditor", "repeat" },
  { "SockeyeQuickCommandsPanel", "repeat" },
  { "SockeyeReceivePanel", "log" },
  { "SockeyeRecordInspector", "log" },
  { "SockeyeRecoveryBar", "save" },
  { "SockeyeRepeatPanel", "repeat" },
  { "SockeyeRepliesWindow", "reply" },
  { "SockeyeReplyStrip", "reply" },
  { "SockeyeSaveStrip", "save" },
  { "SockeyeSendBox", "send" },
  { "SockeyeSendPanel", "send" },
  { "SockeyeSocketOptionsWindow", "options" },
  { "SockeyeStateWindow", "states" },
  { "SockeyeStreamWindow", "see" },
  { "SockeyeTlsPanel", "tls" },
  { "SockeyeTlsRow", "tls" },
};

static const char *
look_up (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].type, type))
      return places[i].chapter;
  return NULL;
}

/**
 * sockeye_guide_context_find:
 * @window: (nullable): the window that is used
 *
 * Returns: (nullable): the id of the chapter about where the focus is; %NULL: about no place in particular
 */
const char *
sockeye_guide_context_find (GtkWindow *window)
{
  GtkWidget *widget = window != NULL ? gtk_window_get_focus (window) : NULL;
  const char *chapter = NULL;

  for (; widget != NULL && chapter == NULL; widget = gtk_widget_get_parent (widget))
    chapter = look_up (G_OBJECT_TYPE_NAME (widget));
  if (chapter == NULL && window != NULL)
    chapter = look_up (G_OBJECT_TYPE_NAME (window));
  return chapter;
}

static gboolean
on_key (GtkWidget *window, GVariant *arguments G_GNUC_UNUSED, gpointer data)
{
  const char *chapter = sockeye_guide_context_find (GTK_WINDOW (window));

  g_action_group_activate_action (G_ACTION_GROUP (data), "help",
                                  g_variant_new_string (chapter != NULL ? chapter : ""));
  return TRUE;
}

static void
on_windows_changed (GListModel *windows,
                    guint position,
                    guint removed G_GNUC_UNUSED,
                    guint added,
                    gpointer data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *keys = gtk_shortcut_controller_new ();

      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                            gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F1, 0),
                                                              gtk_callback_action_new (on_key, data, NULL)));
      gtk_widget_add_controller (window, keys);
    }
}

/**
 * sockeye_guide_context_watch:
 * @application: the program, which has an action "help"
 *
 * Makes F1 open the guide in every window that is opened from now on. The keys of an application are those of its main
 * windows only, and the windows beside them are what needs help.
 */
void
sockeye_guide_context_watch (GtkApplication *application)
{
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows_changed),
                           application, G_CONNECT_DEFAULT);
}

/**
 * sockeye_guide_context_list:
 *
 * Returns: (array zero-terminated=1) (transfer none): pairs of a widget's type and the chapter about it
 */
const char *const *
sockeye_guide_context_list (void)
{
  static const char *pairs[2 * G_N_ELEMENTS (places) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      pairs[2 * i] = places[i].type;
      pairs[2 * i + 1] = places[i].chapter;
    }
  return pairs;
}
