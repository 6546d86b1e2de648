/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "projector-window.h"

/* What stands in front on a side of the window. */
static SockeyeSessionPage *
get_current (GtkNotebook *side)
{
  int position = gtk_notebook_get_current_page (side);

  return position >= 0 ? SOCKEYE_SESSION_PAGE (gtk_notebook_get_nth_page (side, position)) : NULL;
}

/* Private: shows what the window shows, the session or both, in large type on the whole screen. */
void
sockeye_window_show_projector (SockeyeWindow *self)
{
  SockeyeSessionPage *first = get_current (self->first);
  SockeyeSessionPage *second = get_current (self->second);

  if (self->projector == NULL)
    g_set_weak_pointer (&self->projector, sockeye_projector_window_new (first, second));
  gtk_window_present (self->projector);
}
