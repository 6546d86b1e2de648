/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-feed.h"
#include "fixture.h"
#include "workspace-fixture.h"

G_BEGIN_DECLS

/* "L:send" is a call of the left end; "~": inferred; "!": nobody took it. */
static inline char *
write_ladder (const SockeyeCallLadder *ladder)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (ladder, i);

      g_string_append_printf (out, "%s%s:%s%s%s", i > 0 ? " " : "", step->end == SOCKEYE_END_LEFT ? "L" : "R",
                              step->inferred ? "~" : "", step->lost ? "!" : "",
                              sockeye_call_step_get_nick (step));
    }
  /* Whether connect() or accept() returns first is the system's affair. */
  g_string_replace (out, "L:connected R:accept", "R:accept L:connected", 0);
  return g_string_free (out, FALSE);
}

/* With what is shown unless something is chosen. */
static inline SockeyeCallLadder *
build (SockeyeCallFeed *feed)
{
  while (sockeye_call_feed_read (feed) || sockeye_call_feed_is_behind (feed))
    ;
  if (sockeye_call_feed_get_default (feed) != sockeye_call_feed_get_chosen (feed))
    sockeye_call_feed_choose (feed, sockeye_call_feed_get_default (feed));
  while (sockeye_call_feed_read (feed) || sockeye_call_feed_is_behind (feed))
    ;
  return sockeye_call_feed_build (feed);
}

static inline gboolean
is_ladder (SockeyeCallFeed *feed, const char *wanted)
{
  g_autoptr (SockeyeCallLadder) ladder = build (feed);
  g_autofree char *got = write_ladder (ladder);

  return g_str_equal (got, wanted);
}

static inline void
assert_ladder (SockeyeWorkspace *own, SockeyeWorkspace *twin, const char *wanted)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (own, twin, FALSE);
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;
  g_autoptr (SockeyeCallLadder) ladder = NULL;
  g_autofree char *got = NULL;

  while (!is_ladder (feed, wanted) && g_get_monotonic_time () < deadline)
    g_usleep (2000);
  ladder = build (feed);
  got = write_ladder (ladder);
  g_assert_cmpstr (got, ==, wanted);
}

/* The text of the last step of its kind. */
static inline char *
get_text (SockeyeWorkspace *own, SockeyeWorkspace *twin, SockeyeCallStepKind kind)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (own, twin, FALSE);
  g_autoptr (SockeyeCallLadder) ladder = build (feed);

  for (guint i = sockeye_call_ladder_get_n_steps (ladder); i > 0; i--)
    if (sockeye_call_ladder_get_step (ladder, i - 1)->kind == kind)
      return sockeye_call_step_to_text (sockeye_call_ladder_get_step (ladder, i - 1));
  return g_strdup ("(none)");
}

static inline void
assert_text (SockeyeWorkspace *own, SockeyeCallStepKind kind, const char *wanted)
{
  g_autofree char *text = get_text (own, NULL, kind);

  g_assert_cmpstr (text, ==, wanted);
}

static inline void
send_text (SockeyeWorkspace *workspace, SockeyeTargetKind kind, const char *text)
{
  const SockeyeTarget target = { .kind = kind };
  GError *error = NULL;

  g_assert_true (sockeye_workspace_send_text (workspace, &target, text, &error));
  g_assert_no_error (error);
}

static inline guint
count_connections (SockeyeWorkspace *workspace)
{
  return sockeye_capture_get_n_open_connections (sockeye_workspace_get_capture (workspace));
}

static inline guint64
count_received (SockeyeWorkspace *workspace)
{
  SockeyeTraffic traffic;

  sockeye_capture_get_traffic (sockeye_workspace_get_capture (workspace), &traffic);
  return traffic.received_bytes;
}

static inline void
destroy (SockeyeWorkspace *workspace)
{
  if (sockeye_session_get_state (sockeye_workspace_get_session (workspace)) != SOCKEYE_SESSION_CLOSED)
    close_session (workspace);
  g_object_unref (workspace);
}

G_END_DECLS
