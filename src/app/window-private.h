/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "labs-pane.h"
#include "notice-bar.h"
#include "page-tab.h"
#include "window.h"

G_BEGIN_DECLS

/* A tab that was closed, and may come back for a while: it has records. */
typedef struct
{
  SockeyeNoticeBar *bar;    /* (nullable) of the window: since a first one was closed */
  SockeyeSessionPage *page; /* (nullable) owned, as its tab */
  GtkWidget *tab;
  GtkNotebook *side; /* where it was */
  int position;
  guint timer;
} SockeyeWindowClosed;

struct _SockeyeWindow
{
  GtkApplicationWindow parent_instance;

  /* Template widgets */
  GtkMenuButton *menu_button;
  GtkBox *body;
  GtkPaned *sides;
  GtkNotebook *first;
  GtkNotebook *second; /* shown while there is something in it */
  GMenuModel *primary_menu;
  GMenu *tab_menu;
  GMenu *move_section; /* of the tab's menu: where the tab can be moved to */
  GMenu *windows_menu; /* the other windows */
  GMenu *beside_menu;  /* the tabs that can be shown beside the active one */
  GMenu *tabs_section; /* of the main menu */
  GMenu *recent_section;

  /* Owned */
  GSettings *settings;

  SockeyeLabsPane *labs_pane; /* (nullable) weak: once it was shown */
  GtkWindow *projector;       /* (nullable) weak: while it is shown */
  SockeyeSessionPage *page;   /* (nullable) weak: what keys and menus are about */
  SockeyeWindowClosed closed;
  guint keep_source;  /* until a new window is kept */
  gboolean agreed;    /* the user wants it to be closed, whatever is open */
  gboolean leaving;   /* it is being closed */
  gboolean arranging; /* pages are being moved from one side to the other */
};

/* So many tabs are kept. */
#define SOCKEYE_WINDOW_TABS_MAX 32

/* What the user has to agree to */
typedef enum
{
  SOCKEYE_CLOSING_TAB,
  SOCKEYE_CLOSING_WINDOW,
  SOCKEYE_CLOSING_ALL
} SockeyeClosing;

/* window.c */
GtkWindow *sockeye_window_ask_to_close (GtkWindow *parent,
                                        SockeyeClosing closing,
                                        const char *heading,
                                        const char *text,
                                        GCallback handler,
                                        gpointer data);
GPtrArray *sockeye_window_list_busy (SockeyeWindow *self);

/* window-actions.c */
void sockeye_window_add_actions (SockeyeWindow *self);
void sockeye_window_update_actions (SockeyeWindow *self);

/* window-beside.c */
void sockeye_window_fold_sides (SockeyeWindow *self);
void sockeye_window_unfold_sides (SockeyeWindow *self);
void sockeye_window_prefer_sides (SockeyeWindow *self);

/* window-compare.c */
void sockeye_window_add_comparing (SockeyeWindow *self);

/* window-join.c */
void sockeye_window_add_joining (SockeyeWindow *self);
void sockeye_window_join (SockeyeWindow *self, SockeyeSessionPage *page);
void sockeye_window_tell_others (SockeyeWindow *self);

/* window-keep.c */
void sockeye_window_load (SockeyeWindow *self, GVariant *kept);
void sockeye_window_keep (SockeyeWindow *self);

/* window-labs.c */
void sockeye_window_add_labs (SockeyeWindow *self);
gboolean sockeye_window_shows_labs (SockeyeWindow *self);
gboolean sockeye_window_is_of_lab (SockeyeSessionPage *page);

/* window-open.c */
void sockeye_window_set_up_opening (SockeyeWindow *self);

/* window-pair.c */
void sockeye_window_set_plain (GVariantDict *dict, const char *protocol, const char *text);
void sockeye_window_set_end (GVariantDict *dict,
                             const char *protocol,
                             const char *end,
                             const char *host,
                             guint16 port);
void sockeye_window_new_pair (SockeyeWindow *self, gboolean datagrams);

/* window-projector.c */
void sockeye_window_show_projector (SockeyeWindow *self);

/* window-reopen.c */
void sockeye_window_add_reopening (SockeyeWindow *self);
gboolean sockeye_window_can_reopen (SockeyeWindow *self, SockeyeSessionPage *page);
void sockeye_window_put_away (SockeyeWindow *self, SockeyeSessionPage *page, GtkWidget *tab);
void sockeye_window_forget_closed (SockeyeWindow *self);

/* window-tabs.c */
void sockeye_window_set_up_tabs (SockeyeWindow *self);
void sockeye_window_arrange (SockeyeWindow *self);
void sockeye_window_rename_page (SockeyeSessionPage *page);
GPtrArray *sockeye_window_get_pages (SockeyeWindow *self);
SockeyeSessionPage *sockeye_window_make_page (SockeyeWindow *self, GVariant *kept, GtkNotebook *side);
void sockeye_window_activate_page (SockeyeWindow *self, SockeyeSessionPage *page);
void sockeye_window_add_page (SockeyeSessionPage *page, GtkWidget *tab, GtkNotebook *side, int position);
void sockeye_window_move_page (SockeyeSessionPage *page, GtkNotebook *side);
void sockeye_window_show_beside (SockeyeWindow *self, SockeyeSessionPage *page);
void sockeye_window_end_beside (SockeyeWindow *self);
void sockeye_window_detach_page (SockeyeWindow *self, SockeyeSessionPage *page);
void sockeye_window_discard_page (SockeyeWindow *self, SockeyeSessionPage *page);
void sockeye_window_close_page (SockeyeWindow *self, SockeyeSessionPage *page);
GtkWindow *sockeye_window_ask_about_page (GtkWindow *parent,
                                          SockeyeSessionPage *page,
                                          SockeyeClosing closing,
                                          GCallback handler,
                                          gpointer data);
GtkNotebook *sockeye_window_get_side (SockeyeSessionPage *page);

G_END_DECLS
