/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-diff.h"
#include "compare-choice.h"
#include "compare-details.h"
#include "compare-model.h"
#include "compare-window.h"
#include "diff-line.h"
#include "notice-bar.h"

G_BEGIN_DECLS

/* The choice of directions in which what one has sent is compared with what the other has received. */
#define SOCKEYE_COMPARE_BOTH_ENDS 4

struct _SockeyeCompareWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  SockeyeCompareChoice *left;
  SockeyeCompareChoice *right;
  GtkDropDown *unit;
  GtkDropDown *direction;
  GtkDropDown *times;
  GtkCheckButton *hex;
  GtkCheckButton *only_differences;
  SockeyeNoticeBar *notice;
  GtkLabel *summary;
  GtkLabel *place; /* that there is no difference further on */
  GtkLabel *remark;
  GtkStack *pages;
  GtkLabel *nothing;
  GtkListView *list;
  SockeyeCompareDetails *details;

  /* Owned */
  GSimpleActionGroup *actions; /* NULL: disposed */
  SockeyeCompareModel *model;
  GtkSingleSelection *selection;
  SockeyeCaptureDiff *diff;      /* (nullable): what is shown */
  GPtrArray *items;              /* of GtkListItem, borrowed: the rows that there are */
  GCancellable *comparing;       /* (nullable): while captures are compared */
  GCancellable *opening;         /* (nullable): while a file is read */
  GCancellable *writing;         /* (nullable): while the differences are written */
  GFile *opened;                 /* (nullable): the file that is being read */
  GFile *saved;                  /* (nullable): the file that is being written */
  guint patience;                /* until it is told that captures are being compared */
  guint placing;                 /* until the selected row has the keyboard */
  SockeyeCaptureLimits limits;   /* of captures that are opened */
  SockeyeWorkspace *compared[2]; /* (nullable): whose captures @diff is about */
  SockeyeDiffLook looks[2];      /* of @diff */
  char *names[2];                /* of @diff */
  gboolean frozen;               /* a choice changes by itself */
};

/* compare-window.c */
void sockeye_compare_window_update_actions (SockeyeCompareWindow *self);
void sockeye_compare_window_show_rows (SockeyeCompareWindow *self);

/* compare-window-run.c */
void sockeye_compare_window_compare (SockeyeCompareWindow *self);

/* compare-window-list.c */
void sockeye_compare_window_set_up_list (SockeyeCompareWindow *self);
void sockeye_compare_window_refresh_rows (SockeyeCompareWindow *self);
void sockeye_compare_window_go (SockeyeCompareWindow *self, gboolean forward);
void sockeye_compare_window_select (SockeyeCompareWindow *self, guint position);

/* compare-window-actions.c */
void sockeye_compare_window_add_actions (SockeyeCompareWindow *self);

G_END_DECLS
