/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ready-reply.h"
#include "reply-rules.h"

static void
count (gpointer n)
{
  (*(guint *) n)++;
}

static void
insert (SockeyeReplyRules *rules, guint position, const char *name)
{
  SockeyeReplyFields fields = { .enabled = TRUE, .name = name };
  g_autoptr (SockeyeReplyRule) rule = sockeye_reply_rule_new (&fields, NULL);

  g_assert_true (sockeye_reply_rules_insert (rules, position, rule));
}

static void
assert_names (SockeyeReplyRules *rules, const char *expected)
{
  g_autoptr (GPtrArray) list = sockeye_reply_rules_list (rules);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_cmpuint (list->len, ==, g_list_model_get_n_items (G_LIST_MODEL (rules)));
  for (guint i = 0; i < list->len; i++)
    g_string_append (names, sockeye_reply_rule_get_fields (list->pdata[i])->name);
  g_assert_cmpstr (names->str, ==, expected);
}

typedef struct
{
  guint position, removed, added;
} Change;

static void
on_items_changed (GListModel *model G_GNUC_UNUSED, guint position, guint removed, guint added, Change *last)
{
  *last = (Change){ position, removed, added };
}

static void
test_order (void)
{
  g_autoptr (SockeyeReplyRules) rules = sockeye_reply_rules_new ();
  guint n_changes = 0;
  Change last = { 0 };

  g_signal_connect_swapped (rules, "changed", G_CALLBACK (count), &n_changes);
  g_signal_connect (rules, "items-changed", G_CALLBACK (on_items_changed), &last);
  insert (rules, G_MAXUINT, "a");
  insert (rules, G_MAXUINT, "b");
  insert (rules, 0, "c");
  insert (rules, 1, "d");
  assert_names (rules, "cdab");

  sockeye_reply_rules_move (rules, 0, 2);
  assert_names (rules, "dacb");
  g_assert_cmpuint (last.position, ==, 0);
  g_assert_cmpuint (last.removed, ==, 3);
  g_assert_cmpuint (last.added, ==, 3);
  sockeye_reply_rules_move (rules, 3, 1);
  assert_names (rules, "dbac");
  sockeye_reply_rules_move (rules, 1, 1);
  g_assert_cmpuint (n_changes, ==, 6);

  sockeye_reply_rules_remove (rules, 1);
  assert_names (rules, "dac");
  g_assert_cmpuint (n_changes, ==, 7);
}

/* A row stays what it is while its rule becomes another one, which counts on. */
static void
test_item (void)
{
  g_autoptr (SockeyeReplyRules) rules = sockeye_reply_rules_new ();
  g_autoptr (SockeyeReplyItem) item = NULL;
  SockeyeReplyFields fields;
  guint n_changes = 0;

  insert (rules, 0, "a");
  item = g_list_model_get_item (G_LIST_MODEL (rules), 0);
  g_signal_connect_swapped (rules, "changed", G_CALLBACK (count), &n_changes);
  sockeye_reply_rule_count (sockeye_reply_item_get_rule (item));
  sockeye_reply_rule_count (sockeye_reply_item_get_rule (item));

  fields = *sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (item));
  fields.name = "b";
  sockeye_reply_item_set_fields (item, &fields);
  assert_names (rules, "b");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (sockeye_reply_rule_get_count (sockeye_reply_item_get_rule (item)), ==, 2);

  g_assert_cmpuint (sockeye_reply_rules_count_enabled (rules), ==, 1);
  sockeye_reply_item_set_enabled (item, TRUE);
  g_assert_cmpuint (n_changes, ==, 1);
  sockeye_reply_item_set_enabled (item, FALSE);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (sockeye_reply_rules_count_enabled (rules), ==, 0);
  assert_names (rules, "b");

  sockeye_reply_rules_reset_counts (rules);
  g_assert_cmpuint (sockeye_reply_rule_get_count (sockeye_reply_item_get_rule (item)), ==, 0);

  /* What is no longer in the table changes nothing. */
  sockeye_reply_rules_remove (rules, 0);
  sockeye_reply_item_set_enabled (item, TRUE);
  g_assert_cmpuint (n_changes, ==, 3);
}

static void
test_bound (void)
{
  g_autoptr (SockeyeReplyRules) rules = sockeye_reply_rules_new ();
  g_autoptr (GPtrArray) ready = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_HTTP);

  for (guint i = 0; i + 1 < SOCKEYE_REPLY_RULES_MAX; i++)
    insert (rules, 0, "a");
  sockeye_reply_rules_append_all (rules, ready);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rules)), ==, SOCKEYE_REPLY_RULES_MAX);
  g_assert_false (sockeye_reply_rules_insert (rules, 0, ready->pdata[0]));
}

static void
assert_described (const SockeyeReplyFields *fields, const char *expected)
{
  g_autoptr (SockeyeReplyRule) rule = sockeye_reply_rule_new (fields, NULL);
  g_autofree char *text = sockeye_reply_rule_describe (rule);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_describe (void)
{
  SockeyeReplyFields fields = { .when = SOCKEYE_REPLY_WHEN_EQUALS, .pattern = "PING", .text = "PONG" };
  g_autoptr (SockeyeReplyRule) rule = NULL;
  g_autofree char *title = NULL;

  assert_described (&fields, "Equals “PING” → PONG");
  fields.text = "one\ntwo";
  assert_described (&fields, "Equals “PING” → one…");
  fields.with = SOCKEYE_REPLY_WITH_NOTHING;
  fields.pattern = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一";
  assert_described (&fields,
                    "Equals “一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九"
                    "十…” → nothing");
  fields.when = SOCKEYE_REPLY_WHEN_BOTH;
  fields.with = SOCKEYE_REPLY_WITH_CHARGEN;
  assert_described (&fields, "Any message or new connection → test characters");

  fields.name = "Mine";
  rule = sockeye_reply_rule_new (&fields, NULL);
  title = sockeye_reply_rule_get_title (rule);
  g_assert_cmpstr (title, ==, "Mine");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-rules/order", test_order);
  g_test_add_func ("/reply-rules/item", test_item);
  g_test_add_func ("/reply-rules/bound", test_bound);
  g_test_add_func ("/reply-rules/describe", test_describe);
  return g_test_run ();
}
