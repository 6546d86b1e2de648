/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pcapng-reader.h"
#include "recent-files.h"
#include "session-page-private.h"
#include "window.h"

#include <glib/gi18n-lib.h>

/* A capture that was saved opens in a tab of its own, whose session is closed, unless there is one that shows it. No socket
 * is opened. */

/* Between asking for a file and the new tab. */
typedef struct
{
  SockeyeSessionPage *page; /* the one that asked */
  GFile *file;
  char *etag; /* (nullable): of the file, before it is read */
  SockeyeCaptureOpened done;
  gpointer data;
} Opening;

static void
on_progress (goffset done, goffset total, gpointer data)
{
  Opening *opening = data;

  if (opening->page->ready && total > 0)
    sockeye_notice_bar_set_fraction (opening->page->save_notice, (double) done / (double) total);
}

static void
opening_free (Opening *self)
{
  g_object_unref (self->page);
  g_object_unref (self->file);
  g_free (self->etag);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
show_capture (SockeyeSessionPage *self, SockeyeCapture *capture, GFile *file, const char *etag)
{
  GtkWindow *window = sockeye_session_page_get_window (self);

  sockeye_notice_bar_dismiss (self->save_notice);
  sockeye_recent_files_add (file, "application/x-pcapng");
  if (SOCKEYE_IS_WINDOW (window))
    {
      SockeyeSessionPage *page = sockeye_window_show_capture (SOCKEYE_WINDOW (window), capture, file);

      page->document_etag = g_strdup (etag);
      page->began[SOCKEYE_WORK_OPENING] = self->began[SOCKEYE_WORK_OPENING];
      sockeye_session_page_end_work (page, SOCKEYE_WORK_OPENING, NULL, NULL);
    }
}

/* Returns: (nullable): why there is no capture, for whoever asked */
static const char *
take_result (const Opening *opening, SockeyeCapture *capture, const GError *error)
{
  SockeyeSessionPage *self = opening->page;

  g_clear_object (&self->opening);
  sockeye_session_page_update_actions (self);
  if (capture != NULL)
    {
      show_capture (self, capture, opening->file, opening->etag);
      return NULL;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sockeye_notice_bar_show_message (self->save_notice, _ ("Opening the capture was cancelled."));
      return NULL;
    }
  sockeye_notice_bar_dismiss (self->save_notice);
  sockeye_session_page_end_work (self, SOCKEYE_WORK_OPENING, NULL, error);
  return error->message;
}

static void
on_opened (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) opening = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeCapture) capture = sockeye_pcapng_open_finish (result, &error);
  const char *problem = opening->page->ready ? take_result (opening, capture, error) : NULL;

  opening->done (problem, opening->data);
}

/* In any window. */
static SockeyeSessionPage *
find_shown (const Opening *opening)
{
  GtkWindow *window = sockeye_session_page_get_window (opening->page);
  GtkApplication *program = window != NULL ? gtk_window_get_application (window) : NULL;
  SockeyeSessionPage *found = NULL;

  for (GList *l = program != NULL ? gtk_application_get_windows (program) : NULL; l != NULL && found == NULL;
       l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data))
      found = sockeye_window_find_file (l->data, opening->file, opening->etag);
  return found;
}

/* What its notice tells of otherwise is more important. */
static void
show_again (const Opening *opening, SockeyeSessionPage *page)
{
  SockeyeSessionPage *self = opening->page;
  g_autofree char *name = g_file_get_parse_name (opening->file);
  /* Translators: %s is the name of a file */
  g_autofree char *message = g_strdup_printf (_ ("%s is open already, in this tab."), name);

  g_clear_object (&self->opening);
  self->began[SOCKEYE_WORK_OPENING] = 0;
  sockeye_notice_bar_dismiss (self->save_notice);
  sockeye_session_page_update_actions (self);
  sockeye_recent_files_add (opening->file, "application/x-pcapng");
  sockeye_window_show_session (SOCKEYE_WINDOW (sockeye_session_page_get_window (page)), page->id);
  if (sockeye_notice_bar_get_message (page->save_notice) == NULL)
    sockeye_notice_bar_show_message (page->save_notice, message);
}

static void
read_capture (Opening *opening)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeSessionPage *self = opening->page;

  limits.quota = (guint64) g_settings_get_int (self->settings, "quota") << 30;
  limits.leave_free = (guint64) g_settings_get_int (self->settings, "leave-free") << 30;
  sockeye_pcapng_open_async (opening->file, &limits, on_progress, opening, self->opening, on_opened, opening);
}

static void
on_identified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) opening = data;
  /* NULL: if there is something wrong with the file, reading it will tell. */
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  SockeyeSessionPage *shown;

  if (!opening->page->ready)
    {
      opening->done (NULL, opening->data);
      return;
    }

  opening->etag = info != NULL ? g_strdup (g_file_info_get_etag (info)) : NULL;
  shown = find_shown (opening);
  if (shown == NULL)
    {
      read_capture (g_steal_pointer (&opening));
      return;
    }
  show_again (opening, shown);
  opening->done (NULL, opening->data);
}

/**
 * sockeye_session_page_open_capture:
 * @self: a page, in whose window the capture gets a tab of its own; when one shows it already, that comes to the front
 * @file: a capture that was saved
 * @done: (scope async): called when it is shown or not to be had, even when the page is gone by then
 * @data: passed to @done
 *
 * Returns: whether it begins; not while the page opens another one, and then @done is not called
 */
gboolean
sockeye_session_page_open_capture (SockeyeSessionPage *self,
                                   GFile *file,
                                   SockeyeCaptureOpened done,
                                   gpointer data)
{
  g_autofree char *name = g_file_get_parse_name (file);
  /* Translators: %s is the name of a file */
  g_autofree char *message = g_strdup_printf (_ ("Opening %s"), name);
  Opening *opening;

  if (self->opening != NULL)
    return FALSE;
  opening = g_new (Opening, 1);
  *opening = (Opening){ g_object_ref (self), g_object_ref (file), NULL, done, data };
  self->opening = g_cancellable_new ();
  sockeye_session_page_begin_work (self, SOCKEYE_WORK_OPENING);
  sockeye_notice_bar_show_progress (self->save_notice, message, "session.cancel-opening");
  sockeye_session_page_update_actions (self);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_ETAG_VALUE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->opening, on_identified, opening);
  return TRUE;
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  SockeyeSessionPage *self = data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (SOCKEYE_IS_WINDOW (sockeye_session_page_get_window (self)))
        sockeye_window_open_file (SOCKEYE_WINDOW (sockeye_session_page_get_window (self)), file);
    }

  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooserNative *dialog, const char *name, const char *pattern, const char *other)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  if (other != NULL)
    gtk_file_filter_add_pattern (filter, other);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
}

static void
on_open_capture (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open profile or capture"), sockeye_session_page_get_window (self), GTK_FILE_CHOOSER_ACTION_OPEN,
      _ ("_Open"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  add_filter (dialog, _ ("Profiles and captures"), "*.sockeye", "*.pcapng");
  add_filter (dialog, _ ("All files"), "*", NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_cancel_opening (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  g_cancellable_cancel (self->opening);
}

/**
 * sockeye_session_page_new_for_capture:
 * @settings: what is kept from run to run
 * @commands: the program's quick commands
 * @history: what was sent in all pages
 * @capture: (nullable): a capture without a producer, such as one that was opened; %NULL: an empty one
 *
 * Returns: (transfer floating): a page with a closed session that shows the capture
 */
GtkWidget *
sockeye_session_page_new_for_capture (GSettings *settings,
                                      SockeyeQuickCommandsFile *commands,
                                      SockeyeHistory *history,
                                      SockeyeCapture *capture)
{
  SockeyeSessionPage *self = g_object_new (SOCKEYE_TYPE_SESSION_PAGE, "settings", settings, "commands",
                                           commands, "document", capture, NULL);

  sockeye_session_page_set_history (self, history);
  return GTK_WIDGET (self);
}

/**
 * sockeye_session_page_is_document:
 * @self: a page
 *
 * Returns: whether it shows a capture that was opened, which is a file's and is not kept from run to run
 */
gboolean
sockeye_session_page_is_document (SockeyeSessionPage *self)
{
  return self->document != NULL;
}

/* Private. */
void
sockeye_session_page_add_open_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "open-capture", on_open_capture, NULL, NULL, NULL, { 0 } },
    { "cancel-opening", on_cancel_opening, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
