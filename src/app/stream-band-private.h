/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-style.h"
#include "stream-band.h"
#include "text.h"

G_BEGIN_DECLS

/* Bytes of a row: a multiple of the step, as many as there is room for. */
#define STREAM_ROW_STEP 8u
#define STREAM_ROW_MAX  128u
/* Above and below a row, in pixels. */
#define STREAM_ROW_GAP 7

struct _SockeyeStreamBand
{
  GtkWidget parent_instance;

  /* Owned */
  SockeyeLogStyle *style;
  SockeyeText *text;
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;

  /* Borrowed */
  SockeyeStreamLens *lens; /* (nullable) */
  const SockeyeCharset *charset;

  guint hscroll_policy : 1;
  guint vscroll_policy : 1;
  gboolean hex;
  gboolean following; /* the end is shown, and what comes is shown at once */
  gboolean waiting;   /* for the disk */
  guint per_row;      /* bytes of a row */
  double gutter;      /* pixels before the bytes */
  guint64 cursor;
};

/* stream-band.c */
int stream_band_get_row_height (SockeyeStreamBand *self);
double stream_band_get_cell_width (SockeyeStreamBand *self);

/* stream-band-draw.c */
const char *stream_band_get_lane_name (SockeyeStreamLane lane);
double stream_band_measure_gutter (SockeyeStreamBand *self);
void stream_band_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
