/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

/* The labs and two pages side by side need a wide window. In another one the pages are in one row of tabs for as long as
 * the labs are shown: a window does not grow by itself, and a small screen has no room for it. */

/* Of a page: it is to be beside the others again when the labs have gone. */
#define FOLDED_KEY "sockeye-folded"

static gboolean
is_too_narrow (SockeyeWindow *self)
{
  GtkWidget *content = gtk_window_get_child (GTK_WINDOW (self));
  int minimum;

  if (!sockeye_window_shows_labs (self) || gtk_notebook_get_n_pages (self->second) == 0
      || gtk_widget_get_width (content) == 0)
    return FALSE;

  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum > gtk_widget_get_width (content);
}

/* Private: after labs, or a page, have come beside the others. */
void
sockeye_window_fold_sides (SockeyeWindow *self)
{
  if (!is_too_narrow (self))
    return;

  for (int i = 0; i < gtk_notebook_get_n_pages (self->second); i++)
    g_object_set_data (G_OBJECT (gtk_notebook_get_nth_page (self->second, i)), FOLDED_KEY, self);
  sockeye_window_end_beside (self);
}

/* Returns: (nullable): one that is beside the others now */
static SockeyeSessionPage *
move_folded (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);
  SockeyeSessionPage *moved = NULL;

  self->arranging = TRUE;
  for (guint i = 0; i < pages->len; i++)
    {
      /* It may have been in another window meanwhile. */
      if (g_object_steal_data (pages->pdata[i], FOLDED_KEY) != self
          || gtk_notebook_get_n_pages (self->first) < 2)
        continue;
      if (sockeye_window_get_side (pages->pdata[i]) == self->first)
        sockeye_window_move_page (pages->pdata[i], self->second);
      moved = pages->pdata[i];
    }
  self->arranging = FALSE;
  return moved;
}

/* Private: the labs have gone. */
void
sockeye_window_unfold_sides (SockeyeWindow *self)
{
  SockeyeSessionPage *active = self->page;
  SockeyeSessionPage *moved = move_folded (self);

  if (moved == NULL)
    return;
  sockeye_window_arrange (self);
  sockeye_window_activate_page (self, moved);
  sockeye_window_activate_page (self, active);
}

/* Private: the user has put a page beside another one. Where there is not room for all, what is wanted last has it. */
void
sockeye_window_prefer_sides (SockeyeWindow *self)
{
  g_autoptr (GPtrArray) pages = sockeye_window_get_pages (self);

  for (guint i = 0; i < pages->len; i++)
    g_object_steal_data (pages->pdata[i], FOLDED_KEY);
  if (is_too_narrow (self))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "labs", g_variant_new_boolean (FALSE));
}
