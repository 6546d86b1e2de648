/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-style-private.h"
#include "log-view.h"

G_BEGIN_DECLS

/* Pixels above the first row, below the last one, and left of the first column. */
#define LOG_PADDING 4
#define LOG_MARGIN  8
/* Characters of a peer's address that are shown at most; the middle is left out beyond. */
#define LOG_PEER_CHARS_MAX 24
#define LOG_PEER_CHARS_MIN 12
/* The text has room for so many, or columns are left out. */
#define LOG_TEXT_CHARS_MIN 20
#define LOG_COPY_MAX       ((gsize) 64 << 20)
#define LOG_COPY_MAX_X11   ((gsize) 8 << 20)
#define LOG_SCALE_MIN      0.5
#define LOG_SCALE_MAX      4.0

/* A part of a row's text in one colour, in pixels from where the text begins. */
typedef struct
{
  gsize start;
  gsize end;
  double x;
  double width;
  SockeyeLogColor color;
  PangoLayout *layout; /* owned; NULL: its letters stand alone */
} LogPiece;

/* What a rule marks, from and to a byte of the row's text. */
typedef struct
{
  gsize start;
  gsize end;
  guint color;
} LogHighlight;

/* One row as it was read and drawn last. Rows are kept in a ring, by their id. */
typedef struct
{
  guint64 id;
  guint64 stamp; /* of the view when it was read; 0: never */
  SockeyeLogLine *line;
  gboolean is_dump;    /* offset, bytes, characters */
  gboolean is_regular; /* column times character width is a letter's place */
  gsize n_columns;     /* of the text; estimated unless regular */
  GArray *highlights;  /* LogHighlight */
  GArray *pieces;      /* LogPiece; otherwise, of the first laid_out bytes */
  gsize laid_out;
  double laid_width;
  GskRenderNode *gutter;
  GskRenderNode *text;
  double drawn_from; /* what part of the text its node holds, in pixels */
  double drawn_to;
} LogRow;

/* A place in the log; in an event, which has no bytes to show, the byte is one of its sentence. */
typedef struct
{
  SockeyeLogPosition at;
  gboolean in_event;
} LogPlace;

typedef enum
{
  LOG_SELECT_CELLS,
  LOG_SELECT_WORDS,
  LOG_SELECT_ROWS,
} LogGranularity;

typedef struct
{
  double x;
  double width;
} LogColumn;

typedef struct
{
  LogColumn time;
  LogColumn mark;
  LogColumn peer;
  LogColumn size;
  guint peer_chars;
  double text; /* where the text begins */
} LogColumns;

struct _SockeyeLogView
{
  GtkWidget parent_instance;

  /* Owned */
  SockeyeLogModel *model;
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GMenuModel *menu_model;
  GtkWidget *menu;
  GCancellable *copying;
  SockeyeLogStyle *style;
  SockeyeHighlights *highlights; /* (nullable) */
  SockeyePattern *found;         /* (nullable): marked as well */
  GPtrArray *rows;               /* LogRow, a ring */
  SockeyeLogLine *scratch;

  /* Properties */
  guint hscroll_policy : 1;
  guint vscroll_policy : 1;
  guint show_time : 1;
  guint show_peer : 1;
  guint show_size : 1;
  guint show_conversations : 1;
  guint following : 1;
  guint paused : 1;
  double scale;
  guint64 n_new;

  /* What is shown. A row's id is its index plus rows_gone: it stays when rows go at the front. */
  guint64 n_rows;
  guint64 rows_gone;
  guint64 stamp;
  guint64 generation;
  guint64 start;
  guint64 shown_to; /* paused: the first record that is not shown */
  guint64 seen_to;  /* the first record that was never in view */
  gboolean waiting; /* some visible row is still to come from the disk */
  guint tick;
  gboolean configuring;

  /* The row at the top, for finding it again in a changed model. */
  gboolean anchored;
  SockeyeLogPosition anchor;
  guint anchor_row_in_record;
  guint64 anchor_row;
  double anchor_above; /* pixels of it that are scrolled away */

  /* A place to go to that is not known yet: its row is still being counted, or comes from the disk. */
  gboolean is_wanted;
  gboolean wanted_later;
  SockeyeLogPosition wanted;

  /* Widths, in characters; they only grow until the log is cleared. */
  guint time_chars;
  guint peer_chars;
  guint size_chars;
  gsize text_chars;
  double text_width; /* pixels, of what is not regular */
  LogColumns columns;

  /* Selection: from where it was begun to where it was moved to. */
  LogPlace origin;
  LogPlace head;
  LogPlace origin_end; /* of the word or row that was clicked first */
  gboolean selected;
  LogGranularity granularity;
  gboolean selecting;
  double pointer_x;
  double pointer_y;
  guint autoscroll;

  /* Accessibility: one hidden child per visible row */
  GPtrArray *children;
  guint accessible_timeout;
  gint64 accessible_time;
};

/* log-view-update.c */
void log_view_queue_refresh (SockeyeLogView *self);
void log_view_cancel_refresh (SockeyeLogView *self);
void log_view_catch_up (SockeyeLogView *self);
void log_view_sync_style (SockeyeLogView *self);

/* log-view-rows.c */
LogRow *log_view_get_row (SockeyeLogView *self, guint64 row);
gboolean log_view_read_rows (SockeyeLogView *self, gboolean again);
void log_view_forget_rows (SockeyeLogView *self);
void log_view_drop_nodes (SockeyeLogView *self);
guint64 log_view_first_visible (SockeyeLogView *self, double *y);
guint log_view_n_visible (SockeyeLogView *self);
void log_view_update_columns (SockeyeLogView *self);
void log_view_reset_widths (SockeyeLogView *self);
double log_view_get_mark_room (SockeyeLogView *self);
double log_view_get_text_width (SockeyeLogView *self);

/* log-view-text.c */
const SockeyeCell *log_row_find_cell (LogRow *row, gsize index);
gsize log_row_get_run (LogRow *row, gsize from, SockeyeLogColor *color);
gsize log_row_get_dump_characters (LogRow *row);
void log_row_lay_out (LogRow *row, SockeyeLogStyle *style, double width);
double log_row_index_to_x (LogRow *row, SockeyeLogStyle *style, gsize index);
gsize log_row_x_to_index (LogRow *row, SockeyeLogStyle *style, double x, gboolean *after);
gsize log_row_step_index (LogRow *row, gsize index, int by);

/* log-view-highlight.c */
GArray *log_row_create_highlights (void);
void log_row_find_highlights (SockeyeLogView *self, LogRow *row);
void log_view_append_highlights (SockeyeLogView *self, GtkSnapshot *snapshot, LogRow *row);

/* log-view-draw.c */
void log_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/* log-view-scroll.c */
void log_view_set_adjustment (SockeyeLogView *self, GtkOrientation orientation, GtkAdjustment *adjustment);
void log_view_configure (SockeyeLogView *self, double value);
void log_view_locate (SockeyeLogView *self);
guint64 log_view_find_row_from (SockeyeLogView *self, guint64 number);
void log_view_save_anchor (SockeyeLogView *self);
void log_view_update_news (SockeyeLogView *self);
void log_view_scroll_to (SockeyeLogView *self, double value);
void log_view_scroll_to_row (SockeyeLogView *self, guint64 row);

/* log-view-place.c */
int log_place_compare (const LogPlace *a, const LogPlace *b);
LogPlace log_place_before_record (guint64 number);
LogPlace log_place_at_row_start (const SockeyeLogLine *line);
LogPlace log_place_at_row_end (const SockeyeLogLine *line);
LogPlace log_place_at_index (LogRow *row, gsize index, gboolean after);
LogPlace log_view_find_place (SockeyeLogView *self, double x, double y);
void log_view_find_span (SockeyeLogView *self, double x, double y, LogPlace *from, LogPlace *to);
gsize log_row_index_of_byte (LogRow *row, guint32 byte, gboolean end);
gboolean log_row_get_selected (LogRow *row,
                               const LogPlace *from,
                               const LogPlace *to,
                               gsize *start,
                               gsize *end,
                               gboolean *through);

/* log-view-selection.c */
void log_view_select_none (SockeyeLogView *self);
void log_view_select_all (SockeyeLogView *self);
gboolean log_view_get_range (SockeyeLogView *self, LogPlace *from, LogPlace *to);
void log_view_press (SockeyeLogView *self, double x, double y, int n_press, gboolean extend);
void log_view_drag_to (SockeyeLogView *self, double x, double y);
void log_view_move_head (SockeyeLogView *self, gint64 rows);
void log_view_move_head_by_cells (SockeyeLogView *self, int cells);
void log_view_move_head_to_edge (SockeyeLogView *self, gboolean end, gboolean whole_log);
gboolean log_view_is_selected_at (SockeyeLogView *self, double x, double y);
char *log_view_get_event_part (SockeyeLogView *self);

/* log-view-input.c */
void log_view_class_init_input (GtkWidgetClass *widget_class);
void log_view_init_input (SockeyeLogView *self);
void log_view_stop_selecting (SockeyeLogView *self);

/* log-view-copy.c */
void log_view_class_init_copy (GtkWidgetClass *widget_class);
void log_view_update_actions (SockeyeLogView *self);
void log_view_popup_menu (SockeyeLogView *self, double x, double y);

/* log-view-accessible.c */
void log_view_allocate_accessible (SockeyeLogView *self);
void log_view_queue_accessible (SockeyeLogView *self);
void log_view_dispose_accessible (SockeyeLogView *self);

G_END_DECLS
