/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-heading.h"

#include "log-clock.h"

#include <glib/gi18n-lib.h>

#define N_PEER_NAMES 64

typedef struct
{
  guint32 id;
  char *name;
} PeerName;

struct _SockeyeLogHeading
{
  SockeyeCapture *capture;
  SockeyeLogClock clock;
  PeerName peers[N_PEER_NAMES]; /* the far end of peer n is in slot n % N_PEER_NAMES */
};

/**
 * sockeye_log_heading_new:
 * @capture: whose records have the headings; it must outlive them
 *
 * Returns: (transfer full): headings
 */
SockeyeLogHeading *
sockeye_log_heading_new (SockeyeCapture *capture)
{
  SockeyeLogHeading *self = g_new0 (SockeyeLogHeading, 1);

  self->capture = capture;
  return self;
}

/**
 * sockeye_log_heading_free:
 * @self: (transfer full): headings
 */
void
sockeye_log_heading_free (SockeyeLogHeading *self)
{
  for (guint i = 0; i < N_PEER_NAMES; i++)
    g_free (self->peers[i].name);
  g_free (self);
}

static const char *
get_peer_name (SockeyeLogHeading *self, guint32 id)
{
  PeerName *slot = &self->peers[id % N_PEER_NAMES];
  SockeyePeer peer;

  if (id == 0)
    return "";
  if (slot->id == id)
    return slot->name;
  if (!sockeye_capture_get_peer (self->capture, id, &peer))
    return "";

  g_free (slot->name);
  slot->name = sockeye_capture_name_peer (self->capture, &peer);
  slot->id = id;
  return slot->name;
}

/* Of the message before. */
static gint64
get_previous_time (SockeyeLogHeading *self, const SockeyeLogSettings *settings, const SockeyeLogLine *line)
{
  guint64 previous = line->number - 1;
  SockeyeLogFrame frame;
  SockeyeRecord record;

  if (settings->frames != NULL)
    {
      if (!sockeye_log_frames_get_previous (settings->frames, line->item, &frame))
        return line->record.time;
      previous = frame.number;
    }

  return sockeye_capture_get_record (self->capture, previous, &record) ? record.time : line->record.time;
}

static void
fill_time (SockeyeLogHeading *self, const SockeyeLogSettings *settings, SockeyeLogLine *line)
{
  gint64 from = settings->origin;

  switch (settings->time)
    {
    case SOCKEYE_LOG_TIME_ABSOLUTE:
      sockeye_log_clock_append (&self->clock, line->time, line->record.time, settings->with_date);
      return;
    case SOCKEYE_LOG_TIME_SINCE_START:
      break;
    case SOCKEYE_LOG_TIME_SINCE_PREVIOUS:
      from = line->number > 0 || line->item > 0 ? get_previous_time (self, settings, line)
                                                : line->record.time;
      break;
    default:
      g_return_if_reached ();
    }

  sockeye_log_clock_append_difference (line->time, line->record.time - from);
}

static const char *
get_event_direction (SockeyeEventType type)
{
  switch (type)
    {
    case SOCKEYE_EVENT_ERROR:
    case SOCKEYE_EVENT_RESET:
    case SOCKEYE_EVENT_NOT_STORED:
    case SOCKEYE_EVENT_STORE_FAILED:
    case SOCKEYE_EVENT_UNSENT:
      return "!";
    default:
      return "•";
    }
}

static const char *
get_direction (const SockeyeRecord *record)
{
  switch (record->kind)
    {
    case SOCKEYE_RECORD_RECEIVED:
      return "←";
    case SOCKEYE_RECORD_SENT:
      return "→";
    default:
      return get_event_direction ((SockeyeEventType) record->newlines);
    }
}

/**
 * sockeye_log_heading_fill:
 * @self: headings
 * @settings: how they are written
 * @line: (inout): takes direction, and in a message's first row time, peer and size
 */
void
sockeye_log_heading_fill (SockeyeLogHeading *self, const SockeyeLogSettings *settings, SockeyeLogLine *line)
{
  if (settings->form == SOCKEYE_LOG_FORM_RAW)
    return;

  line->direction = get_direction (&line->record);
  if (line->row > 0)
    return;

  fill_time (self, settings, line);
  g_string_append (line->peer, get_peer_name (self, line->record.peer));
  if (line->record.kind != SOCKEYE_RECORD_EVENT)
    {
      /* Translators: the size of a message; %u is a number of bytes. */
      g_string_append_printf (line->size, C_ ("bytes", "%u B"), line->record.length);
    }
}
