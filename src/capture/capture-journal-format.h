/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a capture leaves on the disk while it runs, in a directory of its own. All of it is written by the program that
 * runs, and read by the same version on the same machine: numbers are as the processor has them.
 *
 * lock    locked (flock(2)) as long as the program lives
 * state   a SockeyeJournalState
 * chunks  the byte store's ring file: chunks in slots
 * slots   guint64 for each slot: the number of the chunk in it plus one; 0: nothing whole; mapped
 * tails   the newest chunks, as far as they were filled, at number % SOCKEYE_JOURNAL_TAILS
 * index   the record index' mapped blocks, in places
 * copies  blocks of the index that are in memory only, in places
 * blocks  SockeyeJournalBlock, at number % n_blocks; mapped
 * peers   SockeyeJournalPeer, each with its ends, as they come
 *
 * and by a program that has recovered it, until it is saved:
 *
 * recovered  empty
 */
#define SOCKEYE_JOURNAL_FOLDER "captures"
#define SOCKEYE_JOURNAL_PREFIX "capture-"
/* One that is being made, which is not locked yet. */
#define SOCKEYE_JOURNAL_NEW "new-"

#define SOCKEYE_JOURNAL_LOCK   "lock"
#define SOCKEYE_JOURNAL_STATE  "state"
#define SOCKEYE_JOURNAL_CHUNKS "chunks"
#define SOCKEYE_JOURNAL_SLOTS  "slots"
#define SOCKEYE_JOURNAL_TAIL   "tails"
#define SOCKEYE_JOURNAL_INDEX  "index"
#define SOCKEYE_JOURNAL_COPIES "copies"
#define SOCKEYE_JOURNAL_BLOCKS "blocks"
#define SOCKEYE_JOURNAL_PEERS  "peers"

#define SOCKEYE_JOURNAL_RECOVERED "recovered"

#define SOCKEYE_JOURNAL_MAGIC    "Sockeye\n"
#define SOCKEYE_JOURNAL_VERSION  1u
#define SOCKEYE_JOURNAL_TAILS    4
#define SOCKEYE_JOURNAL_NAME_MAX 512

/**
 * SockeyeJournalTail:
 * @chunk: its number plus one; 0: there is none
 * @length: how many bytes of it
 */
typedef struct
{
  guint64 chunk;
  guint64 length;
} SockeyeJournalTail;

/**
 * SockeyeJournalState:
 * @n_blocks: how many places the file of blocks has
 * @begun: when the capture began, microseconds since the Epoch
 * @messages: received and sent, in all
 * @n: the number of records
 * @first: the oldest one that is kept
 * @first_offset: where its bytes begin
 * @end: where the bytes of the newest one end
 * @name: what the session is, for the user
 * @checksum: CRC-32 of what stands before it
 */
typedef struct
{
  char magic[8];
  guint32 version;
  guint32 n_blocks;
  gint64 begun;
  guint64 messages;
  guint64 n;
  guint64 first;
  guint64 first_offset;
  guint64 end;
  guint64 dropped_datagrams;
  guint64 dropped_bytes;
  SockeyeJournalTail tails[SOCKEYE_JOURNAL_TAILS];
  char name[SOCKEYE_JOURNAL_NAME_MAX];
  guint32 reserved;
  guint32 checksum;
} SockeyeJournalState;

/**
 * SockeyeJournalBlock:
 * @number: the block's number plus one; 0: it gave way
 * @time: see SockeyeIndexBlock
 * @offset: as above
 * @place: where its entries are …
 * @copied: … in the file of copies, not in the mapped one
 */
typedef struct
{
  guint64 number;
  gint64 time;
  guint64 offset;
  guint32 place;
  guint32 copied;
} SockeyeJournalBlock;

/**
 * SockeyeJournalPeer:
 * @id: of a peer, or of a way in: they are counted separately, from 1
 * @length: bytes that follow: an event with the ends, see sockeye_event_parse()
 */
typedef struct
{
  guint32 id;
  guint32 length;
  guint32 client;
  guint8 is_arrival;
  guint8 stream;
  guint8 reserved[2];
  gint64 opened;
  char interface[16];
} SockeyeJournalPeer;

G_END_DECLS
