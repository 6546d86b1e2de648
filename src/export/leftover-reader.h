/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-journal-format.h"
#include "capture.h"

G_BEGIN_DECLS

/* Reads the files of a capture whose program was killed: record after record, as far as they are whole. One thread's. */
typedef struct _SockeyeLeftoverReader SockeyeLeftoverReader;

typedef enum
{
  SOCKEYE_LEFTOVER_RECORD,
  SOCKEYE_LEFTOVER_END,    /* what follows, if anything, had not reached the disk */
  SOCKEYE_LEFTOVER_BROKEN, /* what follows is no record */
} SockeyeLeftoverVerdict;

gboolean sockeye_journal_read_state (const char *directory, SockeyeJournalState *state, gboolean *is_empty);

SockeyeLeftoverReader *sockeye_leftover_reader_new (const char *directory, const SockeyeJournalState *state);
void sockeye_leftover_reader_free (SockeyeLeftoverReader *self);

gboolean sockeye_leftover_reader_has_news (SockeyeLeftoverReader *self);

void sockeye_leftover_reader_add_peers (SockeyeLeftoverReader *self, SockeyeCapture *capture);
SockeyeLeftoverVerdict
sockeye_leftover_reader_next (SockeyeLeftoverReader *self, SockeyeRecord *record, const guint8 **bytes);
guint64 sockeye_leftover_reader_get_number (SockeyeLeftoverReader *self);
guint64 sockeye_leftover_reader_get_start (SockeyeLeftoverReader *self);
void sockeye_leftover_reader_close_peers (SockeyeLeftoverReader *self, SockeyeCapture *capture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLeftoverReader, sockeye_leftover_reader_free)

G_END_DECLS
