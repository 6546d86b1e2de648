/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rule.h"

G_BEGIN_DECLS

/* Whether nothing of a rule was lost on its way through a file. */
static inline void
assert_same (const SockeyeReplyFields *a, const SockeyeReplyFields *b)
{
  g_assert_cmpint (a->enabled, ==, b->enabled);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->when, ==, b->when);
  g_assert_cmpint (a->hex, ==, b->hex);
  g_assert_cmpstr (a->pattern, ==, b->pattern);
  g_assert_cmpstr (a->from, ==, b->from);
  g_assert_cmpint (a->with, ==, b->with);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpmem (&a->plan, sizeof a->plan, &b->plan, sizeof b->plan);
  g_assert_cmpuint (a->delay_ms, ==, b->delay_ms);
  g_assert_cmpint (a->go_on, ==, b->go_on);
}

G_END_DECLS
