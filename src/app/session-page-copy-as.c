/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "faults-window.h"
#include "interface-list.h"
#include "program.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The set-up and the message as a program in another language. */

/* Bytes of typed text that are made into a message at once; a longer one does not fit into a program in any form but as
 * hexadecimal digits with much between them. */
#define TEXT_MAX (512u << 10)

/* NULL: a program can have it; otherwise what it cannot have, and what to do */
static const char *
why_no_program (SockeyeSessionPage *self, const SockeyeSettings *settings)
{
  if (!sockeye_network_panel_is_valid (self->network_panel))
    return _ ("A program needs the network settings to be complete. Correct the marked fields first.");
  if (sockeye_send_box_has_file (self->send_box) && !sockeye_protocol_is_relay (settings->protocol))
    return _ ("A program holds a message, not a file. Close the file, and copy again.");
  return NULL;
}

/* Datagrams go where Send would send them; who is chosen by what he sent gets the message as an answer. */
static void
choose_remote (SockeyeSessionPage *self, const SockeyeSettings *settings, SockeyeProgram *program)
{
  SockeyeTarget target;

  program->remote_host = settings->remote_host;
  program->remote_port = settings->remote_port;
  if (!sockeye_protocol_is_datagram (settings->protocol) || sockeye_protocol_is_relay (settings->protocol))
    return;

  program->remote_host = NULL;
  program->remote_port = 0;
  if (sockeye_session_page_get_target (self, &target) && target.kind == SOCKEYE_TARGET_ADDRESS)
    {
      program->remote_host = target.host;
      program->remote_port = target.port;
    }
}

/* Whether it is all of a network that this machine is in. */
static gboolean
is_broadcast (const char *host)
{
  g_autoptr (GPtrArray) interfaces = sockeye_interface_list_read ();

  for (guint i = 0; i < interfaces->len; i++)
    if (g_strcmp0 (((SockeyeInterface *) g_ptr_array_index (interfaces, i))->broadcast, host) == 0)
      return TRUE;
  return FALSE;
}

/* An empty box is no message, whatever would go behind it; a relay has none of its own. */
static gboolean
make_message (SockeyeSessionPage *self, SockeyeProgram *program, GError **error)
{
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);
  g_autoptr (SockeyePayloadDraft) draft = NULL;

  program->charset = sockeye_workspace_get_charset (self->workspace);
  program->is_text = sockeye_workspace_get_plan (self->workspace)->form == SOCKEYE_SEND_AS_TEXT;
  if (sockeye_send_box_is_empty (self->send_box) || sockeye_protocol_is_relay (program->protocol))
    return TRUE;
  if (strlen (text) > TEXT_MAX)
    {
      program->message = g_bytes_new_take (g_steal_pointer (&text), TEXT_MAX);
      return TRUE;
    }

  draft = sockeye_workspace_draft (self->workspace, g_steal_pointer (&text));
  program->message = sockeye_payload_draft_make (draft, &program->is_example, error);
  return program->message != NULL;
}

static char *
write_program (SockeyeSessionPage *self, SockeyeLanguage language, GError **error)
{
  SockeyeProgram program = { 0 };
  SockeyeSettings settings;
  char *text = NULL;

  sockeye_network_panel_get_settings (self->network_panel, &settings);
  program.protocol = settings.protocol;
  program.local_host = settings.local_host;
  program.local_port = settings.local_port;
  program.tls = &settings.tls;
  program.target_tls = &settings.target_tls;
  program.wishes = sockeye_workspace_get_wishes (self->workspace, settings.protocol);
  program.close_sending = settings.short_connections && settings.short_close_sending;
  choose_remote (self, &settings, &program);
  program.has_faults = sockeye_faults_window_parse (self->faults, &settings.faults);
  program.broadcast = settings.protocol == SOCKEYE_PROTOCOL_UDP && program.remote_host != NULL
                      && is_broadcast (program.remote_host);
  if (make_message (self, &program, error))
    text = sockeye_program_write (&program, language, error);
  g_clear_pointer (&program.message, g_bytes_unref);
  return text;
}

static void
tell_copied (SockeyeSessionPage *self, const char *text, SockeyeLanguage language)
{
  g_autofree char *message = NULL;
  guint n_lines = 0;

  for (const char *p = text; (p = strchr (p, '\n')) != NULL; p++)
    n_lines++;
  message = g_strdup_printf (
      /* Translators: %s is a language or a tool, "Python" or "ncat"; %u a number of lines */
      ngettext ("Copied a program for %s, of %u line.", "Copied a program for %s, of %u lines.", n_lines),
      sockeye_language_get_name (language), n_lines);
  sockeye_notice_bar_show_message (self->notice, message);
}

static void
on_copy_program (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  SockeyeLanguage language;
  SockeyeSettings settings;
  const char *obstacle;

  if (!sockeye_language_find (g_variant_get_string (parameter, NULL), &language))
    return;

  sockeye_network_panel_get_settings (self->network_panel, &settings);
  obstacle = why_no_program (self, &settings);
  if (obstacle == NULL)
    text = write_program (self, language, &error);
  if (text == NULL)
    {
      sockeye_notice_bar_show_error (self->notice, obstacle != NULL ? obstacle : error->message);
      return;
    }

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tell_copied (self, text, language);
}

/* Private: the action. */
void
sockeye_session_page_add_copy_as_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "copy-program", on_copy_program, "s", NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
