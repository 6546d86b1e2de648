/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-target.h"
#include "window-fixture.h"

static inline GtkWidget *
get_figure (GtkWindow *states, int column, int row)
{
  GtkWidget *facts = window_child (states, "facts");

  return gtk_grid_get_child_at (GTK_GRID (window_child (facts, "figures")), column, row);
}

/* Column 1 is this end's, 2 the far end's; the second row is the state. */
static inline gboolean
has_states (GtkWindow *states, const char *own, const char *far)
{
  return g_str_equal (gtk_label_get_label (GTK_LABEL (get_figure (states, 1, 2))), own)
         && g_str_equal (gtk_label_get_label (GTK_LABEL (get_figure (states, 2, 2))), far);
}

static inline const char *
get_choice (GtkWindow *states)
{
  gpointer choice = gtk_drop_down_get_selected_item (window_child (states, "connection"));

  return choice != NULL ? sockeye_send_target_get_label (choice) : "";
}

static inline gboolean
has_choice (gpointer window, const char *label)
{
  GListModel *choices = gtk_drop_down_get_model (window_child (window, "connection"));

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (SockeyeSendTarget) choice = g_list_model_get_item (choices, i);

      if (g_str_equal (sockeye_send_target_get_label (choice), label))
        return TRUE;
    }
  return FALSE;
}
