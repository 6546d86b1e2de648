/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"
#include "log-naive.h"

typedef struct
{
  guint position;
  guint removed;
  guint added;
} Change;

/* Everything that was written, and a list that is kept by the model's signals alone. */
typedef struct
{
  LogFixture fixture;
  guint32 peers[3];
  GPtrArray *written;
  guint64 kept_from;
  guint filter; /* kinds that are shown, 0: all */

  GPtrArray *mirror; /* of strings */
  GArray *changes;
} Check;

static void
follow (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Check *check = data;
  Change change = { position, removed, added };

  g_array_append_val (check->changes, change);
  g_assert_cmpuint (position + removed, <=, check->mirror->len);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, check->mirror->len - removed + added);
  if (removed > 0)
    g_ptr_array_remove_range (check->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (SockeyeLogRow) row = g_list_model_get_item (list, position + i);

      g_ptr_array_insert (check->mirror, (gint) (position + i), g_strdup (sockeye_log_row_get_text (row)));
    }
}

static void
check_init (Check *check)
{
  log_fixture_init (&check->fixture);
  check->peers[0] = log_fixture_add_peer (&check->fixture, 1001, TRUE);
  check->peers[1] = log_fixture_add_peer (&check->fixture, 1002, TRUE);
  check->peers[2] = log_fixture_add_peer (&check->fixture, 1003, FALSE);
  check->written = g_ptr_array_new_with_free_func (written_free);
  check->kept_from = 0;
  check->filter = 0;
  check->mirror = g_ptr_array_new_with_free_func (g_free);
  check->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_signal_connect (check->fixture.model, "items-changed", G_CALLBACK (follow), check);
}

static void
check_clear (Check *check)
{
  g_ptr_array_unref (check->written);
  g_ptr_array_unref (check->mirror);
  g_array_unref (check->changes);
  log_fixture_clear (&check->fixture);
}

static const Written *
find_previous (Check *check, guint32 peer, SockeyeRecordKind kind)
{
  for (guint i = check->written->len; i > 0; i--)
    {
      const Written *written = g_ptr_array_index (check->written, i - 1);

      if (written->peer == peer && written->kind == kind && written->bytes->len > 0)
        return written;
    }

  return NULL;
}

static void
write_record (Check *check, guint32 peer, SockeyeRecordKind kind, const guint8 *bytes, guint length)
{
  Written *written = g_new0 (Written, 1);
  const Written *previous = find_previous (check, peer, kind);

  written->bytes = g_byte_array_append (g_byte_array_new (), bytes, length);
  written->peer = peer;
  written->kind = kind;
  written->before = SOCKEYE_LINE_NO_BYTE;
  if (peer == check->peers[2])
    {
      written->flags = SOCKEYE_RECORD_DATAGRAM;
    }
  else if (previous != NULL)
    {
      written->odd = (previous->odd + previous->bytes->len) % 2 != 0;
      written->before = previous->bytes->data[previous->bytes->len - 1];
    }
  g_ptr_array_add (check->written, written);
  log_fixture_append (&check->fixture, kind, written->flags, peer, bytes, length);
}

static void
write_random (Check *check)
{
  static const guint8 alphabet[] = { 0x0A, 0x00, 0x0A, 'a', 'b' };
  guint8 bytes[80];
  guint length = (guint) g_test_rand_int_range (0, g_test_rand_bit () ? 6 : (gint32) sizeof bytes);
  guint32 peer = check->peers[g_test_rand_int_range (0, 3)];
  SockeyeRecordKind kind = g_test_rand_bit () ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT;

  for (guint i = 0; i < length; i++)
    bytes[i] = alphabet[g_test_rand_int_range (0, G_N_ELEMENTS (alphabet))];
  write_record (check, peer, kind, bytes, length);
}

static gboolean
is_wanted (Check *check, const Written *written)
{
  return check->filter == 0 || (check->filter & (1u << written->kind)) != 0;
}

static guint64
count_wanted (Check *check, guint64 from)
{
  guint64 n = 0;

  for (guint64 i = from; i < check->written->len; i++)
    n += is_wanted (check, g_ptr_array_index (check->written, i));
  return n;
}

static GArray *
get_expected (Check *check)
{
  SockeyeLogModel *model = check->fixture.model;
  guint64 first = MAX (check->kept_from, sockeye_log_model_get_start (model));
  SockeyeLogLineEnd line_end = sockeye_log_line_end_for_charset (sockeye_log_model_get_charset (model));
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

  for (guint64 number = first; number < check->written->len; number++)
    {
      const Written *written = g_ptr_array_index (check->written, number);

      if (!is_wanted (check, written))
        continue;
      if (sockeye_log_model_get_form (model) == SOCKEYE_LOG_FORM_TEXT)
        append_text_rows (rows, number, written, line_end);
      else
        append_hex_rows (rows, number, written);
    }

  return rows;
}

static void
check_row (Check *check, guint64 index, const Row *expected)
{
  const SockeyeLogLine *line = log_fixture_get_line (&check->fixture, index);
  SockeyeLogPosition position = { expected->number, expected->first_byte };
  guint64 found;

  g_assert_cmpint (line->result, ==, SOCKEYE_READ_OK);
  g_assert_cmpuint (line->number, ==, expected->number);
  g_assert_cmpuint (line->row, ==, expected->row);
  g_assert_cmpuint (line->first_byte, ==, expected->first_byte);
  g_assert_cmpuint (line->n_bytes, ==, expected->n_bytes);

  g_assert_true (sockeye_log_model_find_row (check->fixture.model, expected->number, expected->row, &found));
  g_assert_cmpuint (found, ==, index);
  if (expected->n_bytes > 0)
    {
      g_assert_true (sockeye_log_model_find_position (check->fixture.model, &position, &found));
      g_assert_cmpuint (found, ==, index);
      position.byte += expected->n_bytes - 1;
      g_assert_true (sockeye_log_model_find_position (check->fixture.model, &position, &found));
      g_assert_cmpuint (found, ==, index);
    }
}

/* The model against the naive one, row by row, and the list that its signals made. */
static void
check_contents (Check *check)
{
  g_autoptr (GArray) expected = get_expected (check);
  SockeyeLogModel *model = check->fixture.model;
  guint64 first = MAX (check->kept_from, sockeye_log_model_get_start (model));
  guint64 row;

  g_assert_cmpuint (sockeye_log_model_get_n_rows (model), ==, expected->len);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, expected->len);
  g_assert_cmpuint (sockeye_log_model_get_n_records (model), ==, count_wanted (check, first));
  g_assert_cmpuint (sockeye_log_model_get_n_records_from (model, first + 5), ==,
                    count_wanted (check, first + 5));
  g_assert_cmpuint (sockeye_log_model_get_first (model), ==, first);
  g_assert_cmpuint (sockeye_log_model_get_end (model), ==, MAX (first, check->written->len));
  for (guint i = 0; i < expected->len; i++)
    {
      const Row *naive = &g_array_index (expected, Row, i);

      check_row (check, i, naive);
      if (i + 1 == expected->len || g_array_index (expected, Row, i + 1).number != naive->number)
        {
          g_assert_cmpuint (check->fixture.line->n_rows, ==, naive->row + 1);
          g_assert_false (sockeye_log_model_find_row (model, naive->number, naive->row + 1, &row));
        }
    }

  g_assert_false (sockeye_log_model_get_line (model, expected->len, check->fixture.line));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), expected->len));
  g_assert_cmpuint (check->mirror->len, ==, expected->len);
}

/* The strings of the list that the signals made. A tail that was shown before may have moved to the next record. */
static void
check_mirror (Check *check)
{
  for (guint i = 0; i < check->mirror->len; i++)
    {
      g_autoptr (SockeyeLogRow) row = g_list_model_get_item (G_LIST_MODEL (check->fixture.model), i);

      g_assert_cmpstr (g_ptr_array_index (check->mirror, i), ==, sockeye_log_row_get_text (row));
    }
}

static void
expect_changes (Check *check, const Change *changes, guint n)
{
  g_assert_cmpuint (check->changes->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const Change *change = &g_array_index (check->changes, Change, i);

      g_assert_cmpuint (change->position, ==, changes[i].position);
      g_assert_cmpuint (change->removed, ==, changes[i].removed);
      g_assert_cmpuint (change->added, ==, changes[i].added);
    }
  g_array_set_size (check->changes, 0);
}

static void
test_changes (void)
{
  Check check;
  SockeyeLogModel *model;
  guint64 generation;

  check_init (&check);
  model = check.fixture.model;
  g_assert_false (sockeye_log_model_update (model));
  expect_changes (&check, NULL, 0);

  write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "a\nb\nc", 5);
  write_record (&check, check.peers[0], SOCKEYE_RECORD_SENT, (const guint8 *) "", 0);
  expect_changes (&check, NULL, 0);
  g_assert_true (sockeye_log_model_update (model));
  expect_changes (&check, &(Change){ 0, 0, 4 }, 1);
  g_assert_false (sockeye_log_model_update (model));
  expect_changes (&check, NULL, 0);

  write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "d\n", 2);
  g_assert_true (sockeye_log_model_update (model));
  expect_changes (&check, &(Change){ 4, 0, 1 }, 1);
  check_contents (&check);
  check_mirror (&check);

  generation = sockeye_log_model_get_generation (model);
  sockeye_log_model_set_form (model, SOCKEYE_LOG_FORM_HEX);
  expect_changes (&check, &(Change){ 0, 5, 3 }, 1);
  g_assert_cmpuint (sockeye_log_model_get_generation (model), >, generation);
  check_contents (&check);
  check_mirror (&check);
  sockeye_log_model_set_form (model, SOCKEYE_LOG_FORM_HEX);
  expect_changes (&check, NULL, 0);
  sockeye_log_model_set_form (model, SOCKEYE_LOG_FORM_TEXT);
  expect_changes (&check, &(Change){ 0, 3, 5 }, 1);

  generation = sockeye_log_model_get_generation (model);
  sockeye_log_model_set_charset (model, sockeye_charset_find ("gbk"));
  expect_changes (&check, &(Change){ 0, 5, 5 }, 1);
  g_assert_cmpuint (sockeye_log_model_get_generation (model), >, generation);
  generation = sockeye_log_model_get_generation (model);
  sockeye_log_model_set_time (model, SOCKEYE_LOG_TIME_SINCE_START);
  expect_changes (&check, &(Change){ 0, 5, 5 }, 1);
  g_assert_cmpuint (sockeye_log_model_get_generation (model), >, generation);

  /* Cleared: rows go at the front only, and all others stay the same rows. */
  generation = sockeye_log_model_get_generation (model);
  sockeye_log_model_set_start (model, 1);
  expect_changes (&check, &(Change){ 0, 3, 0 }, 1);
  g_assert_cmpuint (sockeye_log_model_get_generation (model), ==, generation);
  check_contents (&check);
  sockeye_log_model_set_start (model, 0);
  expect_changes (&check, &(Change){ 0, 2, 5 }, 1);
  check_contents (&check);
  check_mirror (&check);

  check_clear (&check);
}

/* One update with both: what gave way goes first, then what came is added. */
static void
test_both_ends (void)
{
  static const Change changes[] = { { 0, 1, 0 }, { 2, 0, 2 } };
  Check check;

  check_init (&check);
  for (guint i = 0; i < 3; i++)
    write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "a\n", 2);
  sockeye_log_model_update (check.fixture.model);
  expect_changes (&check, &(Change){ 0, 0, 3 }, 1);

  write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "b\nc", 3);
  log_fixture_discard_before (&check.fixture, 1);
  check.kept_from = 1;
  g_assert_true (sockeye_log_model_update (check.fixture.model));
  expect_changes (&check, changes, G_N_ELEMENTS (changes));
  check_contents (&check);
  check_mirror (&check);

  /* All of it goes at once, with what was never seen. */
  for (guint i = 0; i < 3; i++)
    write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "d\n", 2);
  log_fixture_discard_before (&check.fixture, 6);
  check.kept_from = 6;
  sockeye_log_model_update (check.fixture.model);
  expect_changes (&check, (Change[]){ { 0, 4, 0 }, { 0, 0, 1 } }, 2);
  check_contents (&check);
  check_clear (&check);
}

/* Whether a stream's code unit would lose its first half, after which nobody can say where its lines end. */
static gboolean
cuts_unit (Check *check, guint64 number)
{
  for (SockeyeRecordKind kind = SOCKEYE_RECORD_RECEIVED; kind <= SOCKEYE_RECORD_SENT; kind++)
    for (guint peer = 0; peer < 2; peer++)
      {
        guint length = 0;

        for (guint64 i = 0; i < MIN (number, check->written->len); i++)
          {
            const Written *written = g_ptr_array_index (check->written, i);

            if (written->peer == check->peers[peer] && written->kind == kind)
              length += written->bytes->len;
          }
        if (length % 2 != 0)
          return TRUE;
      }

  return FALSE;
}

static void
discard_some (Check *check)
{
  guint64 number = (guint64) g_test_rand_int_range (0, (gint32) check->written->len / 2 + 1);

  while (number < check->written->len && cuts_unit (check, number))
    number++;
  if (number >= check->written->len)
    return;
  check->kept_from = MAX (check->kept_from, number);
  log_fixture_discard_before (&check->fixture, check->kept_from);
}

static void
set_filter (Check *check)
{
  SockeyeLogModel *model = check->fixture.model;
  SockeyeFilter filter = { .kinds = (guint) g_test_rand_int_range (0, 4) };
  g_autoptr (SockeyeScan) scan = NULL;

  check->filter = filter.kinds;
  if (filter.kinds != 0)
    scan = sockeye_scan_new (check->fixture.capture, &filter, sockeye_log_model_get_first (model));
  sockeye_log_model_set_filter (model, scan);
  g_assert_true (sockeye_log_model_get_filter (model) == scan);
}

static void
do_something (Check *check)
{
  static const char *const charsets[] = { "utf-8", "gbk", "utf-16le", "utf-16be", "iso-8859-1" };
  SockeyeLogModel *model = check->fixture.model;
  guint64 n = check->written->len;
  guint64 start;

  switch (g_test_rand_int_range (0, 14))
    {
    case 0:
      sockeye_log_model_set_form (model, (SockeyeLogForm) g_test_rand_int_range (0, 3));
      break;
    case 1:
      sockeye_log_model_set_charset (
          model, sockeye_charset_find (charsets[g_test_rand_int_range (0, G_N_ELEMENTS (charsets))]));
      break;
    case 2:
      sockeye_log_model_set_time (model, (SockeyeLogTime) g_test_rand_int_range (0, 3));
      break;
    case 3:
      start = (guint64) g_test_rand_int_range ((gint32) n / 2, (gint32) n + 1);
      /* A filter finds nothing in front of where it began. */
      sockeye_log_model_set_start (
          model, check->filter != 0 ? MAX (start, sockeye_log_model_get_start (model)) : start);
      break;
    case 4:
      discard_some (check);
      break;
    case 5:
      if (check->filter == 0)
        sockeye_log_model_set_start (model, 0);
      break;
    case 6:
      set_filter (check);
      break;
    default:
      for (gint i = g_test_rand_int_range (0, 8); i > 0; i--)
        write_random (check);
    }
}

/* Whatever is done in whatever order, the rows are those of the naive model, and the signals told of each. */
static void
test_random (void)
{
  for (guint round = 0; round < 8; round++)
    {
      Check check;

      check_init (&check);
      for (guint step = 0; step < 50; step++)
        {
          do_something (&check);
          log_fixture_update (&check.fixture);
          check_contents (&check);
        }
      check_clear (&check);
    }
}

/* Only what is wanted is there, also of what comes later, and only that is copied. */
static void
test_filter (void)
{
  const SockeyeFilter sent = { .kinds = SOCKEYE_FILTER_SENT };
  const SockeyeLogPosition from = { 0, 0 };
  const SockeyeLogPosition to = { 4, 0 };
  g_autofree char *copy = NULL;
  g_autoptr (SockeyeScan) scan = NULL;
  SockeyeLogModel *model;
  guint64 row;
  Check check;

  check_init (&check);
  model = check.fixture.model;
  write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "a\nb", 3);
  write_record (&check, check.peers[0], SOCKEYE_RECORD_SENT, (const guint8 *) "c\nd", 3);
  log_fixture_update (&check.fixture);
  expect_changes (&check, &(Change){ 0, 0, 4 }, 1);

  scan = sockeye_scan_new (check.fixture.capture, &sent, 0);
  check.filter = sent.kinds;
  sockeye_log_model_set_filter (model, scan);
  log_fixture_update (&check.fixture);
  check_contents (&check);
  write_record (&check, check.peers[0], SOCKEYE_RECORD_RECEIVED, (const guint8 *) "e\n", 2);
  write_record (&check, check.peers[0], SOCKEYE_RECORD_SENT, (const guint8 *) "f\n", 2);
  log_fixture_update (&check.fixture);
  check_contents (&check);
  check_mirror (&check);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (model), ==, 3);
  g_assert_false (sockeye_log_model_find_row (model, 0, 0, &row));
  g_assert_true (sockeye_log_model_find_row (model, 3, 0, &row));
  g_assert_cmpuint (row, ==, 2);

  copy = sockeye_log_model_copy (model, &from, &to, SOCKEYE_LOG_COPY_TEXT, 1000, NULL);
  g_assert_cmpstr (copy, ==, "c\ndf\n");

  check.filter = 0;
  sockeye_log_model_set_filter (model, NULL);
  check_contents (&check);
  check_mirror (&check);
  check_clear (&check);
}

static void
test_many_records (void)
{
  Check check;

  check_init (&check);
  for (guint i = 0; i < 3000; i++)
    write_random (&check);
  log_fixture_update (&check.fixture);
  check_contents (&check);
  sockeye_log_model_set_charset (check.fixture.model, sockeye_charset_find ("utf-16le"));
  log_fixture_update (&check.fixture);
  check_contents (&check);

  check.kept_from = 1345;
  while (cuts_unit (&check, check.kept_from))
    check.kept_from++;
  log_fixture_discard_before (&check.fixture, check.kept_from);
  log_fixture_update (&check.fixture);
  check_contents (&check);
  check_clear (&check);
}

static void
test_properties (void)
{
  LogFixture fixture;

  log_fixture_init (&fixture);
  g_assert_true (sockeye_log_model_get_capture (fixture.model) == fixture.capture);
  g_assert_cmpstr (sockeye_log_model_get_charset (fixture.model)->id, ==, "utf-8");
  g_assert_cmpint (sockeye_log_model_get_form (fixture.model), ==, SOCKEYE_LOG_FORM_TEXT);
  g_assert_cmpint (sockeye_log_model_get_time (fixture.model), ==, SOCKEYE_LOG_TIME_ABSOLUTE);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture.model)) == SOCKEYE_TYPE_LOG_ROW);
  g_assert_false (sockeye_log_model_is_counting (fixture.model));
  g_assert_cmpint (sockeye_log_model_get_origin (fixture.model), ==, 0);
  log_fixture_append (&fixture, SOCKEYE_RECORD_RECEIVED, 0, log_fixture_add_peer (&fixture, 1, TRUE), "a", 1);
  log_fixture_update (&fixture);
  g_assert_cmpint (sockeye_log_model_get_origin (fixture.model), ==, LOG_FIXTURE_TIME);
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-model/properties", test_properties);
  g_test_add_func ("/log-model/changes", test_changes);
  g_test_add_func ("/log-model/both-ends", test_both_ends);
  g_test_add_func ("/log-model/filter", test_filter);
  g_test_add_func ("/log-model/random", test_random);
  g_test_add_func ("/log-model/many-records", test_many_records);

  return g_test_run ();
}
