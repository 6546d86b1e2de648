/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/**
 * SockeyeRecordFacts:
 * @number: the record's number
 * @record: the record
 * @bytes: (array): its bytes
 * @text: what it says: its bytes as text, or an event's sentence
 * @text_length: bytes of @text, in which there may be a NUL
 * @event: (nullable): what happened, if it is an event
 * @local: this end, or ""
 * @remote: the far end, or ""
 *
 * What is written of a record, borrowed.
 */
typedef struct
{
  guint64 number;
  const SockeyeRecord *record;
  const guint8 *bytes;
  const char *text;
  gsize text_length;
  const SockeyeEvent *event;
  const char *local;
  const char *remote;
} SockeyeRecordFacts;

/* "received", "sent" or "event"; and its time: 2025-11-22T16:05:41.240123Z. */
const char *sockeye_record_facts_get_kind (const SockeyeRecordFacts *self);
void sockeye_record_facts_append_time (const SockeyeRecordFacts *self, GString *string);
void sockeye_record_facts_append_hex (const SockeyeRecordFacts *self, GString *string);
void sockeye_record_facts_append_csv (const SockeyeRecordFacts *self, GString *string);
void sockeye_record_facts_append_json (const SockeyeRecordFacts *self, GString *string);

/* The names of the columns, with their line end. */
#define SOCKEYE_CSV_HEADING                                                                                  \
  "number,time,kind,connection,local,remote,event,error,length,truncated,hex,text\r\n"

G_END_DECLS
