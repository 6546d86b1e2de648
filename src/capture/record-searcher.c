/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-searcher.h"

#include "disk-buffer.h"
#include "log-sentence.h"

#include <string.h>

/* Bytes of the capture that are read at once, from the beginning of a page on. */
#define WINDOW_LENGTH (4u << 20)
/* How far back a character boundary is looked for. */
#define BOUNDARY_CONTEXT 4096

struct _SockeyeRecordSearcher
{
  SockeyeCapture *capture;
  SockeyePattern *pattern;

  guint8 *window; /* read-ahead */
  guint64 window_offset;
  gsize window_length;
  guint64 end; /* bytes of the capture before this may be read ahead */
  GByteArray *scratch;
  GArray *starts; /* guint32: where in the scratch the earlier records begin, the nearest first */
  SockeyeText *text;
};

static gboolean
fill_window (SockeyeRecordSearcher *self, guint64 start, guint64 end)
{
  gsize wanted = (gsize) MIN (WINDOW_LENGTH, end - start);

  self->window_offset = start;
  self->window_length = 0;
  if (sockeye_capture_read (self->capture, start, self->window, wanted, TRUE) != SOCKEYE_READ_OK)
    return FALSE;
  self->window_length = wanted;
  return TRUE;
}

static gboolean
is_in_window (SockeyeRecordSearcher *self, guint64 offset, gsize length)
{
  return offset >= self->window_offset && offset + length <= self->window_offset + self->window_length;
}

/* Bytes of the capture from the read-ahead window; NULL: they are gone or cannot be read. */
static const guint8 *
get_bytes (SockeyeRecordSearcher *self, guint64 offset, gsize length)
{
  guint64 end = MAX (self->end, offset + length);

  if (length > WINDOW_LENGTH - SOCKEYE_READ_ALIGNMENT)
    return NULL;

  /* What comes before in the same page may be gone. */
  if (!is_in_window (self, offset, length)
      && !fill_window (self, offset - offset % SOCKEYE_READ_ALIGNMENT, end)
      && !fill_window (self, offset, end))
    return NULL;

  return self->window + (offset - self->window_offset);
}

/* A look back at a few bytes: they are at hand as a rule, and the window stays where it is. */
static gboolean
copy_bytes (SockeyeRecordSearcher *self, guint64 offset, guint8 *bytes, gsize length)
{
  if (!is_in_window (self, offset, length))
    return sockeye_capture_read (self->capture, offset, bytes, length, TRUE) == SOCKEYE_READ_OK;

  memcpy (bytes, self->window + (offset - self->window_offset), length);
  return TRUE;
}

/* Fills the scratch with up to `wanted` bytes that came just before in the same stream. */
static void
collect_context (SockeyeRecordSearcher *self, guint64 number, const SockeyeRecord *record, gsize wanted)
{
  SockeyeRecord previous = *record;

  g_byte_array_set_size (self->scratch, (guint) wanted);
  g_array_set_size (self->starts, 0);
  while (wanted > 0 && previous.back != 0 && (previous.flags & SOCKEYE_RECORD_DATAGRAM) == 0)
    {
      gsize take;

      number -= previous.back;
      if (!sockeye_capture_get_record (self->capture, number, &previous))
        break;
      take = MIN (wanted, previous.length);
      if (take > 0
          && !copy_bytes (self, previous.offset + previous.length - take, self->scratch->data + wanted - take,
                          take))
        break;
      wanted -= take;
      if (take > 0 && take == previous.length)
        {
          guint32 start = (guint32) wanted;

          g_array_append_val (self->starts, start);
        }
    }
  if (wanted > 0)
    g_byte_array_remove_range (self->scratch, 0, (guint) wanted);
  for (guint i = 0; i < self->starts->len; i++)
    g_array_index (self->starts, guint32, i) -= (guint32) wanted;
}

/* Puts the stream's bytes before a place in the record into the scratch. */
static gboolean
collect_before (SockeyeRecordSearcher *self, guint64 number, const SockeyeRecord *record, gint64 start)
{
  const guint8 *bytes;
  gsize take;

  if (start >= BOUNDARY_CONTEXT)
    g_byte_array_set_size (self->scratch, 0);
  else
    collect_context (self, number, record, BOUNDARY_CONTEXT);
  if (start < 0)
    g_byte_array_set_size (self->scratch, self->scratch->len - MIN (self->scratch->len, (guint) -start));
  if (start <= 0)
    return TRUE;

  bytes = get_bytes (self, record->offset, record->length);
  if (bytes == NULL)
    return FALSE;
  take = MIN ((gsize) start, BOUNDARY_CONTEXT);
  g_byte_array_append (self->scratch, bytes + (gsize) start - take, (guint) take);
  return TRUE;
}

/* A place is a character's beginning where the bytes before it decode without a rest. */
static gboolean
begins_at_boundary (SockeyeRecordSearcher *self, guint64 number, const SockeyeRecord *record, gint64 start)
{
  const SockeyeCharset *charset = sockeye_pattern_get_charset (self->pattern);
  gboolean odd = ((record->flags & SOCKEYE_RECORD_ODD) != 0) != ((start & 1) != 0);
  gboolean found;
  gsize length, distance;

  if (!collect_before (self, number, record, start))
    return TRUE;

  length = self->scratch->len;
  distance = sockeye_charset_sync_distance (charset, self->scratch->data, length, length < BOUNDARY_CONTEXT,
                                            odd, &found);
  if (distance == 0 || distance > length)
    return TRUE;

  sockeye_text_clear (self->text);
  sockeye_text_decode (self->text, charset, self->scratch->data + length - distance, distance, 0,
                       SOCKEYE_DECODE_PLAIN | SOCKEYE_DECODE_MORE);
  return self->text->consumed == distance;
}

static void
remove_unconfirmed (SockeyeRecordSearcher *self, guint64 number, const SockeyeRecord *record, GArray *matches)
{
  guint kept = 0;

  if (!sockeye_pattern_needs_boundary (self->pattern))
    return;

  for (guint i = 0; i < matches->len; i++)
    {
      SockeyeMatch match = g_array_index (matches, SockeyeMatch, i);

      if (begins_at_boundary (self, number, record, match.start))
        g_array_index (matches, SockeyeMatch, kept++) = match;
    }
  g_array_set_size (matches, kept);
}

/* Just what is shown, so that what is found can be seen. */
static guint
find_in_event (SockeyeRecordSearcher *self, const guint8 *bytes, gsize length, GArray *matches)
{
  g_autofree char *sentence = sockeye_log_sentence_new (bytes, length);

  if (sentence == NULL)
    return 0;
  return sockeye_pattern_find_in_text (self->pattern, sentence, matches, G_MAXUINT);
}

/* The stream's bytes before the record are copied; the record itself is searched where it is, if it can be. */
static void
find_across_border (SockeyeRecordSearcher *self,
                    guint64 number,
                    const SockeyeRecord *record,
                    const guint8 *bytes,
                    GArray *matches)
{
  SockeyePattern *pattern = self->pattern;
  gsize overlap = sockeye_pattern_get_overlap (pattern);
  gboolean whole = !sockeye_pattern_is_fixed (pattern);
  gsize context;

  collect_context (self, number, record, overlap);
  context = self->scratch->len;
  g_byte_array_append (self->scratch, bytes,
                       (guint) (whole ? record->length : MIN (record->length, overlap)));
  if (whole)
    {
      sockeye_pattern_find_in_stream (pattern, self->scratch->data, self->scratch->len, context, self->starts,
                                      matches);
      return;
    }
  sockeye_pattern_find (pattern, self->scratch->data, self->scratch->len, context, matches, G_MAXUINT);
  sockeye_pattern_continue (pattern, bytes, record->length, matches);
}

/**
 * sockeye_record_searcher_new:
 * @capture: whose records are searched
 * @pattern: what is looked for
 *
 * Returns: (transfer full): a searcher
 */
SockeyeRecordSearcher *
sockeye_record_searcher_new (SockeyeCapture *capture, SockeyePattern *pattern)
{
  SockeyeRecordSearcher *self = g_new0 (SockeyeRecordSearcher, 1);

  self->capture = g_object_ref (capture);
  self->pattern = sockeye_pattern_ref (pattern);
  self->window = sockeye_disk_buffer_new (WINDOW_LENGTH);
  self->scratch = g_byte_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->text = sockeye_text_new ();
  return self;
}

/**
 * sockeye_record_searcher_free:
 * @self: (transfer full): a searcher
 */
void
sockeye_record_searcher_free (SockeyeRecordSearcher *self)
{
  g_clear_object (&self->capture);
  g_clear_pointer (&self->pattern, sockeye_pattern_unref);
  sockeye_disk_buffer_free (self->window, WINDOW_LENGTH);
  g_clear_pointer (&self->scratch, g_byte_array_unref);
  g_clear_pointer (&self->starts, g_array_unref);
  g_clear_pointer (&self->text, sockeye_text_free);
  g_free (self);
}

/**
 * sockeye_record_searcher_set_end:
 * @self: a searcher
 * @end: an offset in the capture
 *
 * Allows to read ahead: bytes before @end are published.
 */
void
sockeye_record_searcher_set_end (SockeyeRecordSearcher *self, guint64 end)
{
  self->end = end;
}

/**
 * sockeye_record_searcher_search:
 * @self: a searcher
 * @number: the record's number
 * @record: the record
 * @matches: (element-type SockeyeMatch): is emptied, then takes the matches that end in the record; for an event, whose
 *   sentence is searched, in bytes of its sentence (see sockeye_log_sentence_new())
 *
 * A record whose bytes are gone or cannot be read has no matches.
 *
 * Returns: the number of matches
 */
guint
sockeye_record_searcher_search (SockeyeRecordSearcher *self,
                                guint64 number,
                                const SockeyeRecord *record,
                                GArray *matches)
{
  const guint8 *bytes = get_bytes (self, record->offset, record->length);

  g_array_set_size (matches, 0);
  if (bytes == NULL)
    return 0;
  if (record->kind == SOCKEYE_RECORD_EVENT)
    return find_in_event (self, bytes, record->length, matches);

  if (sockeye_pattern_get_overlap (self->pattern) == 0 || record->back == 0
      || (record->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    sockeye_pattern_find (self->pattern, bytes, record->length, 0, matches, G_MAXUINT);
  else
    find_across_border (self, number, record, bytes, matches);

  remove_unconfirmed (self, number, record, matches);
  return matches->len;
}
