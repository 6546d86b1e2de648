/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include "log-reader.h"
#include "log-rows.h"

G_BEGIN_DECLS

struct _SockeyeLogModel
{
  GObject parent_instance;

  /* Owned */
  SockeyeCapture *capture;
  SockeyeLogReader *reader;
  SockeyeLogLine *line; /* for get_item() */
  GMainContext *context;
  GSource *counting; /* while rows are being counted */

  SockeyeLogRows rows;
  SockeyeLogSettings settings;
  SockeyeScan *filter;
  SockeyeFraming framing;
  guint64 shape; /* of the frames, when they were looked at last */
  gboolean has_origin;
  guint64 start;
  guint64 end;              /* one past the last record that is known */
  SockeyeLogExtent visible; /* row 0 is its first row; its end is behind @end while rows are counted */
  guint64 generation;
};

void sockeye_log_model_apply_settings (SockeyeLogModel *self);

G_END_DECLS
