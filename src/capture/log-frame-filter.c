/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-frame-filter.h"

#include "log-sentence.h"
#include "text.h"

/* How far back a character boundary is looked for. */
#define BOUNDARY_CONTEXT 4096

struct _SockeyeFrameFilter
{
  SockeyeFilter filter;
  GArray *matches;
  SockeyeText *text;
};

/**
 * sockeye_frame_filter_new:
 * @filter: what is wanted; copied
 *
 * Returns: (transfer full): a filter for messages
 */
SockeyeFrameFilter *
sockeye_frame_filter_new (const SockeyeFilter *filter)
{
  SockeyeFrameFilter *self = g_new0 (SockeyeFrameFilter, 1);

  self->filter = *filter;
  if (filter->pattern != NULL)
    sockeye_pattern_ref (filter->pattern);
  self->matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  self->text = sockeye_text_new ();
  return self;
}

/**
 * sockeye_frame_filter_free:
 * @self: (transfer full) (nullable): a filter
 */
void
sockeye_frame_filter_free (SockeyeFrameFilter *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->filter.pattern, sockeye_pattern_unref);
  g_array_unref (self->matches);
  sockeye_text_free (self->text);
  g_free (self);
}

/**
 * sockeye_frame_filter_needs_bytes:
 * Returns: whether sockeye_frame_filter_finds() has to be asked as well
 */
gboolean
sockeye_frame_filter_needs_bytes (SockeyeFrameFilter *self)
{
  return self->filter.pattern != NULL;
}

/**
 * sockeye_frame_filter_passes:
 * @self: a filter
 * @record: the record that the message begins in
 * @length: the message's bytes
 *
 * Returns: whether it is wanted, as far as its bytes do not matter
 */
gboolean
sockeye_frame_filter_passes (SockeyeFrameFilter *self, const SockeyeRecord *record, guint32 length)
{
  SockeyeRecord message = *record;

  message.length = length;
  return sockeye_filter_passes (&self->filter, &message);
}

/* A place is a character's beginning where the bytes before it decode without a rest. */
static gboolean
begins_at_boundary (SockeyeFrameFilter *self, const guint8 *bytes, gsize start)
{
  const SockeyeCharset *charset = sockeye_pattern_get_charset (self->filter.pattern);
  gsize length = MIN (start, BOUNDARY_CONTEXT);
  gboolean found;
  gsize distance = sockeye_charset_sync_distance (charset, bytes + start - length, length,
                                                  length < BOUNDARY_CONTEXT, start % 2 != 0, &found);

  if (distance == 0 || distance > length)
    return TRUE;

  sockeye_text_clear (self->text);
  sockeye_text_decode (self->text, charset, bytes + start - distance, distance, 0,
                       SOCKEYE_DECODE_PLAIN | SOCKEYE_DECODE_MORE);
  return self->text->consumed == distance;
}

static gboolean
finds_in_event (SockeyeFrameFilter *self, const guint8 *bytes, gsize length)
{
  g_autofree char *sentence = sockeye_log_sentence_new (bytes, length);

  return sentence != NULL && sockeye_pattern_find_in_text (self->filter.pattern, sentence, NULL, 1) > 0;
}

/**
 * sockeye_frame_filter_finds:
 * @self: a filter with a pattern
 * @record: the record that the message begins in
 * @bytes: (array length=length): the message
 * @length: how many bytes
 *
 * Returns: whether it contains the pattern; of an event, whether its sentence does
 */
gboolean
sockeye_frame_filter_finds (SockeyeFrameFilter *self,
                            const SockeyeRecord *record,
                            const guint8 *bytes,
                            gsize length)
{
  gboolean confirm = sockeye_pattern_needs_boundary (self->filter.pattern);

  if (record->kind == SOCKEYE_RECORD_EVENT)
    return finds_in_event (self, bytes, length);

  g_array_set_size (self->matches, 0);
  sockeye_pattern_find (self->filter.pattern, bytes, length, 0, self->matches, confirm ? G_MAXUINT : 1);
  for (guint i = 0; i < self->matches->len; i++)
    {
      const SockeyeMatch *match = &g_array_index (self->matches, SockeyeMatch, i);

      if (!confirm || begins_at_boundary (self, bytes, (gsize) MAX (match->start, 0)))
        return TRUE;
    }

  return FALSE;
}
