/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ready-reply.h"
#include "reply-matcher.h"

#include <string.h>

/* What the first rule that matches answers with; NULL: none does. */
static GBytes *
answer (GPtrArray *rules, const char *message)
{
  const SockeyeCharset *utf8 = sockeye_charset_find ("utf-8");
  gsize length = strlen (message);

  for (guint i = 0; i < rules->len; i++)
    {
      SockeyeReplyRule *rule = g_ptr_array_index (rules, i);
      SockeyeReplySubject subject = { .bytes = (const guint8 *) message, .length = length, .total = length };
      SockeyeReplyGroups groups = { .n = 0 };
      SockeyeVariableValues values = { .time = g_get_real_time () };
      g_autoptr (SockeyeReplyMatcher)
          matcher = sockeye_reply_matcher_new (sockeye_reply_rule_get_fields (rule), utf8, NULL);
      g_autoptr (SockeyePayloadTemplate) text = sockeye_reply_rule_read_text (rule, utf8, NULL);
      GBytes *bytes = NULL;

      g_assert_true (sockeye_reply_rule_get_fields (rule)->enabled);
      if (sockeye_reply_matcher_match (matcher, &subject, &groups, NULL))
        {
          values.matches = groups.bytes;
          values.n_matches = groups.n;
          bytes = sockeye_payload_template_make (text, &values, NULL);
        }
      sockeye_reply_groups_clear (&groups);
      sockeye_reply_subject_clear (&subject);
      if (bytes != NULL)
        return bytes;
    }
  return NULL;
}

static void
assert_answer (GPtrArray *rules, const char *message, const char *expected)
{
  g_autoptr (GBytes) bytes = answer (rules, message);

  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_echo (void)
{
  g_autoptr (GPtrArray) rules = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_ECHO);

  g_assert_cmpuint (rules->len, ==, 1);
  assert_answer (rules, "any $& \\n ${1} text\r\n", "any $& \\n ${1} text\r\n");
}

static void
test_discard (void)
{
  g_autoptr (GPtrArray) rules = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_DISCARD);

  g_assert_cmpuint (rules->len, ==, 1);
  g_assert_cmpint (sockeye_reply_rule_get_fields (rules->pdata[0])->with, ==, SOCKEYE_REPLY_WITH_NOTHING);
}

/* One line of printing characters, RFC 867. */
static void
test_daytime (void)
{
  g_autoptr (GPtrArray) rules = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_DAYTIME);
  g_autoptr (GBytes) bytes = answer (rules, "");
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_true (
      g_regex_match_simple ("^20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\r\\n\\z", text, 0, 0));
}

static void
assert_chargen (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    {
      gsize line = i / 74, column = i % 74;
      char expected = column == 72 ? '\r' : column == 73 ? '\n' : (char) (' ' + (line + column) % 95);

      g_assert_cmpint (text[i], ==, expected);
    }
}

static void
test_chargen (void)
{
  g_autoptr (GPtrArray) rules = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_CHARGEN);
  g_autoptr (GBytes) stream = sockeye_chargen_make (FALSE);
  gsize shortest = G_MAXSIZE, longest = 0;

  g_assert_cmpint (sockeye_reply_rule_get_fields (rules->pdata[0])->with, ==, SOCKEYE_REPLY_WITH_CHARGEN);
  g_assert_cmpuint (g_bytes_get_size (stream), ==, 95 * 74);
  assert_chargen (stream);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GBytes) datagram = sockeye_chargen_make (TRUE);

      shortest = MIN (shortest, g_bytes_get_size (datagram));
      longest = MAX (longest, g_bytes_get_size (datagram));
      assert_chargen (datagram);
    }
  g_assert_cmpuint (shortest, <, 100);
  g_assert_cmpuint (longest, >, 412);
  g_assert_cmpuint (longest, <=, 512);
}

static void
test_http (void)
{
  static const char *const header =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n";
  g_autofree char *whole = g_strconcat (header, "OK\r\n", NULL);
  g_autoptr (GPtrArray) rules = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_HTTP);

  assert_answer (rules, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", whole);
  assert_answer (rules, "POST /a?b HTTP/1.0\r\n\r\n", whole);
  assert_answer (rules, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", header);
  g_assert_null (answer (rules, "PUT / HTTP/1.1\r\n\r\n"));
  g_assert_null (answer (rules, "GET /\r\n"));
  g_assert_null (answer (rules, "X\r\nGET / HTTP/1.1\r\n\r\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ready-reply/echo", test_echo);
  g_test_add_func ("/ready-reply/discard", test_discard);
  g_test_add_func ("/ready-reply/daytime", test_daytime);
  g_test_add_func ("/ready-reply/chargen", test_chargen);
  g_test_add_func ("/ready-reply/http", test_http);
  return g_test_run ();
}
