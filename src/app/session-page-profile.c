/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile-transfer.h"
#include "profile-value.h"
#include "recent-files.h"
#include "session-page-private.h"
#include "session-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A session's whole set-up as a file. A page that was opened from one has the rules of the file, and leaves the user's own
 * rules alone. */

static SockeyeResponder *
get_responder (SockeyeSessionPage *self)
{
  return sockeye_workspace_get_responder (self->workspace);
}

/* What is under way has to be seen, so that it can be cancelled. */
static SockeyeNoticeBar *
get_notice (SockeyeSessionPage *self)
{
  return self->saving != NULL || self->opening != NULL ? self->notice : self->save_notice;
}

static char *
get_file_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base != NULL ? base : "");
}

/* A name that the user has chosen stays. */
static void
follow_file (SockeyeSessionPage *self, GFile *file, const char *etag)
{
  g_autofree char *before = self->profile != NULL ? get_file_name (self->profile) : NULL;
  g_autofree char *name = get_file_name (file);

  if (self->name == NULL || g_strcmp0 (self->name, before) == 0)
    sockeye_session_page_set_name (self, name);
  g_set_object (&self->profile, file);
  g_free (self->profile_etag);
  self->profile_etag = g_strdup (etag);
}

/* --- Saving */

static void
on_saved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeSessionPage) self = data;
  g_autoptr (GFile) file = g_steal_pointer (&self->profile_to);
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  gboolean saved = sockeye_profile_save_finish (result, &etag, &error);

  if (!self->ready)
    return;
  if (!saved)
    {
      sockeye_notice_bar_show_error (get_notice (self), error->message);
      return;
    }

  name = g_file_get_parse_name (file);
  /* Translators: %s is the name of a file */
  message = g_strdup_printf (_ ("The profile was saved to %s"), name);
  sockeye_notice_bar_show_message (get_notice (self), message);
  follow_file (self, file, etag);
  sockeye_recent_files_add (file, SOCKEYE_PROFILE_MIME_TYPE);
}

static SockeyeProfile *
make_profile (SockeyeSessionPage *self)
{
  SockeyeProfile *profile = sockeye_profile_new ();

  profile->settings = g_variant_ref_sink (sockeye_session_store_list_values (self->settings));
  sockeye_profile_take_folder (profile, sockeye_quick_commands_choice_get_folder (self->choice));
  g_ptr_array_unref (profile->rules);
  profile->rules = sockeye_reply_rules_list (sockeye_responder_get_rules (get_responder (self)));
  profile->stop_loops = sockeye_responder_stops_loops (get_responder (self));
  if (!self->profile_over)
    profile->etag = g_strdup (self->profile_etag);
  return profile;
}

static void
write_profile (SockeyeSessionPage *self)
{
  g_autoptr (SockeyeProfileKeys) keys = sockeye_session_store_list_keys (self->settings);

  sockeye_session_page_save_state (self);
  sockeye_profile_save_async (make_profile (self), keys, self->profile_to, on_saved, g_object_ref (self));
}

/* After whatever else is told of the rules. */
static void
on_rules_told (gpointer data)
{
  g_autoptr (SockeyeSessionPage) self = data;

  if (self->ready && self->profile_to != NULL)
    write_profile (self);
}

static void
on_rules_loaded (SockeyeSessionPage *self)
{
  g_signal_handlers_disconnect_by_func (sockeye_responder_get_store (get_responder (self)), on_rules_loaded,
                                        self);
  g_idle_add_once (on_rules_told, g_object_ref (self));
}

/* A profile without them would not be what the user takes it for. */
static void
on_rules_failed (SockeyeSessionPage *self, const GError *error)
{
  if (self->profile_to == NULL)
    return;
  g_clear_object (&self->profile_to);
  sockeye_notice_bar_show_error (get_notice (self), error->message);
}

/* (nullable): nothing that was typed may be missing from the file, without a word. */
static const char *
why_not_save (SockeyeSessionPage *self)
{
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);

  if (!sockeye_network_panel_is_valid (self->network_panel))
    return _ ("The profile was not saved, because a field of the network settings is wrong. Correct what is "
              "marked, "
              "and save again.");
  if (strlen (text) > SOCKEYE_PROFILE_TEXT_MAX)
    return _ ("The profile was not saved, because the send box holds more than 64 KiB. Make it shorter, or "
              "send that "
              "from a file, and save again.");
  return NULL;
}

/* Private: @overwrite: whatever the file has; otherwise only what is known of it */
void
sockeye_session_page_save_profile_to (SockeyeSessionPage *self, GFile *file, gboolean overwrite)
{
  SockeyeReplyStore *store = sockeye_responder_get_store (get_responder (self));
  const char *obstacle = why_not_save (self);

  if (obstacle != NULL)
    {
      sockeye_notice_bar_show_error (get_notice (self), obstacle);
      return;
    }
  if (self->profile_to != NULL)
    return;

  self->profile_to = g_object_ref (file);
  self->profile_over = overwrite;
  if (sockeye_reply_store_is_loaded (store))
    {
      write_profile (self);
      return;
    }
  /* Nobody has looked at them yet. */
  g_signal_connect_object (store, "notify::loaded", G_CALLBACK (on_rules_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "failed", G_CALLBACK (on_rules_failed), self, G_CONNECT_SWAPPED);
  sockeye_reply_store_load (store);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  /* The file chooser has asked, if there is such a file. */
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    sockeye_session_page_save_profile_to (data, file, TRUE);
  g_object_unref (dialog);
}

static char *
suggest_name (SockeyeSessionPage *self)
{
  const char *label = sockeye_session_page_get_label (self);

  if (self->profile != NULL)
    return get_file_name (self->profile);
  if (g_str_has_suffix (label, SOCKEYE_PROFILE_SUFFIX))
    return g_strdelimit (g_strdup (label), "/", '-');
  return g_strdelimit (g_strconcat (label, SOCKEYE_PROFILE_SUFFIX, NULL), "/:", '-');
}

static void
on_save_profile_as (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  g_autofree char *name = suggest_name (self);
  g_autoptr (GFile) folder = self->profile != NULL ? g_file_get_parent (self->profile) : NULL;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save profile"), sockeye_session_page_get_window (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
      _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* NULL: then it begins where the user was last. */
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_save_profile (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;

  /* What could not be read is not overwritten without a question. */
  if (self->profile != NULL && self->profile_etag != NULL)
    sockeye_session_page_save_profile_to (self, self->profile, FALSE);
  else
    on_save_profile_as (action, parameter, data);
}

/* --- Opening */

/* The folders may have been deleted by hand meanwhile. */
static void
on_undo_commands (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeQuickCommands *commands = sockeye_quick_commands_file_get_commands (self->commands);

  for (guint i = 0; self->profile_folders != NULL && i < self->profile_folders->len; i++)
    if (sockeye_quick_commands_find_folder (commands, self->profile_folders->pdata[i], NULL))
      sockeye_quick_commands_delete_folder (commands, self->profile_folders->pdata[i]);
  g_clear_pointer (&self->profile_folders, g_ptr_array_unref);
  sockeye_notice_bar_show_message (get_notice (self),
                                   _ ("The quick commands of the profile were taken out of yours again."));
}

static char *
describe_opened (SockeyeSessionPage *self, guint n_rules, SockeyeQuickCommandFolder *folder)
{
  g_autofree char *name = get_file_name (self->profile);
  GString *out = g_string_new (NULL);

  /* Translators: %s is the name of a file */
  g_string_append_printf (out, _ ("Opened the profile “%s”. No socket is open yet."), name);
  if (folder != NULL)
    {
      g_string_append_c (out, ' ');
      /* Translators: %s is the name of a folder of quick commands */
      g_string_append_printf (out,
                              _ ("Its quick commands are in the folder “%s”, and yours are as they were."),
                              sockeye_quick_command_folder_get_name (folder));
    }
  g_string_append_c (out, ' ');
  if (n_rules == 0)
    g_string_append (out, _ ("The auto-reply of this tab has no rules."));
  else
    g_string_append_printf (
        out,
        ngettext ("Its auto-reply is off, and its %u rule belongs to this tab: what you change in "
                  "it is kept when you save the profile.",
                  "Its auto-reply is off, and its %u rules belong to this tab: what you change in "
                  "them is kept when you save the profile.",
                  n_rules),
        n_rules);
  return g_string_free (out, FALSE);
}

/**
 * sockeye_session_page_take_profile:
 * @self: a page that was made just now, with the settings of @profile
 * @profile: what was opened
 * @file: where it came from
 * @folder: (nullable): where its quick commands are
 * @added: (element-type SockeyeQuickCommandFolder): the folders that became the user's, which can be undone
 *
 * Takes what is not in the settings, and tells the user.
 */
void
sockeye_session_page_take_profile (SockeyeSessionPage *self,
                                   SockeyeProfile *profile,
                                   GFile *file,
                                   SockeyeQuickCommandFolder *folder,
                                   GPtrArray *added)
{
  SockeyeReplyStore *store = sockeye_responder_get_store (get_responder (self));
  g_autofree char *message = NULL;

  sockeye_reply_store_detach (store);
  sockeye_reply_store_take_over (store, profile->rules);
  sockeye_responder_set_stop_loops (get_responder (self), profile->stop_loops);
  follow_file (self, file, profile->etag);

  message = describe_opened (self, profile->rules->len, folder);
  if (added->len == 0)
    {
      sockeye_notice_bar_show_message (get_notice (self), message);
      return;
    }
  self->profile_folders = g_ptr_array_ref (added);
  sockeye_notice_bar_show_undo (get_notice (self), message, "session.undo-profile-commands");
}

static void
on_restored (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeSessionPage) self = data;
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_capture;
  g_autoptr (SockeyeProfile) profile = sockeye_profile_load_finish (result, &is_capture, &error);
  g_autoptr (SockeyeProfile) empty = profile == NULL ? sockeye_profile_new () : NULL;

  if (!self->ready)
    return;

  sockeye_reply_store_take_over (sockeye_responder_get_store (get_responder (self)),
                                 (profile != NULL ? profile : empty)->rules);
  if (profile != NULL)
    {
      sockeye_responder_set_stop_loops (get_responder (self), profile->stop_loops);
      self->profile_etag = g_strdup (profile->etag);
      return;
    }
  name = get_file_name (self->profile);
  /* Translators: the name of a file, then sentences that say why */
  message = g_strdup_printf (
      _ ("The auto-reply of this tab has no rules, because they are in the profile “%s”. %s"), name,
      error != NULL ? error->message : "");
  sockeye_notice_bar_show_error (get_notice (self), message);
}

/**
 * sockeye_session_page_restore_profile:
 * @self: a page that was made just now, of what was kept
 * @file: the profile that it had been opened from, or saved to
 * @with_rules: it had been opened from it
 *
 * Reads the rules of the auto-reply anew, which are kept nowhere else.
 */
void
sockeye_session_page_restore_profile (SockeyeSessionPage *self, GFile *file, gboolean with_rules)
{
  g_autoptr (SockeyeProfileKeys) keys = sockeye_session_store_list_keys (self->settings);

  g_set_object (&self->profile, file);
  if (!with_rules)
    return;
  sockeye_reply_store_detach (sockeye_responder_get_store (get_responder (self)));
  sockeye_profile_load_async (file, keys, NULL, on_restored, g_object_ref (self));
}

/**
 * sockeye_session_page_get_profile:
 * @self: a page
 * @with_rules: (out): whether it has the rules of the profile, because it was opened from it
 *
 * Returns: (nullable) (transfer none): the profile that it was opened from, or saved to
 */
GFile *
sockeye_session_page_get_profile (SockeyeSessionPage *self, gboolean *with_rules)
{
  *with_rules = sockeye_reply_store_is_detached (sockeye_responder_get_store (get_responder (self)));
  return self->profile;
}

/**
 * sockeye_session_page_tell_not_opened:
 * @self: a page
 * @message: why files were not opened
 * @is_new: it shows another file that was opened just now: what is told of that, and can be undone, stays
 */
void
sockeye_session_page_tell_not_opened (SockeyeSessionPage *self, const char *message, gboolean is_new)
{
  sockeye_notice_bar_show_error (is_new ? self->notice : get_notice (self), message);
}

/* Private: the actions. */
void
sockeye_session_page_add_profile_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "save-profile", on_save_profile, NULL, NULL, NULL, { 0 } },
    { "save-profile-as", on_save_profile_as, NULL, NULL, NULL, { 0 } },
    { "undo-profile-commands", on_undo_commands, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

/* Private: the page ends. */
void
sockeye_session_page_clear_profile (SockeyeSessionPage *self)
{
  g_clear_object (&self->profile);
  g_clear_object (&self->profile_to);
  g_clear_pointer (&self->profile_etag, g_free);
  g_clear_pointer (&self->profile_folders, g_ptr_array_unref);
  sockeye_session_page_clear_pristine (self);
}
