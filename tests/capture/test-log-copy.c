/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "log-fixture.h"

#include <time.h>

#define LIMIT (1u << 20)

typedef struct
{
  SockeyeLogPosition from;
  SockeyeLogPosition to;
  SockeyeLogCopy how;
  const char *copy;
} Case;

/* Records: 0 "one\ntw" and 1 "o\0" of a stream, 2 "上" sent, 3 an event, 4 and 5 datagrams, the second one empty. */
static void
fill (LogFixture *fixture)
{
  SockeyeEvent bound = { .type = SOCKEYE_EVENT_BOUND };
  guint32 stream, datagrams;

  g_assert_true (sockeye_endpoint_set_literal (&bound.local, "127.0.0.1", 8080, NULL));
  stream = log_fixture_add_peer (fixture, 1001, TRUE);
  datagrams = log_fixture_add_peer (fixture, 1002, FALSE);
  log_fixture_receive (fixture, stream, "one\ntw", 6);
  log_fixture_receive (fixture, stream, "o\0", 2);
  log_fixture_append (fixture, SOCKEYE_RECORD_SENT, 0, stream, "上", 3);
  sockeye_sink_append_event (fixture->sink, 0, fixture->time, &bound);
  log_fixture_append (fixture, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, datagrams, "x", 1);
  log_fixture_append (fixture, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, datagrams, "", 0);
  log_fixture_append (fixture, SOCKEYE_RECORD_RECEIVED, SOCKEYE_RECORD_DATAGRAM, datagrams, "y\n", 2);
  log_fixture_update (fixture);
}

static const Case cases[] = {
  { { 0, 0 }, { 0, 0 }, SOCKEYE_LOG_COPY_TEXT, "" },
  { { 0, 0 }, { 1, 0 }, SOCKEYE_LOG_COPY_TEXT, "one\ntw" },
  { { 0, 1 }, { 0, 3 }, SOCKEYE_LOG_COPY_TEXT, "ne" },
  { { 0, 0 }, { 2, 0 }, SOCKEYE_LOG_COPY_TEXT, "one\ntwo␀" },
  { { 0, 5 }, { 3, 0 }, SOCKEYE_LOG_COPY_TEXT, "wo␀\n上" },
  { { 4, 0 }, { 7, 0 }, SOCKEYE_LOG_COPY_TEXT, "x\ny\n" },
  { { 0, 0 }, { 2, 0 }, SOCKEYE_LOG_COPY_HEX, "6F 6E 65 0A 74 77\n6F 00" },
  { { 0, 4 }, { 5, 0 }, SOCKEYE_LOG_COPY_HEX, "74 77\n6F 00\nE4 B8 8A\n78" },
  { { 0, 0 }, { 1, 0 }, SOCKEYE_LOG_COPY_ROWS, "16:05:41.240123 ← 127.0.0.1:1001 6 B one\ntw" },
  { { 0, 5 }, { 1, 1 }, SOCKEYE_LOG_COPY_ROWS, "tw\n16:05:41.241123 ← 127.0.0.1:1001 2 B o␀" },
  { { 5, 0 }, { 6, 0 }, SOCKEYE_LOG_COPY_ROWS, "16:05:41.244123 ← 127.0.0.1:1002 0 B (empty datagram)" },
  { { 6, 0 }, { 90, 0 }, SOCKEYE_LOG_COPY_TEXT, "y\n" },
  { { 0, 1 }, { 0, 3 }, SOCKEYE_LOG_COPY_C, "static const unsigned char data[2] = {\n  0x6e, 0x65,\n};" },
  { { 0, 4 },
    { 2, 0 },
    SOCKEYE_LOG_COPY_C,
    "static const unsigned char data_1[2] = {\n  0x74, 0x77,\n};\n"
    "static const unsigned char data_2[2] = {\n  0x6f, 0x00,\n};" },
  { { 0, 0 }, { 1, 0 }, SOCKEYE_LOG_COPY_PYTHON, "b\"one\\ntw\"" },
  { { 1, 0 }, { 5, 0 }, SOCKEYE_LOG_COPY_PYTHON, "b\"o\\x00\"\nb\"\\xe4\\xb8\\x8a\"\nb\"x\"" },
  { { 1, 0 },
    { 3, 0 },
    SOCKEYE_LOG_COPY_NETASSIST,
    "[2025-11-22 16:05:41.241]# RECV ASCII FROM 127.0.0.1 :1001>\no␀\n"
    "[2025-11-22 16:05:41.242]# SEND ASCII TO 127.0.0.1 :1001>\n上" },
  { { 5, 0 },
    { 7, 0 },
    SOCKEYE_LOG_COPY_NETASSIST,
    "[2025-11-22 16:05:41.244]# RECV ASCII FROM 127.0.0.1 :1002>\n"
    "[2025-11-22 16:05:41.245]# RECV ASCII FROM 127.0.0.1 :1002>\ny" },
};

static void
test_cases (void)
{
  LogFixture fixture;

  log_fixture_init (&fixture);
  fill (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = sockeye_log_model_copy (fixture.model, &cases[i].from, &cases[i].to,
                                                      cases[i].how, LIMIT, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (copy, ==, cases[i].copy);
    }
  log_fixture_clear (&fixture);
}

static void
test_event (void)
{
  const SockeyeLogPosition from = { 3, 0 };
  const SockeyeLogPosition to = { 4, 0 };
  g_autofree char *text = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *netassist = NULL;
  g_autofree char *netassist_hex = NULL;
  g_autofree char *python = NULL;
  const SockeyeLogPosition with_next = { 5, 0 };
  LogFixture fixture;

  log_fixture_init (&fixture);
  fill (&fixture);
  text = sockeye_log_model_copy (fixture.model, &from, &to, SOCKEYE_LOG_COPY_TEXT, LIMIT, NULL);
  rows = sockeye_log_model_copy (fixture.model, &from, &to, SOCKEYE_LOG_COPY_ROWS, LIMIT, NULL);
  hex = sockeye_log_model_copy (fixture.model, &from, &to, SOCKEYE_LOG_COPY_HEX, LIMIT, NULL);
  g_assert_nonnull (strstr (text, "127.0.0.1:8080"));
  g_assert_true (g_str_has_prefix (rows, "16:05:41.243123 • "));
  g_assert_true (g_str_has_suffix (rows, text));
  g_assert_cmpstr (hex, ==, "");

  python = sockeye_log_model_copy (fixture.model, &from, &to, SOCKEYE_LOG_COPY_PYTHON, LIMIT, NULL);
  g_assert_cmpstr (python, ==, "");
  netassist = sockeye_log_model_copy (fixture.model, &from, &to, SOCKEYE_LOG_COPY_NETASSIST, LIMIT, NULL);
  g_assert_true (g_str_has_prefix (netassist, "[2025-11-22 16:05:41.243]# "));
  g_assert_true (g_str_has_suffix (netassist, text));
  sockeye_log_model_set_form (fixture.model, SOCKEYE_LOG_FORM_HEX);
  netassist_hex = sockeye_log_model_copy (fixture.model, &from, &with_next, SOCKEYE_LOG_COPY_NETASSIST, LIMIT,
                                          NULL);
  g_assert_true (g_str_has_prefix (netassist_hex, netassist));
  g_assert_true (
      g_str_has_suffix (netassist_hex, "\n[2025-11-22 16:05:41.243]# RECV HEX FROM 127.0.0.1 :1002>\n78"));
  log_fixture_clear (&fixture);
}

static void
test_limit (void)
{
  const SockeyeLogPosition from = { 0, 0 };
  const SockeyeLogPosition to = { 100, 0 };
  static const SockeyeLogCopy hows[] = { SOCKEYE_LOG_COPY_ROWS,   SOCKEYE_LOG_COPY_TEXT,
                                         SOCKEYE_LOG_COPY_HEX,    SOCKEYE_LOG_COPY_C,
                                         SOCKEYE_LOG_COPY_PYTHON, SOCKEYE_LOG_COPY_NETASSIST };
  g_autofree guint8 *bytes = g_malloc0 (5000);
  LogFixture fixture;
  guint32 peer;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1001, TRUE);
  for (guint i = 0; i < 100; i++)
    log_fixture_receive (&fixture, peer, bytes, 5000);
  log_fixture_update (&fixture);

  for (guint i = 0; i < G_N_ELEMENTS (hows); i++)
    for (gsize limit = 0; limit <= 500000; limit += 50000)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *copy = sockeye_log_model_copy (fixture.model, &from, &to, hows[i], limit, &error);

        g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
        g_assert_null (copy);
      }
  log_fixture_clear (&fixture);
}

static void
test_gone (void)
{
  const SockeyeLogPosition from = { 0, 0 };
  const SockeyeLogPosition to = { 3, 0 };
  g_autoptr (GError) error = NULL;
  LogFixture fixture;

  log_fixture_init (&fixture);
  fill (&fixture);
  log_fixture_discard_before (&fixture, 2);
  g_assert_null (sockeye_log_model_copy (fixture.model, &from, &to, SOCKEYE_LOG_COPY_TEXT, LIMIT, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_STORE);
  log_fixture_clear (&fixture);
}

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_async (void)
{
  const SockeyeLogPosition from = { 0, 0 };
  const SockeyeLogPosition to = { 1, 0 };
  LogFixture fixture;

  log_fixture_init (&fixture);
  fill (&fixture);
  for (guint cancelled = 0; cancelled < 2; cancelled++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = NULL;

      if (cancelled)
        g_cancellable_cancel (cancellable);
      sockeye_log_model_copy_async (fixture.model, &from, &to, SOCKEYE_LOG_COPY_TEXT, LIMIT, cancellable,
                                    keep_result, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      copy = sockeye_log_model_copy_finish (fixture.model, result, &error);
      g_assert_cmpstr (copy, ==, cancelled ? NULL : "one\ntw");
      if (cancelled)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_no_error (error);
    }
  log_fixture_clear (&fixture);
}

static void
test_compare (void)
{
  const SockeyeLogPosition a = { 1, 9 };
  const SockeyeLogPosition b = { 2, 0 };
  const SockeyeLogPosition c = { 2, 1 };

  g_assert_cmpint (sockeye_log_position_compare (&a, &b), <, 0);
  g_assert_cmpint (sockeye_log_position_compare (&c, &b), >, 0);
  g_assert_cmpint (sockeye_log_position_compare (&a, &c), <, 0);
  g_assert_cmpint (sockeye_log_position_compare (&b, &b), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-copy/compare", test_compare);
  g_test_add_func ("/log-copy/cases", test_cases);
  g_test_add_func ("/log-copy/event", test_event);
  g_test_add_func ("/log-copy/limit", test_limit);
  g_test_add_func ("/log-copy/gone", test_gone);
  g_test_add_func ("/log-copy/async", test_async);

  return g_test_run ();
}
