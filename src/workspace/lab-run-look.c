/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-run-private.h"

#include <string.h>

/* Looks through the captures, from where the step before was done. A part in each turn. */

/* The time of a record and the one that the step before was done at may come from different clocks of the system: that of
 * a datagram is the kernel's, earlier than what the program saw. Nobody is that fast. */
#define SLACK_US 20000
/* The newest connections of the receiver, among which that of the sender is looked for. */
#define PEERS_LOOKED_AT 256u
#define BYTES_PER_TURN  (4u << 20)
#define TAILS_MAX       4096u
/* So far back is looked for what came too early: that must not keep the step itself waiting. */
#define EARLIER_RECORDS 4096u
/* So long it may take at most until a reply that was counted was sent. */
#define SENDING_US 100000

static SockeyeCapture *
get_capture (SockeyeLabRun *self, guint session)
{
  return sockeye_workspace_get_capture (self->workspaces[session]);
}

/* The first record that is not earlier than the step; records are in the order of their times, nearly. */
static guint64
find_begin (SockeyeLabRun *self, guint session)
{
  SockeyeCapture *capture = get_capture (self, session);
  guint64 low = sockeye_capture_get_first (capture);
  guint64 high = sockeye_capture_get_n_records (capture);

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, middle, &record) && record.time >= self->begin - SLACK_US)
        high = middle;
      else
        low = middle + 1;
    }
  return session == self->begin_session ? MAX (low, self->begin_record) : low;
}

/* Private. */
void
sockeye_lab_look_clear (SockeyeLabLook *self)
{
  g_clear_pointer (&self->tails, g_hash_table_unref);
  *self = (SockeyeLabLook){ 0 };
}

/* Since it was switched on. */
static guint64
count_replies (SockeyeLabRun *self, guint session)
{
  SockeyeReplyCounts counts;

  sockeye_responder_get_counts (sockeye_workspace_get_responder (self->workspaces[session]), &counts);
  return counts.replies;
}

/* The first record behind the newest step that has asked for the same: that one was not too early. */
static guint64
find_other_step (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  for (guint i = self->step; i > 0; i--)
    if (sockeye_lab_check_is_same (check, &((SockeyeLabStep *) self->lab->steps->pdata[i - 1])->check))
      return self->ends[i - 1];
  return 0;
}

/* Some records before those that count. */
static void
begin_earlier (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  SockeyeLabLook *look = &self->look;

  look->begin = find_begin (self, check->session);
  look->next = look->begin - MIN (look->begin, EARLIER_RECORDS);
  look->partly = look->next > 0;
  look->other_step = find_other_step (self, check);
}

/* Private: a new step is looked for. */
void
sockeye_lab_look_begin (SockeyeLabRun *self)
{
  SockeyeLabStep *step = self->lab->steps->pdata[self->step];

  sockeye_lab_look_clear (&self->look);
  self->look.tails = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_byte_array_unref);
  if (step->check.kind != SOCKEYE_LAB_CHECK_NONE && step->check.kind != SOCKEYE_LAB_CHECK_MERGED)
    begin_earlier (self, &step->check);
  if (step->check.kind == SOCKEYE_LAB_CHECK_REPLIED)
    self->look.counted = count_replies (self, step->check.session);
}

/* The step was seen to be done in the last record that was looked at. */
static void
note_done (SockeyeLabRun *self, const SockeyeLabCheck *check, gint64 time)
{
  self->begin = time;
  if (check->times > 1 && self->look.found_first != 0)
    self->durations[self->step] = MAX (time - self->look.found_first, 1);
  self->begin_session = check->session;
  self->begin_record = self->look.next;
  self->ends[self->step] = self->look.next;
}

/* --- Bytes */

static guint64
count_in (const guint8 *bytes, gsize length, GBytes *wanted, gsize *end)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (wanted, &size);
  guint64 n = 0;

  *end = 0;
  for (const guint8 *p = bytes; (p = memmem (p, length - (gsize) (p - bytes), data, size)) != NULL; p += size)
    {
      n++;
      *end = (gsize) (p - bytes) + size;
    }
  return n;
}

/* Ends of connections are forgotten when there are too many of them, rather than kept without a bound. */
static GByteArray *
get_tail (SockeyeLabLook *look, guint32 peer)
{
  GByteArray *tail = g_hash_table_lookup (look->tails, GUINT_TO_POINTER (peer));

  if (tail != NULL)
    return tail;
  if (g_hash_table_size (look->tails) == TAILS_MAX)
    g_hash_table_remove_all (look->tails);
  tail = g_byte_array_new ();
  g_hash_table_insert (look->tails, GUINT_TO_POINTER (peer), tail);
  return tail;
}

/* What a connection brought before belongs to it: a text may come in pieces. */
static void
count_bytes (SockeyeLabLook *look,
             const SockeyeLabCheck *check,
             const SockeyeRecord *record,
             const guint8 *bytes)
{
  gsize keep = g_bytes_get_size (check->bytes) - 1;
  GByteArray *tail;
  gsize end, start;

  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    {
      look->finding.found += count_in (bytes, record->length, check->bytes, &end);
      return;
    }
  tail = get_tail (look, record->peer);
  g_byte_array_append (tail, bytes, record->length);
  look->finding.found += count_in (tail->data, tail->len, check->bytes, &end);
  start = MAX (end, tail->len > keep ? tail->len - keep : 0);
  if (start > 0)
    g_byte_array_remove_range (tail, 0, (guint) start);
}

static gboolean
is_destination (SockeyeCapture *capture, const SockeyeLabCheck *check, const SockeyeRecord *record)
{
  SockeyeArrival arrival;

  if (!sockeye_endpoint_is_set (&check->destination))
    return TRUE;
  return sockeye_capture_get_arrival (capture, record->arrival, &arrival)
         && sockeye_endpoint_equal (&arrival.destination, &check->destination);
}

/* FALSE: the bytes are not in memory yet */
static gboolean
look_at_data (SockeyeLabRun *self, const SockeyeLabCheck *check, const SockeyeRecord *record)
{
  SockeyeCapture *capture = get_capture (self, check->session);
  SockeyeLabLook *look = &self->look;
  g_autofree guint8 *bytes = NULL;
  SockeyeReadResult result = SOCKEYE_READ_OK;

  if (check->bytes != NULL && record->length > 0)
    {
      bytes = g_malloc (record->length);
      result = sockeye_capture_read (capture, record->offset, bytes, record->length, FALSE);
    }
  if (result == SOCKEYE_READ_LATER)
    return FALSE;

  look->finding.messages++;
  look->finding.bytes += record->length;
  if (!is_destination (capture, check, record))
    return TRUE;
  if (check->bytes == NULL)
    look->finding.found++;
  else if (bytes != NULL && result == SOCKEYE_READ_OK)
    count_bytes (look, check, record, bytes);
  return TRUE;
}

/* --- Events */

/* FALSE: its details are not in memory yet */
static gboolean
look_at_event (SockeyeLabRun *self, const SockeyeLabCheck *check, const SockeyeRecord *record)
{
  g_autofree guint8 *bytes = NULL;
  SockeyeReadResult result;
  SockeyeEvent event;

  /* Of an event, this is its type. */
  if (record->newlines != check->event)
    return TRUE;
  bytes = g_malloc (record->length);
  result = sockeye_capture_read (get_capture (self, check->session), record->offset, bytes, record->length,
                                 FALSE);
  if (result == SOCKEYE_READ_LATER)
    return FALSE;
  if (result == SOCKEYE_READ_OK && sockeye_event_parse (bytes, record->length, &event)
      && sockeye_lab_check_is_event (check, &event))
    self->look.finding.found++;
  return TRUE;
}

static gboolean
look_at (SockeyeLabRun *self, const SockeyeLabCheck *check, const SockeyeRecord *record)
{
  static const SockeyeRecordKind kinds[] = {
    [SOCKEYE_LAB_CHECK_RECEIVED] = SOCKEYE_RECORD_RECEIVED,
    [SOCKEYE_LAB_CHECK_SENT] = SOCKEYE_RECORD_SENT,
    [SOCKEYE_LAB_CHECK_REPLIED] = SOCKEYE_RECORD_SENT,
    [SOCKEYE_LAB_CHECK_EVENT] = SOCKEYE_RECORD_EVENT,
  };

  if (record->kind != kinds[check->kind])
    return TRUE;
  return record->kind == SOCKEYE_RECORD_EVENT ? look_at_event (self, check, record)
                                              : look_at_data (self, check, record);
}

/* What came before the step began. FALSE: it is not in memory yet */
static gboolean
look_at_earlier (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  SockeyeCapture *capture = get_capture (self, check->session);
  SockeyeLabLook *look = &self->look;
  SockeyeLabFinding *finding = &look->finding;
  SockeyeLabFinding earlier = { 0 };

  look->next = MAX (look->next, sockeye_capture_get_first (capture));
  for (; look->next < look->begin && finding->bytes < BYTES_PER_TURN; look->next++)
    {
      guint64 found = finding->found;
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, look->next, &record) && !look_at (self, check, &record))
        return FALSE;
      if (look->next >= look->other_step)
        finding->early += finding->found - found;
    }

  /* What was not looked at may have been it. */
  look->partly |= look->next < look->begin;
  earlier.before = MAX (finding->found, look->partly ? 1 : 0);
  earlier.early = finding->early;
  earlier.messages_before = MAX (finding->messages, look->partly ? 1 : 0);
  *finding = earlier;
  g_hash_table_remove_all (look->tails);
  look->next = MAX (look->next, look->begin);
  look->counting = TRUE;
  return TRUE;
}

/* A reply is counted when it is handed over, and recorded when it was sent. */
static void
ask_for_replies (SockeyeLabRun *self, guint session)
{
  SockeyeLabLook *look = &self->look;
  guint64 counted = count_replies (self, session);

  look->finding.off = !sockeye_responder_is_active (
      sockeye_workspace_get_responder (self->workspaces[session]));
  if (g_get_monotonic_time () - look->asked_at < SENDING_US)
    return;
  look->recorded = look->replies;
  look->replies += counted >= look->counted ? counted - look->counted : counted;
  look->counted = counted;
  look->asked_at = g_get_monotonic_time ();
}

/* Records do not tell who sent; but whatever is more than the replies was sent by hand. */
static void
note_by_hand (SockeyeLabLook *look)
{
  look->finding.by_hand = look->finding.messages - MIN (look->finding.messages, look->recorded);
}

/* Whether what was looked at before is enough, now that more is known of who has sent it. */
static gboolean
is_replied (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  if (check->kind != SOCKEYE_LAB_CHECK_REPLIED)
    return FALSE;
  ask_for_replies (self, check->session);
  note_by_hand (&self->look);
  if (sockeye_lab_finding_count (&self->look.finding) < check->times)
    return FALSE;
  note_done (self, check, self->look.last_time);
  return TRUE;
}

/* Private: for what is received, sent or happens. Returns: whether the step is done */
gboolean
sockeye_lab_look_go_on (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  SockeyeCapture *capture = get_capture (self, check->session);
  SockeyeLabLook *look = &self->look;
  guint64 n = sockeye_capture_get_n_records (capture);
  guint64 limit;

  if (!look->counting && !look_at_earlier (self, check))
    return FALSE;
  limit = look->finding.bytes + BYTES_PER_TURN;
  if (is_replied (self, check))
    return TRUE;
  look->next = MAX (look->next, sockeye_capture_get_first (capture));
  for (guint i = 0; i < SOCKEYE_LAB_RECORDS_PER_TURN && look->next < n && look->finding.bytes < limit; i++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, look->next, &record) && !look_at (self, check, &record))
        return FALSE;
      look->next++;
      if (look->finding.found > 0 && look->found_first == 0)
        look->found_first = record.time;
      look->last_time = record.time;
      if (check->kind == SOCKEYE_LAB_CHECK_REPLIED)
        note_by_hand (look);
      if (sockeye_lab_finding_count (&look->finding) >= check->times)
        {
          note_done (self, check, record.time);
          return TRUE;
        }
    }
  return FALSE;
}

/* --- Receives that hold several sends */

/* The newest connection of the sender, and the same one as the receiver has it. */
static gboolean
find_connection (SockeyeLabRun *self, const SockeyeLabCheck *check, guint32 *peer, guint32 *other)
{
  SockeyeCapture *capture = get_capture (self, check->session);
  guint32 n = sockeye_capture_get_n_peers (capture);
  SockeyePeer sender, receiver;

  *other = sockeye_capture_get_n_peers (get_capture (self, check->other));
  if (!sockeye_capture_get_peer (get_capture (self, check->other), *other, &sender))
    return FALSE;
  for (guint32 i = 0; i < n && i < PEERS_LOOKED_AT; i++)
    {
      *peer = n - i;
      if (sockeye_capture_get_peer (capture, *peer, &receiver)
          && sockeye_endpoint_equal (&receiver.local, &sender.remote)
          && sockeye_endpoint_equal (&receiver.remote, &sender.local))
        return TRUE;
    }
  return FALSE;
}

/* Goes to the first border of sends behind the byte of the stream. FALSE: it has not come yet */
static gboolean
find_border (SockeyeLabRun *self, const SockeyeLabCheck *check, guint64 after)
{
  SockeyeCapture *capture = get_capture (self, check->other);
  SockeyeLabLook *look = &self->look;
  guint64 n = sockeye_capture_get_n_records (capture);

  for (guint i = 0; i < SOCKEYE_LAB_RECORDS_PER_TURN && look->sent <= after && look->other_next < n; i++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, look->other_next, &record)
          && record.kind == SOCKEYE_RECORD_SENT && record.peer == look->other_peer)
        look->sent += record.length;
      look->other_next++;
    }
  return look->sent > after;
}

/* FALSE: what was sent is not known yet */
static gboolean
look_at_receive (SockeyeLabRun *self, const SockeyeLabCheck *check, const SockeyeRecord *record)
{
  SockeyeLabLook *look = &self->look;
  guint64 end = look->received + record->length;

  if (!find_border (self, check, look->received))
    return FALSE;
  /* What was received before the step began only counts for the place in the stream. */
  if (record->time >= self->begin)
    {
      look->finding.messages++;
      look->finding.found += look->sent < end;
    }
  else
    look->finding.messages_before++;
  look->received = end;
  return TRUE;
}

/* Private: for receives that hold several sends. Returns: whether the step is done */
gboolean
sockeye_lab_look_for_merged (SockeyeLabRun *self, const SockeyeLabCheck *check)
{
  SockeyeCapture *capture = get_capture (self, check->session);
  SockeyeLabLook *look = &self->look;
  guint64 n = sockeye_capture_get_n_records (capture);
  guint32 peer, other;

  if (!find_connection (self, check, &peer, &other))
    return FALSE;
  if (look->peer != peer || look->other_peer != other)
    {
      sockeye_lab_look_clear (look);
      look->peer = peer;
      look->other_peer = other;
    }

  for (guint i = 0; i < SOCKEYE_LAB_RECORDS_PER_TURN && look->next < n; i++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, look->next, &record) && record.peer == look->peer
          && record.kind == SOCKEYE_RECORD_RECEIVED && !look_at_receive (self, check, &record))
        return FALSE;
      look->next++;
      if (look->finding.found >= check->times)
        {
          note_done (self, check, record.time);
          return TRUE;
        }
    }
  return FALSE;
}
