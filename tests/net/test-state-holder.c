/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "state-holder.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOBODY      65534
#define DESCRIPTORS 64

/* As ss(8) writes them */
static const char *
get_ss_name (SockeyeTcpState state)
{
  if (state == SOCKEYE_TCP_SYN_RECEIVED)
    return "SYN-RECV";
  return state == SOCKEYE_TCP_ESTABLISHED ? "ESTAB" : sockeye_tcp_state_get_name (state);
}

/* What ss says of one end: "" for none; NULL: there is no ss here. */
static char *
ask_ss (const SockeyeEndpoint *local, const SockeyeEndpoint *remote)
{
  g_autofree char *filter = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { "ss", "-Htan", NULL, NULL };
  int status;

  filter = g_strdup_printf ("( sport = :%u and dport = :%u )", sockeye_endpoint_get_port (local),
                            sockeye_endpoint_get_port (remote));
  argv[2] = filter;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status,
                     &error))
    {
      g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
      return NULL;
    }
  g_assert_true (g_spawn_check_wait_status (status, &error));
  text[strcspn (text, " \n")] = '\0';
  return g_steal_pointer (&text);
}

static void
assert_ss (const SockeyeHeldEnd *end, const SockeyeHeldEnd *other, SockeyeTcpState state)
{
  g_autofree char *answer = ask_ss (&end->address, &other->address);

  if (answer == NULL)
    g_test_message ("ss is not here: compared with sock_diag only");
  else if (state == SOCKEYE_TCP_CLOSED || state == SOCKEYE_TCP_LISTEN)
    g_assert_cmpstr (answer, ==, "");
  else
    g_assert_cmpstr (answer, ==, get_ss_name (state));
}

/* Without the holder */
static SockeyeTcpState
ask_kernel (const SockeyeHeldEnd *end, const SockeyeHeldEnd *other)
{
  SockeyeTcpFacts facts;
  int result = sockeye_socket_diag_find (&end->address, &other->address, &facts);

  if (result == 0)
    return facts.state;
  g_assert_cmpint (result, ==, ENOENT);
  return sockeye_socket_diag_find_listener (&end->address, &facts) == 0 ? SOCKEYE_TCP_LISTEN
                                                                        : SOCKEYE_TCP_CLOSED;
}

/* Those of the client may be taken by the system for a connection that is needed again, unless it is forbidden to. */
static gboolean
may_reuse (void)
{
  g_autofree char *text = NULL;

  g_file_get_contents ("/proc/sys/net/ipv4/tcp_tw_reuse", &text, NULL, NULL);
  return text != NULL && text[0] != '0';
}

static void
hold (SockeyeStateHolder *holder, SockeyeTcpState state)
{
  sockeye_state_holder_hold (holder, state);
  g_assert_cmpint (sockeye_state_holder_get_phase (holder), ==, SOCKEYE_HOLD_REACHING);
  fixture_wait (sockeye_state_holder_get_phase (holder) != SOCKEYE_HOLD_REACHING);
  if (sockeye_state_holder_get_error (holder) != NULL)
    g_error ("%s", sockeye_state_holder_get_error (holder)->message);
  g_assert_cmpint (sockeye_state_holder_get_phase (holder), ==, SOCKEYE_HOLD_HELD);
}

/* It is for a shell, and names both ends. */
static void
assert_command (SockeyeStateHolder *holder)
{
  g_autofree char *command = sockeye_state_holder_make_command (holder);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = NULL;
  char held[SOCKEYE_ENDPOINT_TEXT_MAX];

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, &error));
  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error))
    {
      g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
      return;
    }
  sockeye_endpoint_format (&sockeye_state_holder_get_held (holder)->address, held, sizeof held);
  g_assert_nonnull (strstr (text, held));
  g_assert_nonnull (strstr (text, get_ss_name (sockeye_state_holder_get_recipe (holder)->state)));
}

/* What is claimed, what the kernel tells, and what ss says, are the same; and nothing stays. */
static void
test_state (gconstpointer data)
{
  const SockeyeStateRecipe *recipe = data;
  g_autoptr (SockeyeStateHolder) holder = sockeye_state_holder_new ();
  SockeyeHeldEnd held, other;

  g_assert_cmpint (sockeye_state_holder_get_phase (holder), ==, SOCKEYE_HOLD_NONE);
  hold (holder, recipe->state);
  held = *sockeye_state_holder_get_held (holder);
  other = *sockeye_state_holder_get_other (holder);
  g_assert_true (sockeye_state_holder_get_recipe (holder) == recipe);
  g_assert_cmpint (held.state, ==, recipe->state);
  g_assert_cmpint (other.state, ==, recipe->other);
  g_assert_cmpint (ask_kernel (&held, &other), ==, recipe->state);
  g_assert_cmpint (ask_kernel (&other, &held), ==,
                   recipe->other == SOCKEYE_TCP_CLOSED ? SOCKEYE_TCP_LISTEN : recipe->other);
  assert_ss (&held, &other, recipe->state);
  assert_ss (&other, &held, recipe->other);
  assert_command (holder);
  g_assert_cmpint (sockeye_state_path_get_last (&held.path), ==, recipe->state);
  g_assert_false (held.path.steps[held.path.n_steps - 1].gap);
  g_assert_cmpuint (held.facts.expires_ms > 0, ==, recipe->state == SOCKEYE_TCP_TIME_WAIT);

  sockeye_state_holder_let_go (holder);
  fixture_wait (sockeye_state_holder_get_phase (holder) == SOCKEYE_HOLD_RELEASED);
  if (recipe->state != SOCKEYE_TCP_TIME_WAIT || may_reuse ())
    {
      g_assert_cmpint (sockeye_state_holder_get_held (holder)->state, ==, SOCKEYE_TCP_CLOSED);
      g_assert_cmpint (ask_kernel (&held, &other), ==, SOCKEYE_TCP_CLOSED);
      assert_ss (&held, &other, SOCKEYE_TCP_CLOSED);
    }
  g_assert_cmpint (sockeye_state_holder_get_other (holder)->state, ==, SOCKEYE_TCP_CLOSED);
  g_assert_cmpint (ask_kernel (&other, &held), ==, SOCKEYE_TCP_CLOSED);
  assert_ss (&other, &held, SOCKEYE_TCP_CLOSED);
  g_assert_null (sockeye_state_holder_make_command (holder));
}

/* It is still there when it is looked at again. */
static void
test_stays (void)
{
  g_autoptr (SockeyeStateHolder) holder = sockeye_state_holder_new ();
  guint n_reports = 0;

  hold (holder, SOCKEYE_TCP_LAST_ACK);
  g_signal_connect_swapped (holder, "changed", G_CALLBACK (g_atomic_int_inc), &n_reports);
  fixture_wait (n_reports == 1);
  g_assert_cmpint (sockeye_state_holder_get_phase (holder), ==, SOCKEYE_HOLD_HELD);
  g_assert_cmpint (
      ask_kernel (sockeye_state_holder_get_held (holder), sockeye_state_holder_get_other (holder)), ==,
      SOCKEYE_TCP_LAST_ACK);
}

/* The next one takes its place; and the holder's end is the connection's end. */
static void
test_replaced (void)
{
  SockeyeStateHolder *holder = sockeye_state_holder_new ();
  SockeyeHeldEnd held, other;

  hold (holder, SOCKEYE_TCP_CLOSING);
  held = *sockeye_state_holder_get_held (holder);
  other = *sockeye_state_holder_get_other (holder);
  hold (holder, SOCKEYE_TCP_CLOSE_WAIT);
  fixture_wait (ask_kernel (&held, &other) == SOCKEYE_TCP_CLOSED
                && ask_kernel (&other, &held) == SOCKEYE_TCP_CLOSED);

  held = *sockeye_state_holder_get_held (holder);
  other = *sockeye_state_holder_get_other (holder);
  g_assert_cmpint (ask_kernel (&held, &other), ==, SOCKEYE_TCP_CLOSE_WAIT);
  g_assert_finalize_object (holder);
  fixture_wait (ask_kernel (&held, &other) == SOCKEYE_TCP_CLOSED
                && ask_kernel (&other, &held) == SOCKEYE_TCP_CLOSED);
}

/* Letting go before it is reached, and when nothing is held any more, is no harm. */
static void
test_hurry (void)
{
  g_autoptr (SockeyeStateHolder) holder = sockeye_state_holder_new ();

  sockeye_state_holder_let_go (holder);
  g_assert_cmpint (sockeye_state_holder_get_phase (holder), ==, SOCKEYE_HOLD_NONE);
  sockeye_state_holder_hold (holder, SOCKEYE_TCP_LAST_ACK);
  sockeye_state_holder_let_go (holder);
  sockeye_state_holder_let_go (holder);
  fixture_wait (sockeye_state_holder_get_phase (holder) == SOCKEYE_HOLD_RELEASED);
  g_assert_cmpint (sockeye_state_holder_get_held (holder)->state, ==, SOCKEYE_TCP_CLOSED);
  sockeye_state_holder_let_go (holder);
  hold (holder, SOCKEYE_TCP_FIN_WAIT_2);
}

/* Somebody takes the two ends again: then TIME-WAIT is over before its time. */
static void
test_ended (void)
{
  g_autoptr (SockeyeStateHolder) holder = sockeye_state_holder_new ();
  const SockeyeHeldEnd *held, *other;
  const int on = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (!may_reuse ())
    {
      g_test_skip ("net.ipv4.tcp_tw_reuse is 0");
      close (fd);
      return;
    }
  hold (holder, SOCKEYE_TCP_TIME_WAIT);
  held = sockeye_state_holder_get_held (holder);
  other = sockeye_state_holder_get_other (holder);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), ==, 0);
  g_assert_cmpint (bind (fd, &held->address.any, held->address.length), ==, 0);
  g_assert_cmpint (connect (fd, &other->address.any, other->address.length), ==, 0);
  fixture_wait (sockeye_state_holder_get_phase (holder) == SOCKEYE_HOLD_ENDED);
  g_assert_null (sockeye_state_holder_make_command (holder));
  close (fd);
}

/* No descriptor is left: that is told, and the next try is as good as the first. */
static void
test_failure (void)
{
  g_autoptr (SockeyeStateHolder) holder = sockeye_state_holder_new ();
  struct rlimit limit, low;
  int taken[DESCRIPTORS];
  guint n_taken = 0;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  low = limit;
  low.rlim_cur = DESCRIPTORS; /* none at all would be no limit for poll(2) */
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &low), ==, 0);
  while (n_taken < DESCRIPTORS && (taken[n_taken] = dup (STDERR_FILENO)) >= 0)
    n_taken++;
  sockeye_state_holder_hold (holder, SOCKEYE_TCP_FIN_WAIT_1);
  fixture_wait (sockeye_state_holder_get_phase (holder) == SOCKEYE_HOLD_FAILED);
  while (n_taken > 0)
    close (taken[--n_taken]);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_assert_error (sockeye_state_holder_get_error (holder), SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (sockeye_state_holder_get_error (holder)->message, "EMFILE"));
  hold (holder, SOCKEYE_TCP_FIN_WAIT_1);
  g_assert_null (sockeye_state_holder_get_error (holder));
}

/* None of this needs the rights of the system's administrator. */
static void
become_nobody (void)
{
  if (geteuid () != 0)
    return;
  g_assert_cmpint (setgroups (0, NULL), ==, 0);
  g_assert_cmpint (setresgid (NOBODY, NOBODY, NOBODY), ==, 0);
  g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
  /* The search for leaks looks into its own process. */
  g_assert_cmpint (prctl (PR_SET_DUMPABLE, 1), ==, 0);
}

int
main (int argc, char **argv)
{
  guint n_recipes;
  const SockeyeStateRecipe *recipes = sockeye_state_recipe_list (&n_recipes);

  g_test_init (&argc, &argv, NULL);
  become_nobody ();
  g_assert_cmpuint (n_recipes, ==, 8);
  for (guint i = 0; i < n_recipes; i++)
    {
      g_autofree char *path = g_strconcat ("/state-holder/", sockeye_tcp_state_get_name (recipes[i].state),
                                           NULL);

      g_test_add_data_func (path, &recipes[i], test_state);
    }
  g_test_add_func ("/state-holder/stays", test_stays);
  g_test_add_func ("/state-holder/replaced", test_replaced);
  g_test_add_func ("/state-holder/hurry", test_hurry);
  g_test_add_func ("/state-holder/ended", test_ended);
  g_test_add_func ("/state-holder/failure", test_failure);
  return g_test_run ();
}
