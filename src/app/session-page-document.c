/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include <glib/gi18n-lib.h>

/**
 * sockeye_session_page_describe_document:
 * @self: a page that shows a capture
 * @file: (nullable): where it came from; %NULL: it was recovered
 *
 * Says above the settings of the session, which have nothing to do with it, what they are for.
 */
void
sockeye_session_page_describe_document (SockeyeSessionPage *self, GFile *file)
{
  GtkWidget *open = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (self->network_panel), SOCKEYE_TYPE_NETWORK_PANEL, "open"));
  g_autofree char *name = file != NULL ? g_file_get_parse_name (file) : NULL;
  g_autofree char *text = NULL;

  if (name != NULL)
    /* Translators: %s is the path of a file */
    text = g_strdup_printf (_ ("This is the capture %s. Its session is over. What you open here is a new "
                               "one, and is recorded behind it."),
                            name);
  else
    text = g_strdup (_ ("This is a recovered capture. Its session is over. What you open here is a new one, "
                        "and is recorded behind it."));
  g_set_object (&self->document_file, file);
  gtk_label_set_label (self->document_note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->document_note), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->network_panel), "document");
  gtk_widget_remove_css_class (open, "suggested-action");
}

/**
 * sockeye_session_page_shows_file:
 * @self: a page
 * @file: a capture that was saved
 * @etag: (nullable): stands for what it has now; %NULL: that is not known
 *
 * Returns: whether it shows all that is in the file: neither was the file written anew since, nor was the log cleared
 */
gboolean
sockeye_session_page_shows_file (SockeyeSessionPage *self, GFile *file, const char *etag)
{
  return self->document_file != NULL && g_file_equal (self->document_file, file) && etag != NULL
         && g_strcmp0 (self->document_etag, etag) == 0
         && sockeye_log_model_get_first (sockeye_workspace_get_log (self->workspace)) == 0;
}
