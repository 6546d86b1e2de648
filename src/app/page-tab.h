/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session-page.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PAGE_TAB (sockeye_page_tab_get_type ())
G_DECLARE_FINAL_TYPE (SockeyePageTab, sockeye_page_tab, SOCKEYE, PAGE_TAB, GtkWidget)

/*
 * The tab of a page: its title, whether it is open, and what can be done with it.
 * Signals: "close": the user wants the page to be closed;
 *   "menu": the user wants the menu, at x and y within the tab
 */
GtkWidget *sockeye_page_tab_new (SockeyeSessionPage *page);
SockeyeSessionPage *sockeye_page_tab_get_page (SockeyePageTab *self);
void sockeye_page_tab_set_beside (SockeyePageTab *self, guint n_tabs);
void sockeye_page_tab_popup_menu (SockeyePageTab *self, GMenuModel *menu, double x, double y);
void sockeye_page_tab_rename (SockeyePageTab *self);

G_END_DECLS
