/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_TEXT (sockeye_compare_text_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareText, sockeye_compare_text, SOCKEYE, COMPARE_TEXT, GtkWidget)

const char *sockeye_compare_text_get_text (SockeyeCompareText *self);
int sockeye_compare_text_get_top (SockeyeCompareText *self);
void sockeye_compare_text_set_text (SockeyeCompareText *self, const char *text, PangoAttrList *attributes);
void sockeye_compare_text_set_other (SockeyeCompareText *self,
                                     gsize needed,
                                     const char *text,
                                     PangoAttrList *attributes);

G_END_DECLS
