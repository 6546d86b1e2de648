/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "application-accels.h"

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "session.open-close", { "F9" } },
  { "session.send", { "<Control>Return", "<Control>KP_Enter" } },
  { "session.repeat", { "F5" } },
  { "session.quick-commands", { "<Control>k" } },
  { "session.clear-log", { "<Control>l" } },
  { "session.undo-clear", { "<Control><Shift>l" } },
  { "session.save-log", { "<Control>s" } },
  { "session.save-capture", { "<Control><Shift>s" } },
  { "session.open-capture", { "<Control>o" } },
  { "session.save-profile", { "<Control><Alt>s" } },
  { "session.save-profile-as", { "<Control><Alt><Shift>s" } },
  { "session.find", { "<Control>f" } },
  { "session.jump", { "<Control>g" } },
  { "session.highlights", { "<Control>h" } },
  { "session.call-diagram(uint32 0)", { "<Control>d" } },
  { "session.replies", { "<Control>r" } },
  { "session.byte-stream", { "<Control>b" } },
  { "session.filter", { "<Control><Shift>f" } },
  { "session.find-next", { "F3" } },
  { "session.find-previous", { "<Shift>F3" } },
  { "session.inspect", { "<Alt>Return" } },
  { "session.pause-view", { "F8" } },
  { "win.new-tab", { "<Control>t" } },
  { "win.close-tab", { "<Control>w" } },
  { "win.next-tab", { "<Control>Page_Down" } },
  { "win.previous-tab", { "<Control>Page_Up" } },
  { "win.reopen-tab", { "<Control><Shift>t" } },
  { "win.move-tab-left", { "<Control><Shift>Page_Up" } },
  { "win.move-tab-right", { "<Control><Shift>Page_Down" } },
  { "win.side-by-side", { "F4" } },
  { "win.compare", { "<Control>m" } },
  { "win.labs", { "F7" } },
  { "win.projector", { "F11" } },
  { "win.new-pair('tcp')", { "<Control><Shift>p" } },
  { "window.close", { "<Control><Shift>w" } },
  { "app.new-window", { "<Control>n" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question", "<Control>F1" } },
  { "app.quit", { "<Control>q" } },
};

/* Ctrl+1 to Ctrl+9 */
static void
add_command_keys (GtkApplication *application)
{
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("session.press-command(uint32 %u)", i);
      g_autofree char *key = g_strdup_printf ("<Control>%u", i + 1);
      g_autofree char *pad_key = g_strdup_printf ("<Control>KP_%u", i + 1);

      gtk_application_set_accels_for_action (application, action, (const char *[]){ key, pad_key, NULL });
    }
}

/**
 * sockeye_application_set_accels:
 * @application: the program
 *
 * Gives every action that has one its key.
 */
void
sockeye_application_set_accels (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].accels);
  add_command_keys (application);
}
