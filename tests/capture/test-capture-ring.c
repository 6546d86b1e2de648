/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-fixture.h"

/* A capture with limits, against a naive model of one: random records, and what is kept must be exactly them. */

#define N_PEERS 5

typedef struct
{
  guint64 seed;
  guint32 length;
  guint32 peer;
  guint8 kind;
  guint16 flags;
  gint64 before; /* number of the one before of the same peer and kind, or -1 */
  SockeyeRowCounts rows_before;
} Known;

typedef struct
{
  Fixture fixture;
  GArray *known;
  guint8 *bytes;
  guint8 *expected;
  SockeyeRowCounts rows;
  gint64 last[N_PEERS + 1][3];
  SockeyeTraffic traffic[N_PEERS + 1];
} Model;

static void
fill (guint8 *bytes, guint64 seed, gsize length)
{
  guint64 state = seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i < length; i++)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      bytes[i] = (guint8) (state >> 32);
      if ((state & 31) == 0)
        bytes[i] = '\n';
    }
}

static void
model_init (Model *self, guint64 quota, gsize memory)
{
  *self = (Model){ 0 };
  fixture_init (&self->fixture, quota, memory);
  self->known = g_array_new (FALSE, FALSE, sizeof (Known));
  self->bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  self->expected = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  memset (self->last, 0xff, sizeof self->last);
  for (guint i = 1; i <= N_PEERS; i++)
    g_assert_cmpuint (sockeye_sink_add_peer (self->fixture.sink, NULL, NULL, TRUE, 1), ==, i);
}

static void
model_clear (Model *self)
{
  fixture_clear (&self->fixture);
  g_array_unref (self->known);
  g_free (self->bytes);
  g_free (self->expected);
}

static guint
count_text_rows (const guint8 *bytes, gsize length)
{
  guint rows = 0;

  for (gsize i = 0; i < length; i++)
    rows += bytes[i] == '\n' || i == length - 1;
  return MAX (1, rows);
}

static void
model_learn (Model *self, Known *known)
{
  known->before = self->last[known->peer][known->kind];
  known->rows_before = self->rows;
  self->last[known->peer][known->kind] = self->known->len;
  self->rows.text += known->kind == SOCKEYE_RECORD_EVENT ? 1
                                                         : count_text_rows (self->expected, known->length);
  self->rows.hex += known->kind == SOCKEYE_RECORD_EVENT ? 1 : MAX (1, (known->length + 15) / 16);
  g_array_append_vals (self->known, known, 1);
}

/* Learns of what the capture has put in itself. */
static void
model_publish (Model *self)
{
  SockeyeCapture *capture = self->fixture.capture;

  fixture_publish (&self->fixture);
  while (self->known->len < sockeye_capture_get_n_records (capture))
    {
      Known known = { .kind = SOCKEYE_RECORD_EVENT };

      model_learn (self, &known);
    }
}

static void
model_append (Model *self, guint32 length)
{
  Known known = { .seed = g_test_rand_int () & 0xffff,
                  .length = length,
                  .peer = (guint32) g_test_rand_int_range (0, N_PEERS + 1),
                  .kind = (guint8) g_test_rand_int_range (0, 2),
                  .flags = g_test_rand_int_range (0, 4) == 0 ? SOCKEYE_RECORD_DATAGRAM : 0 };
  SockeyeTraffic *traffic = &self->traffic[known.peer];
  gboolean sent = known.kind == SOCKEYE_RECORD_SENT;
  guint64 odd = 0;

  fill (self->expected, known.seed, length);
  for (gint64 i = self->last[known.peer][known.kind]; i >= 0;
       i = g_array_index (self->known, Known, i).before)
    {
      const Known *before = &g_array_index (self->known, Known, i);

      /* The parity of a stream is that of the last record of the stream, and of that record itself. */
      if ((before->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
        continue;
      odd = ((before->flags & SOCKEYE_RECORD_ODD) != 0) ^ (before->length & 1);
      break;
    }
  fixture_append (&self->fixture, known.kind, known.flags, known.peer, self->expected, length);
  if (odd != 0 && (known.flags & SOCKEYE_RECORD_DATAGRAM) == 0)
    known.flags |= SOCKEYE_RECORD_ODD;
  if (length > 0 && self->expected[length - 1] == '\n')
    known.flags |= SOCKEYE_RECORD_ENDS_LINE;
  *(sent ? &traffic->sent_messages : &traffic->received_messages) += 1;
  *(sent ? &traffic->sent_bytes : &traffic->received_bytes) += length;
  model_learn (self, &known);
}

static void
check_rows (Model *self, guint64 number)
{
  SockeyeCapture *capture = self->fixture.capture;
  const Known *known = &g_array_index (self->known, Known, number);
  SockeyeRowCounts rows, end = self->rows;
  guint64 found, row, wanted;

  if (number + 1 < self->known->len)
    end = g_array_index (self->known, Known, number + 1).rows_before;
  g_assert_true (sockeye_capture_get_rows_before (capture, number, &rows));
  g_assert_cmpuint (rows.text, ==, known->rows_before.text);
  g_assert_cmpuint (rows.hex, ==, known->rows_before.hex);

  wanted = rows.text + g_test_rand_int () % (end.text - rows.text);
  g_assert_true (sockeye_capture_find_text_row (capture, wanted, &found, &row));
  g_assert_cmpuint (found, ==, number);
  g_assert_cmpuint (row, ==, wanted - rows.text);
  wanted = rows.hex + g_test_rand_int () % (end.hex - rows.hex);
  g_assert_true (sockeye_capture_find_hex_row (capture, wanted, &found, &row));
  g_assert_cmpuint (found, ==, number);
  g_assert_cmpuint (row, ==, wanted - rows.hex);
}

/* Gone, if it may be: the disk thread goes on while the test looks. */
static gboolean
check_record (Model *self, guint64 number)
{
  SockeyeCapture *capture = self->fixture.capture;
  const Known *known = &g_array_index (self->known, Known, number);
  SockeyeReadResult result;
  SockeyeRecord record;

  if (!sockeye_capture_get_record (capture, number, &record))
    return FALSE;

  g_assert_cmpuint (record.kind, ==, known->kind);
  g_assert_cmpuint (record.peer, ==, known->peer);
  g_assert_cmpuint (record.back, ==, known->before < 0 ? 0 : number - (guint64) known->before);
  if (record.kind == SOCKEYE_RECORD_EVENT)
    return TRUE;

  g_assert_cmpuint (record.length, ==, known->length);
  g_assert_cmpuint (record.flags, ==, known->flags);
  result = sockeye_capture_read (capture, record.offset, self->bytes, record.length, TRUE);
  if (result == SOCKEYE_READ_GONE)
    return FALSE;
  g_assert_cmpint (result, ==, SOCKEYE_READ_OK);
  fill (self->expected, known->seed, known->length);
  g_assert_cmpmem (self->bytes, record.length, self->expected, known->length);
  return TRUE;
}

static void
check_all (Model *self)
{
  SockeyeCapture *capture = self->fixture.capture;
  guint64 number = sockeye_capture_get_first (capture);
  SockeyeRowCounts rows;

  for (; number < self->known->len; number++)
    {
      g_assert_true (check_record (self, number));
      check_rows (self, number);
    }
  g_assert_true (sockeye_capture_get_rows_before (capture, number, &rows));
  g_assert_cmpuint (rows.text, ==, self->rows.text);
  g_assert_cmpuint (rows.hex, ==, self->rows.hex);
}

static void
check_gone (Model *self)
{
  SockeyeCapture *capture = self->fixture.capture;
  guint64 first = sockeye_capture_get_first (capture);
  guint64 number, row;

  if (first == 0)
    return;
  g_assert_false (sockeye_capture_get_record (capture, first - 1, &(SockeyeRecord){ 0 }));
  g_assert_false (sockeye_capture_get_rows_before (capture, first - 1, &(SockeyeRowCounts){ 0 }));
  g_assert_false (sockeye_capture_find_text_row (
      capture, g_array_index (self->known, Known, first - 1).rows_before.text, &number, &row));
  g_assert_cmpint (sockeye_capture_read (capture, 0, self->bytes, 1, TRUE), ==, SOCKEYE_READ_GONE);
}

static void
check_traffic (Model *self)
{
  SockeyeTraffic total, sum = { 0 };

  for (guint i = 0; i <= N_PEERS; i++)
    {
      const SockeyeTraffic *traffic = &self->traffic[i];
      SockeyePeer peer;

      sum.received_messages += traffic->received_messages;
      sum.received_bytes += traffic->received_bytes;
      sum.sent_messages += traffic->sent_messages;
      sum.sent_bytes += traffic->sent_bytes;
      if (i == 0)
        continue;
      g_assert_true (sockeye_capture_get_peer (self->fixture.capture, i, &peer));
      g_assert_cmpmem (&peer.traffic, sizeof peer.traffic, traffic, sizeof *traffic);
      g_assert_cmpint ((gint64) peer.last_received - 1, ==, self->last[i][SOCKEYE_RECORD_RECEIVED]);
      g_assert_cmpint ((gint64) peer.last_sent - 1, ==, self->last[i][SOCKEYE_RECORD_SENT]);
    }
  sockeye_capture_get_traffic (self->fixture.capture, &total);
  g_assert_cmpmem (&total, sizeof total, &sum, sizeof sum);
}

/* Waits until everything was said that there is to say. */
static void
check_said (Model *self)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  guint64 bytes = 0, first;

  fixture_wait_for_disk (&self->fixture);
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (2000);
      model_publish (self);
      first = sockeye_capture_get_first (self->fixture.capture);
    }
  while (self->fixture.discarded_records != first);

  for (guint64 i = 0; i < first; i++)
    bytes += g_array_index (self->known, Known, i).length;
  g_assert_cmpuint (self->fixture.discarded_bytes, ==, bytes);
}

typedef struct
{
  const char *name;
  guint64 quota;
  gsize memory;
  guint slowness;
  guint n_records;
  guint32 max_length; /* of most records */
} Case;

static const Case cases[] = {
  { "everything", 256 * MIB, 8 * MIB, 0, 5000, 20000 },
  { "memory", 4 * MIB, 32 * MIB, 0, 6000, 12000 },
  { "ring", 9 * MIB, 6 * MIB, 0, 6000, 20000 },
  { "slow", 12 * MIB, 6 * MIB, 3000, 4000, 20000 },
  { "small", 8 * MIB, 6 * MIB, 0, 120000, 200 },
  { "large", 16 * MIB, 6 * MIB, 0, 300, SOCKEYE_RECORD_LENGTH_MAX },
};

static void
test_against_model (gconstpointer data)
{
  const Case *test = data;
  Model model;
  guint64 kept;

  model_init (&model, test->quota, test->memory);
  model.fixture.slowness = test->slowness;
  for (guint i = 0; i < test->n_records; i++)
    {
      guint32 max = i % 500 == 77 ? SOCKEYE_RECORD_LENGTH_MAX : test->max_length;

      model_append (&model, (guint32) g_test_rand_int_range (0, (gint32) max + 1));
      if (g_test_rand_int_range (0, 8) == 0)
        {
          model_publish (&model);
          check_record (&model,
                        MIN (sockeye_capture_get_first (model.fixture.capture), model.known->len - 1));
          check_record (&model, (guint64) g_test_rand_int_range (0, (gint32) model.known->len));
        }
    }

  model_publish (&model);
  check_said (&model);
  check_all (&model);
  check_gone (&model);
  check_traffic (&model);
  kept = sockeye_capture_get_bytes_kept (model.fixture.capture);
  g_assert_cmpuint (kept, <=, test->quota + (test->quota > test->memory ? test->memory : 0));
  if (g_str_equal (test->name, "everything"))
    g_assert_cmpuint (sockeye_capture_get_first (model.fixture.capture), ==, 0);
  else
    g_assert_cmpuint (kept, >=, test->quota - 2 * MIB);
  model_clear (&model);
}

/* Records that have no bytes never fill the quota; the index has a limit of its own. */
static void
test_index_limit (void)
{
  enum
  {
    N = 1500000
  };
  Fixture fixture;
  SockeyeRowCounts rows;
  guint64 first, number, row;
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  fixture_init (&fixture, 16 * MIB, 6 * MIB);
  for (guint i = 0; i < N; i++)
    {
      fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, 0, 0, NULL, 0);
      if (i % 1000 == 0)
        fixture_publish (&fixture);
    }
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (2000);
      fixture_publish (&fixture);
    }
  while (fixture.discarded_records != sockeye_capture_get_first (fixture.capture));

  first = sockeye_capture_get_first (fixture.capture);
  g_assert_cmpuint (first, >, N / 2);
  g_assert_true (sockeye_capture_get_rows_before (fixture.capture, first, &rows));
  g_assert_cmpuint (rows.text, ==, first);
  for (number = first; number < N; number += 3001)
    {
      guint64 found;

      g_assert_true (sockeye_capture_find_text_row (fixture.capture, number, &found, &row));
      g_assert_cmpuint (found, ==, number);
    }
  fixture_clear (&fixture);
}

/* What the user discards is not announced, and comes on top of what gives way. */
static void
test_discard (gconstpointer data)
{
  gboolean on_disk = GPOINTER_TO_INT (data);
  Model model;
  guint64 wished = 0;

  model_init (&model, on_disk ? 64 * MIB : 4 * MIB, on_disk ? 6 * MIB : 32 * MIB);
  for (guint i = 0; i < 8000; i++)
    {
      guint64 some;

      model_append (&model, (guint32) g_test_rand_int_range (0, 16000));
      if (g_test_rand_int_range (0, 400) != 0)
        continue;

      model_publish (&model);
      some = (guint64) g_test_rand_int_range (0, (gint32) model.known->len + 1);
      wished = MAX (wished, some);
      sockeye_capture_discard_before (model.fixture.capture, wished);
      g_assert_cmpuint (sockeye_capture_get_first (model.fixture.capture), >=, wished);
      check_all (&model);
      check_gone (&model);
    }
  model_publish (&model);
  check_all (&model);
  check_traffic (&model);
  if (on_disk)
    g_assert_cmpuint (sockeye_capture_get_first (model.fixture.capture), ==, wished);
  model_clear (&model);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/capture-ring/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_against_model);
    }
  g_test_add_func ("/capture-ring/index-limit", test_index_limit);
  g_test_add_data_func ("/capture-ring/discard/memory", GINT_TO_POINTER (FALSE), test_discard);
  g_test_add_data_func ("/capture-ring/discard/disk", GINT_TO_POINTER (TRUE), test_discard);
  return g_test_run ();
}
