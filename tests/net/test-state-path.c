/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-path.h"

#include <string.h>

typedef struct
{
  const char *seen; /* states by their letters */
  SockeyeStateHints hints;
  const char *path; /* small, or with "'": inferred; "~": a gap before it; "!": by RST */
} Case;

/* A letter for each state, by its number: ESTABLISHED, SYN-SENT, SYN-RECEIVED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT, CLOSED,
 * CLOSE-WAIT, LAST-ACK, LISTEN, CLOSING. */
static const char letters[] = "?ESR12TCWALG";

static SockeyeTcpState
parse (char letter)
{
  const char *at = strchr (letters, letter);

  g_assert_nonnull (at);
  return (SockeyeTcpState) (at - letters);
}

static char *
describe (const SockeyeStatePath *path)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < path->n_steps; i++)
    {
      const SockeyeStateStep *step = &path->steps[i];
      char letter = letters[step->state];

      if (step->gap)
        g_string_append_c (text, '~');
      if (step->reset)
        g_string_append_c (text, '!');
      g_string_append_c (text, step->seen ? letter : g_ascii_tolower (letter));
      if (!step->seen && g_ascii_isdigit (letter))
        g_string_append_c (text, '\'');
    }
  return g_string_free (text, FALSE);
}

static void
test_table (void)
{
  const SockeyeStateHints closed = SOCKEYE_STATE_PEER_CLOSED_FIRST | SOCKEYE_STATE_ORDERLY;
  const Case cases[] = {
    { "E", 0, "csE" },
    { "EE", 0, "csE" },
    { "E12T", 0, "csE12T" },
    { "E2", 0, "csE1'2" },
    { "E12TC", 0, "csE12TC" },
    { "ET", 0, "csE1'~T" },
    { "E1T", 0, "csE1~T" },
    { "EG", 0, "csE1'G" },
    { "EWAC", 0, "csEWAC" },
    { "EA", 0, "csEwA" },
    { "EWC", 0, "csEW~C" },
    { "EWC", closed, "csEWaC" },
    { "EC", 0, "csE~C" },
    { "EC", SOCKEYE_STATE_ORDERLY, "csE~C" },
    { "EC", closed, "csEwaC" },
    { "EC", SOCKEYE_STATE_RESET, "csE!C" },
    { "E2C", 0, "csE1'2~C" },
    { "EWC", SOCKEYE_STATE_RESET, "csEW!C" },
    /* No arrow leads back; what was seen is shown all the same. */
    { "E2E", 0, "csE1'2~E" },
  };
  const SockeyeTcpState client[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_ESTABLISHED };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeStatePath path;
      g_autofree char *got = NULL;

      sockeye_state_path_begin (&path, client, G_N_ELEMENTS (client), 7);
      for (const char *at = cases[i].seen; *at != '\0'; at++)
        sockeye_state_path_see (&path, parse (*at), cases[i].hints, 10 + (at - cases[i].seen));
      got = describe (&path);
      g_test_message ("%s with %u", cases[i].seen, cases[i].hints);
      g_assert_cmpstr (got, ==, cases[i].path);
    }
}

static void
test_beginnings (void)
{
  const SockeyeTcpState passive[] = { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_RECEIVED };
  SockeyeStatePath path;
  g_autofree char *far = NULL;
  g_autofree char *alone = NULL;

  sockeye_state_path_begin (&path, passive, G_N_ELEMENTS (passive), 0);
  g_assert_true (sockeye_state_path_see (&path, SOCKEYE_TCP_ESTABLISHED, 0, 5));
  g_assert_false (sockeye_state_path_see (&path, SOCKEYE_TCP_ESTABLISHED, 0, 6));
  far = describe (&path);
  g_assert_cmpstr (far, ==, "lrE");
  g_assert_cmpint (path.steps[1].time, ==, 0);
  g_assert_cmpint (path.steps[2].time, ==, 5);

  sockeye_state_path_begin (&path, NULL, 0, 0);
  g_assert_cmpint (sockeye_state_path_get_last (&path), ==, SOCKEYE_TCP_UNKNOWN);
  g_assert_true (sockeye_state_path_see (&path, SOCKEYE_TCP_CLOSE_WAIT, 0, 5));
  alone = describe (&path);
  g_assert_cmpstr (alone, ==, "W");
}

/* A connection that nobody looked at before its end: what the program's own calls tell of it, and when. */
static void
test_told (void)
{
  const SockeyeStateHints closed = SOCKEYE_STATE_PEER_CLOSED_FIRST | SOCKEYE_STATE_ORDERLY;
  const SockeyeTcpState client[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_ESTABLISHED };
  const struct
  {
    const char *told; /* states, reached at 20, 21, …; behind "~": about then */
    char seen;
    int seen_at; /* 0: it has been so for a while */
    SockeyeStateHints hints;
    const char *path;
    const char
        *times; /* a letter for each step from ESTABLISHED on, "a" for 20; "-": none, "?": of looking */
  } cases[] = {
    { "1~T", 'C', 0, SOCKEYE_STATE_ORDERLY, "cse1'~tC", "-ab-" },
    { "1", 'C', 0, SOCKEYE_STATE_ORDERLY, "cse1'~C", "-a-" },
    { "1", 'T', 0, SOCKEYE_STATE_ORDERLY, "cse1'~T", "-a-" },
    { "1", '2', 0, SOCKEYE_STATE_ORDERLY, "cse1'2", "-a-" },
    { "WA", 'C', 0, closed, "csewaC", "-ab-" },
    { "W", 'W', 90, 0, "cseW", "-a" },
    { "WC", 'C', 0, SOCKEYE_STATE_PEER_CLOSED_FIRST | SOCKEYE_STATE_RESET, "csew!C", "-ab" },
    { "1C", 'C', 0, SOCKEYE_STATE_ORDERLY | SOCKEYE_STATE_RESET, "cse1'!C", "-ab" },
    /* What is told for later has not happened yet. */
    { "1", 'W', 15, 0, "cseW", "-?" },
    /* No way leads there past what was told: the kernel is right. */
    { "A", '2', 90, 0, "cse1'2", "--?" },
    /* What was worked out is no better than what was seen. */
    { "~T", 'T', 90, 0, "cse1'~T", "--?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeStatePath path;
      g_autofree char *got = NULL;
      gint64 time = 20;
      gboolean about = FALSE;

      sockeye_state_path_begin (&path, client, G_N_ELEMENTS (client), 0);
      for (const char *at = cases[i].told; *at != '\0'; at++)
        if (*at == '~')
          about = TRUE;
        else
          sockeye_state_path_tell (&path, parse (*at), time++, about);
      sockeye_state_path_see (&path, parse (cases[i].seen), cases[i].hints, cases[i].seen_at);
      got = describe (&path);
      g_test_message ("%s, then %c", cases[i].told, cases[i].seen);
      g_assert_cmpstr (got, ==, cases[i].path);
      g_assert_cmpuint (path.n_steps, ==, 2 + strlen (cases[i].times));
      for (guint j = 2; j < path.n_steps; j++)
        {
          char wanted = cases[i].times[j - 2];

          g_assert_cmpint (path.steps[j].time, ==,
                           wanted == '-'   ? 0
                           : wanted == '?' ? cases[i].seen_at
                                           : 20 + wanted - 'a');
        }
    }
}

/* From the SYN on, to the connection or to none. */
static void
test_connecting (void)
{
  const SockeyeTcpState begun[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT };
  const Case cases[] = {
    { "SE", 0, "cSE" },
    { "E", 0, "csE" },
    { "SRE", 0, "cSRE" },
    { "SW", 0, "cSeW" },
    { "SC", SOCKEYE_STATE_GAVE_UP, "cSC" },
    { "SC", SOCKEYE_STATE_REFUSED, "cSC" },
    { "C", SOCKEYE_STATE_REFUSED, "csC" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeStatePath path;
      g_autofree char *got = NULL;

      sockeye_state_path_begin (&path, begun, G_N_ELEMENTS (begun), 7);
      sockeye_state_path_tell (&path, SOCKEYE_TCP_SYN_SENT, 7, FALSE);
      for (const char *at = cases[i].seen; *at != '\0'; at++)
        sockeye_state_path_see (&path, parse (*at), cases[i].hints, 10 + (at - cases[i].seen));
      got = describe (&path);
      g_test_message ("%s with %u", cases[i].seen, cases[i].hints);
      g_assert_cmpstr (got, ==, cases[i].path);
      g_assert_cmpint (path.steps[1].time, ==, 7);
      g_assert_true (sockeye_state_step_is_known (&path.steps[1]));
      g_assert_cmpint (path.steps[path.n_steps - 1].refused, ==, cases[i].hints == SOCKEYE_STATE_REFUSED);
    }
}

/* Whatever a kernel says, the path has its bound. */
static void
test_bound (void)
{
  SockeyeStatePath path;

  sockeye_state_path_begin (&path, NULL, 0, 0);
  for (guint i = 0; i < 1000; i++)
    sockeye_state_path_see (&path, 1 + i * 7 % (SOCKEYE_TCP_N_STATES - 1), 0, i);
  g_assert_cmpuint (path.n_steps, <=, SOCKEYE_STATE_STEPS_MAX);
  g_assert_cmpint (sockeye_state_path_get_last (&path), ==, 1 + 999 * 7 % (SOCKEYE_TCP_N_STATES - 1));
}

static void
test_states (void)
{
  guint n_arrows;
  const SockeyeTcpArrow *arrows = sockeye_tcp_state_get_arrows (&n_arrows);

  /* The figure's twenty, and the one of its note. */
  g_assert_cmpuint (n_arrows, ==, 21);
  for (guint i = 0; i < n_arrows; i++)
    g_assert_true (sockeye_tcp_state_find_arrow (arrows[i].from, arrows[i].to) == &arrows[i]);
  g_assert_null (sockeye_tcp_state_find_arrow (SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_CLOSED));
  g_assert_cmpint (sockeye_tcp_state_from_kernel (12), ==, SOCKEYE_TCP_SYN_RECEIVED);
  g_assert_cmpint (sockeye_tcp_state_from_kernel (99), ==, SOCKEYE_TCP_UNKNOWN);
  g_assert_cmpstr (sockeye_tcp_state_get_name (SOCKEYE_TCP_FIN_WAIT_2), ==, "FIN-WAIT-2");
  g_assert_cmpuint (sockeye_tcp_state_infer_far (SOCKEYE_TCP_FIN_WAIT_2), ==,
                    SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT));
  g_assert_cmpuint (sockeye_tcp_state_infer_far (SOCKEYE_TCP_CLOSED), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state-path/table", test_table);
  g_test_add_func ("/state-path/beginnings", test_beginnings);
  g_test_add_func ("/state-path/told", test_told);
  g_test_add_func ("/state-path/connecting", test_connecting);
  g_test_add_func ("/state-path/bound", test_bound);
  g_test_add_func ("/state-path/states", test_states);
  return g_test_run ();
}
