/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quit-question.h"

#include "window-private.h"

#include <glib/gi18n-lib.h>

/* So many tabs are named. */
#define NAMES_MAX 8

/* (nullable): while it is asked */
static GtkWindow *question;

/* Those of the window that was used last come first. */
static GPtrArray *
list_busy (GtkApplication *application)
{
  GPtrArray *busy = g_ptr_array_new ();

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data))
      {
        g_autoptr (GPtrArray) pages = sockeye_window_list_busy (l->data);

        g_ptr_array_extend (busy, pages, NULL, NULL);
      }
  return busy;
}

/* Where the key was pressed, mostly. */
static GtkWindow *
find_shown (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

/* A number that stands for one tab only would take the line of its name. */
static guint
count_named (const GPtrArray *busy)
{
  return busy->len <= NAMES_MAX + 1 ? busy->len : NAMES_MAX;
}

static char *
describe (const GPtrArray *busy)
{
  guint n_named = count_named (busy), n_others = busy->len - n_named;
  GString *text = g_string_new (NULL);

  g_string_printf (
      text,
      ngettext ("In %u tab a socket is open, or something is being sent or saved. That ends, and "
                "its log is lost:",
                "In %u tabs a socket is open, or something is being sent or saved. That ends, and "
                "their logs are lost:",
                busy->len),
      busy->len);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < n_named; i++)
    g_string_append_printf (text, "\n• %s", sockeye_session_page_get_label (busy->pdata[i]));
  if (n_others > 0)
    {
      g_string_append (text, "\n• ");
      /* Translators: of tabs, behind the names of others */
      g_string_append_printf (text, ngettext ("and %u other", "and %u others", n_others), n_others);
    }
  return g_string_free (text, FALSE);
}

/* The event that answers it keeps the dialog for a while, and GTK 4.8 would look for a window then that is gone. */
static void
on_response (GtkWindow *dialog, int response, SockeyeApplication *application)
{
  gtk_window_set_transient_for (dialog, NULL);
  gtk_window_destroy (dialog);
  if (response == GTK_RESPONSE_ACCEPT)
    sockeye_application_quit (application);
}

/* Answered, or gone with what it was about. */
static void
on_gone (void)
{
  question = NULL;
}

static GtkWindow *
ask (SockeyeApplication *application, GPtrArray *busy)
{
  GtkWindow *parent = find_shown (GTK_APPLICATION (application));
  g_autofree char *text = NULL;

  if (busy->len == 1)
    return sockeye_window_ask_about_page (parent, busy->pdata[0], SOCKEYE_CLOSING_ALL,
                                          G_CALLBACK (on_response), application);

  text = describe (busy);
  return sockeye_window_ask_to_close (parent, SOCKEYE_CLOSING_ALL, _ ("Quit Sockeye?"), text,
                                      G_CALLBACK (on_response), application);
}

/**
 * sockeye_quit_question_ask:
 * @application: the program
 *
 * Asks once for all windows, as closing one of them does, and names what would be closed. The program ends when the
 * user agrees. While it is asked, it is not asked again.
 *
 * Returns: %FALSE if nothing is open that would be lost: nobody is asked
 */
gboolean
sockeye_quit_question_ask (SockeyeApplication *application)
{
  g_autoptr (GPtrArray) busy = list_busy (GTK_APPLICATION (application));

  if (question != NULL)
    {
      gtk_window_present (question);
      return TRUE;
    }
  if (busy->len == 0)
    return FALSE;

  question = ask (application, busy);
  g_signal_connect (question, "destroy", G_CALLBACK (on_gone), NULL);
  return TRUE;
}
