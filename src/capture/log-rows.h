/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-frames.h"
#include "log-line.h"
#include "log-wide.h"
#include "scan.h"

G_BEGIN_DECLS

/**
 * SockeyeLogRows:
 * @capture: (borrowed): the capture
 * @filter: (nullable) (owned): names the records that are wanted; %NULL: all
 * @wide: (nullable) (owned): the counts of text in UTF-16
 * @frames: (nullable) (owned): the messages, with framing
 * @framing: the rule; %SOCKEYE_FRAMING_AS_RECEIVED: records are the messages
 * @line_end: what ends a line
 * @form: what rows are
 *
 * Which rows belong to which messages. The wanted messages are numbered as items: without a filter an item is the
 * record's number, with one it is the index among those that the filter found, and with framing it is that of the
 * frames, which have the filter's conditions of their own. Rows are counted from the beginning of the items, so the
 * number of a row never changes while older ones give way; it changes with the form, the filter, the framing, with
 * UTF-16, and when an unfinished frame grows before others.
 */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeScan *filter;
  SockeyeLogWide *wide;
  SockeyeLogFrames *frames;
  SockeyeFraming framing;
  SockeyeLogLineEnd line_end;
  SockeyeLogForm form;
} SockeyeLogRows;

/**
 * SockeyeLogExtent:
 * @first: the first record
 * @end: one past the last record that was looked at
 * @first_item: the first item
 * @end_item: one past the last item
 * @first_row: the first row
 * @end_row: one past the last row
 */
typedef struct
{
  guint64 first;
  guint64 end;
  guint64 first_item;
  guint64 end_item;
  guint64 first_row;
  guint64 end_row;
} SockeyeLogExtent;

void sockeye_log_rows_clear (SockeyeLogRows *self);
void sockeye_log_rows_configure (SockeyeLogRows *self,
                                 const SockeyeCharset *charset,
                                 SockeyeLogForm form,
                                 SockeyeScan *filter,
                                 const SockeyeFraming *framing);
void sockeye_log_rows_take_over (SockeyeLogRows *self, guint64 start, guint64 end);
gboolean sockeye_log_rows_is_counting (const SockeyeLogRows *self, guint64 end);
gboolean
sockeye_log_rows_measure (const SockeyeLogRows *self, guint64 start, guint64 end, SockeyeLogExtent *extent);
guint64 sockeye_log_rows_count_messages (const SockeyeLogRows *self, guint64 first_item, guint64 end_item);
guint64 sockeye_log_rows_get_item (const SockeyeLogRows *self, guint64 number);
gboolean sockeye_log_rows_find_record (const SockeyeLogRows *self,
                                       const SockeyeLogExtent *extent,
                                       guint64 number,
                                       guint64 *row,
                                       guint64 *n_rows);
gboolean sockeye_log_rows_find_message (const SockeyeLogRows *self,
                                        const SockeyeLogExtent *extent,
                                        const SockeyeLogPosition *position,
                                        guint64 *message,
                                        guint32 *byte,
                                        guint64 *row);
gboolean
sockeye_log_rows_find (const SockeyeLogRows *self, guint64 row, guint64 *message, guint64 *row_in_message);

G_END_DECLS
