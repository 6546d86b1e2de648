/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-context.h"

#include "log-line-ends.h"

/* Puts the last bytes of [0, until) of a record in front of what was gathered. */
static SockeyeReadResult
take (SockeyeLogBytes *bytes,
      const SockeyeRecord *record,
      guint32 until,
      gsize wanted,
      guint8 *end,
      gsize *length)
{
  gsize n = MIN ((gsize) until, wanted - *length);
  SockeyeReadResult result;

  if (n == 0)
    return SOCKEYE_READ_OK;

  result = sockeye_log_bytes_read (bytes, record->offset + until - n, end - *length - n, n);
  if (result == SOCKEYE_READ_OK)
    *length += n;
  return result;
}

/**
 * sockeye_log_context_gather:
 * @bytes: the bytes of a capture
 * @number: a record's number
 * @record: that record
 * @position: a byte of the record
 * @wanted: how many bytes are wanted, at most %SOCKEYE_LOG_CONTEXT_MAX
 * @end: where the bytes shall end: @wanted bytes in front of it are room
 * @length: (out): how many bytes there are
 * @begins_stream: (out): the first of them begins the stream (or the datagram)
 *
 * The bytes that came before @position in the same stream and direction, from this record and from those before it.
 * Fewer than wanted where the stream begins, where records gave way at the limit, or after
 * %SOCKEYE_LOG_CONTEXT_RECORDS records.
 *
 * Returns: %SOCKEYE_READ_LATER or %SOCKEYE_READ_ERROR when bytes are kept but cannot be read (now)
 */
SockeyeReadResult
sockeye_log_context_gather (SockeyeLogBytes *bytes,
                            guint64 number,
                            const SockeyeRecord *record,
                            guint32 position,
                            gsize wanted,
                            guint8 *end,
                            gsize *length,
                            gboolean *begins_stream)
{
  SockeyeRecord at = *record;
  SockeyeReadResult result;

  *length = 0;
  *begins_stream = FALSE;
  result = take (bytes, record, position, wanted, end, length);

  for (guint i = 0; result == SOCKEYE_READ_OK && *length < wanted && i < SOCKEYE_LOG_CONTEXT_RECORDS; i++)
    {
      if ((at.flags & SOCKEYE_RECORD_DATAGRAM) != 0 || at.back == 0)
        {
          *begins_stream = TRUE;
          break;
        }
      number -= at.back;
      if (!sockeye_capture_get_record (sockeye_log_bytes_get_capture (bytes), number, &at))
        break;
      result = take (bytes, &at, at.length, wanted, end, length);
    }

  return result == SOCKEYE_READ_GONE ? SOCKEYE_READ_OK : result;
}

/**
 * sockeye_log_context_get_byte_before:
 * @byte: (out): the last byte of the stream before the record, or %SOCKEYE_LINE_NO_BYTE
 *
 * See sockeye_log_context_gather() for the others.
 *
 * Returns: as sockeye_log_context_gather()
 */
SockeyeReadResult
sockeye_log_context_get_byte_before (SockeyeLogBytes *bytes,
                                     guint64 number,
                                     const SockeyeRecord *record,
                                     int *byte)
{
  guint8 before[1];
  gsize length;
  gboolean begins_stream;
  SockeyeReadResult result = sockeye_log_context_gather (bytes, number, record, 0, 1, before + 1, &length,
                                                         &begins_stream);

  *byte = result == SOCKEYE_READ_OK && length == 1 ? before[0] : SOCKEYE_LINE_NO_BYTE;
  return result;
}

/**
 * sockeye_log_context_goes_on:
 * @capture: a capture
 * @number: a record's number
 * @record: that record
 *
 * Returns: whether a later record continues the stream, so that an incomplete character at this one's end is
 *   completed (or found to be invalid) there
 */
gboolean
sockeye_log_context_goes_on (SockeyeCapture *capture, guint64 number, const SockeyeRecord *record)
{
  SockeyePeer peer;

  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) != 0 || record->kind == SOCKEYE_RECORD_EVENT
      || !sockeye_capture_get_peer (capture, record->peer, &peer))
    return FALSE;

  return (record->kind == SOCKEYE_RECORD_RECEIVED ? peer.last_received : peer.last_sent) > number + 1;
}
