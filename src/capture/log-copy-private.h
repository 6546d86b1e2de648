/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-clock.h"
#include "log-copy.h"

G_BEGIN_DECLS

/* A copy that is being made. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeLogReader *reader;
  SockeyeLogLine *line;
  SockeyeLogClock clock;
  GString *string;
  gsize limit;
  gboolean several;  /* there are more messages than one */
  guint n_literals;  /* written so far */
  gboolean keep_nul; /* whoever gets the text goes by its length */

  /* Of the record before, for the text: */
  gboolean has_previous;
  SockeyeRecord previous;
} SockeyeLogCopying;

/* Part of a message. */
typedef struct
{
  guint64 number;
  SockeyeLogItem item;
  guint32 start;
  guint32 end;
} SockeyeLogCopyPart;

gboolean sockeye_log_copying_append (SockeyeLogCopying *self,
                                     const SockeyeLogCopyPart *part,
                                     SockeyeLogCopy how,
                                     GError **error);
gboolean sockeye_log_copying_check (SockeyeReadResult result, GError **error);
gboolean sockeye_log_copying_set_too_large (gsize limit, GError **error);

G_END_DECLS
