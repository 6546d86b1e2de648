/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A payload record is never longer; longer sends and receives are several calls, thus several records. */
#define SOCKEYE_RECORD_LENGTH_MAX (1u << 20)

typedef enum
{
  SOCKEYE_RECORD_RECEIVED,
  SOCKEYE_RECORD_SENT,
  SOCKEYE_RECORD_EVENT,
} SockeyeRecordKind;

/**
 * SockeyeRecordFlags:
 * @SOCKEYE_RECORD_DATAGRAM: a message of its own: characters never continue from the record before
 * @SOCKEYE_RECORD_TRUNCATED: the kernel cut the datagram to the buffer
 * @SOCKEYE_RECORD_KERNEL_TIME: the time is the kernel's, not the one of the call
 * @SOCKEYE_RECORD_FAULT: a fault that the user asked for
 * @SOCKEYE_RECORD_ENDS_LINE: the last byte is 0x0A (kept by the capture)
 * @SOCKEYE_RECORD_ODD: an odd number of bytes of this stream and direction came before (kept by the capture;
 *   tells where UTF-16 code units begin)
 */
typedef enum
{
  SOCKEYE_RECORD_DATAGRAM = 1 << 0,
  SOCKEYE_RECORD_TRUNCATED = 1 << 1,
  SOCKEYE_RECORD_KERNEL_TIME = 1 << 2,
  SOCKEYE_RECORD_FAULT = 1 << 3,
  SOCKEYE_RECORD_ENDS_LINE = 1 << 4,
  SOCKEYE_RECORD_ODD = 1 << 5,
} SockeyeRecordFlags;

/**
 * SockeyeRecord:
 * @time: microseconds since the Epoch (CLOCK_REALTIME)
 * @offset: where its bytes begin in the capture's endless byte sequence
 * @length: number of bytes
 * @newlines: how many of them are 0x0A; for an event its #SockeyeEventType
 * @peer: the peer's id (see #SockeyePeer), 0 for the session itself
 * @back: how many records back stands the record before of the same peer and kind; 0: there is none
 *   (or it is too far)
 * @kind: what happened
 * @arrival: (received datagrams) the id of the way it came, see #SockeyeArrival
 * @flags: #SockeyeRecordFlags
 *
 * One thing that happened. The bytes of an event are its details, see sockeye_event_parse().
 */
typedef struct
{
  gint64 time;
  guint64 offset;
  guint32 length;
  guint32 newlines;
  guint32 peer;
  guint32 back;
  guint8 kind;
  guint8 arrival;
  guint16 flags;
} SockeyeRecord;

G_END_DECLS
