/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sink.h"

G_BEGIN_DECLS

typedef struct
{
  SockeyeRecordKind kind;
  guint16 flags;
  guint32 peer;
  guint8 arrival; /* one more than its place among those that were added */
  gint64 time;
  gsize offset; /* in the bytes of the sink */
  gsize length;
  SockeyeEvent event; /* its strings live as long as the sink */
} MemoryRecord;

typedef struct
{
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  gboolean stream;
  gboolean open;
} MemoryPeer;

#define MEMORY_TYPE_SINK (memory_sink_get_type ())
G_DECLARE_FINAL_TYPE (MemorySink, memory_sink, MEMORY, SINK, GObject)

/* Keeps everything in memory. Readers see only what was published. All that follows may be called from any
 * thread. */
MemorySink *memory_sink_new (void);
void memory_sink_set_piece (MemorySink *self, gsize piece);
void memory_sink_set_forgetful (MemorySink *self);
void memory_sink_set_full (MemorySink *self, gboolean full);
void memory_sink_set_peers_max (MemorySink *self, guint max);
void memory_sink_set_arrivals_max (MemorySink *self, guint max);

guint memory_sink_get_n_records (MemorySink *self);
void memory_sink_get_record (MemorySink *self, guint i, MemoryRecord *record);
guint memory_sink_get_n_peers (MemorySink *self);
void memory_sink_get_peer (MemorySink *self, guint32 id, MemoryPeer *peer);
void memory_sink_get_arrival (MemorySink *self, guint8 id, SockeyeArrival *arrival);
guint memory_sink_get_n_arrivals (MemorySink *self);
guint64 memory_sink_get_dropped (MemorySink *self);
guint memory_sink_get_n_refused (MemorySink *self);

GBytes *memory_sink_get_bytes (MemorySink *self, SockeyeRecordKind kind, guint32 peer);
gsize memory_sink_count_bytes (MemorySink *self, SockeyeRecordKind kind, guint32 peer);
guint memory_sink_count (MemorySink *self, SockeyeRecordKind kind, guint32 peer);
guint memory_sink_count_events (MemorySink *self, SockeyeEventType type);
gboolean memory_sink_find_event (MemorySink *self, SockeyeEventType type, MemoryRecord *record);
char *memory_sink_list_events (MemorySink *self, guint32 peer);

G_END_DECLS
