/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SEND_TEXT (sockeye_send_text_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeSendText, sockeye_send_text, SOCKEYE, SEND_TEXT, GtkWidget)

/*
 * An editor for the text to send. Of a text that would freeze a text view it shows the beginning, and keeps the rest.
 * Signals: "changed";
 *   "pasted" (const GError *error): the clipboard's text is there; or why it is not, in a sentence for the user
 */
GtkWidget *sockeye_send_text_get_view (SockeyeSendText *self);
char *sockeye_send_text_get_text (SockeyeSendText *self);
void sockeye_send_text_set_text (SockeyeSendText *self, const char *text);
gboolean sockeye_send_text_insert (SockeyeSendText *self, const char *text);
void sockeye_send_text_go_to_end (SockeyeSendText *self);
gboolean sockeye_send_text_is_empty (SockeyeSendText *self);
gboolean sockeye_send_text_is_pasting (SockeyeSendText *self);

G_END_DECLS
