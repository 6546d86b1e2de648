/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "byte-store.h"
#include "ring-file.h"

G_BEGIN_DECLS

/* An append of the longest record begins in one chunk and may end in the next but one. */
#define AHEAD 4

/* Chunks that payload leaves to events while the disk is slow. */
#define SPARE 2

struct _SockeyeByteStore
{
  /* Owned */
  SockeyeChunkPool *pool;
  char *directory;
  _Atomic (SockeyeRingFile *) file; /* set once, by the disk thread */
  _Atomic guint32 *places;          /* of chunk number % n_places in the file: slot plus one; 0: not there */

  /* Borrowed */
  SockeyeDiskThread *disk;
  SockeyeCaptureJournal *journal; /* (nullable) */
  SockeyeByteStoreFuncs funcs;
  gpointer data;
  SockeyeWriteHook hook;
  gpointer hook_data;
  SockeyeRoomHook room_hook;
  gpointer room_hook_data;

  /* Never changes */
  guint64 n_places;
  guint64 leave_free;
  guint32 max_slots;
  guint n_chunks;    /* in memory */
  gboolean has_disk; /* the quota does not fit into the memory */

  /* The producer's */
  guint64 end;           /* of the byte sequence */
  guint64 taken;         /* chunks before this number have got memory */
  guint8 *memory[AHEAD]; /* of the newest ones, by number % AHEAD */

  /* Under the lock. Chunks come in this order: first <= written <= full */
  GMutex lock;
  GCond changed;
  guint64 first;    /* the oldest one that is kept */
  guint64 written;  /* all before are on disk (or gave way): their memory may be used again */
  guint64 full;     /* all before are full */
  guint64 prepared; /* the memory of all before was taken … */
  guint64 recycled; /* … and that of these was there before */
  gboolean on_disk; /* full chunks are written; otherwise memory is all there is */
  gboolean stopped;
  gboolean starved;    /* room was refused … */
  guint64 starved_for; /* … for this chunk */
  gboolean told;       /* that the disk has no more room */
  guint n_grown;       /* slots that the file has got since */
  guint32 n_on_disk;   /* chunks */
  guint32 n_slots;     /* the file's length */
  GQueue free_slots;   /* used before, and have room on the disk */
  GQueue unwanted;     /* as above, but their room shall be given back */
  GQueue holes;        /* have no room on the disk */
  guint n_failed;      /* writes, one after the other */
  guint n_bad;         /* slots */
  guint64 n_writes;
  guint64 retry_at; /* the number of writes after which the file is tried to grow again */
};

void sockeye_byte_store_give_way (SockeyeByteStore *self, guint64 first);
void sockeye_byte_store_check_room (SockeyeByteStore *self);
void sockeye_byte_store_write_full (SockeyeByteStore *self);
void sockeye_byte_store_prepare (SockeyeByteStore *self);
void sockeye_byte_store_punch (SockeyeByteStore *self);

G_END_DECLS
