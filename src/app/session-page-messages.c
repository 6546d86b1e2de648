/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "message-layout.h"

/* Messages above the log have a part of the height: what does not fit is scrolled to, and the window does not grow for it. The
 * newest is the first. */

static void
on_message (SockeyeSessionPage *self, GParamSpec *pspec G_GNUC_UNUSED, GtkWidget *bar)
{
  if (gtk_widget_get_visible (bar))
    {
      gtk_box_reorder_child_after (self->messages_box, bar, NULL);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->messages), 0);
    }
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->messages)),
                          gtk_widget_get_visible (GTK_WIDGET (self->notice))
                              || gtk_widget_get_visible (GTK_WIDGET (self->save_notice)));
}

void
sockeye_session_page_set_up_messages (SockeyeSessionPage *self)
{
  g_signal_connect_object (self->notice, "notify::visible", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->save_notice, "notify::visible", G_CALLBACK (on_message), self,
                           G_CONNECT_SWAPPED);
}

/* For the class. */
void
sockeye_session_page_bind_messages (GtkWidgetClass *widget_class)
{
  g_type_ensure (SOCKEYE_TYPE_MESSAGE_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, messages);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, messages_box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, save_notice);
}
