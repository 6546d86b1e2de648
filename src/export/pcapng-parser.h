/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "pcapng-block.h"

G_BEGIN_DECLS

/* No block that Sockeye writes is longer: an event has two texts of 64 KiB at most, a packet 64 KiB and its comment. */
#define SOCKEYE_PCAPNG_BLOCK_MAX (1u << 20)

/* What came of a block. */
typedef enum
{
  SOCKEYE_PCAPNG_GOES_ON,
  SOCKEYE_PCAPNG_COMPLETE, /* that was the end */
  SOCKEYE_PCAPNG_NO_ROOM,  /* the capture's store is full for now */
  SOCKEYE_PCAPNG_FOREIGN,  /* not saved by Sockeye */
  SOCKEYE_PCAPNG_NEWER,    /* by a newer one */
  SOCKEYE_PCAPNG_BROKEN,
} SockeyePcapngVerdict;

/* Takes the blocks of a file, one after the other, and fills a capture with them. Any bytes are safe. */
typedef struct _SockeyePcapngParser SockeyePcapngParser;

SockeyePcapngParser *sockeye_pcapng_parser_new (SockeyeCapture *capture);
void sockeye_pcapng_parser_free (SockeyePcapngParser *self);
SockeyePcapngVerdict
sockeye_pcapng_parser_add (SockeyePcapngParser *self, guint32 type, const guint8 *body, gsize length);
SockeyePcapngVerdict sockeye_pcapng_parser_retry (SockeyePcapngParser *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyePcapngParser, sockeye_pcapng_parser_free)

G_END_DECLS
