/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

/* Windows about one session: they stand before the window that the page is in, and end with the page. */

static void
on_moved (GtkWindow *window, GParamSpec *pspec G_GNUC_UNUSED, GtkWidget *page)
{
  GtkRoot *root = gtk_widget_get_root (page);

  /* While a tab is dragged, its page is in no window. */
  if (SOCKEYE_SESSION_PAGE (page)->away)
    gtk_window_destroy (window);
  else if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (window, GTK_WINDOW (root));
}

/**
 * sockeye_session_page_adopt:
 * @self: a page
 * @window: a window that is about it
 *
 * Private. Makes @window follow the page to other windows, and end with it.
 */
void
sockeye_session_page_adopt (SockeyeSessionPage *self, GtkWindow *window)
{
  g_signal_connect_object (self, "notify::root", G_CALLBACK (on_moved), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "destroy", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
}

/**
 * sockeye_session_page_set_away:
 * @self: a page
 * @away: whether its tab is closed, and may come back
 *
 * Windows about a page that goes away end now.
 */
void
sockeye_session_page_set_away (SockeyeSessionPage *self, gboolean away)
{
  self->away = away;
}
