/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "short-turns.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As in sched_setattr(2). */
typedef struct
{
  guint32 size, policy;
  guint64 flags;
  gint32 nice;
  guint32 priority;
  guint64 runtime, deadline, period;
} Attributes;

static Attributes
get_attributes (void)
{
  Attributes attributes = { 0 };

  g_assert_cmpint (syscall (SYS_sched_getattr, 0, &attributes, sizeof attributes, 0), ==, 0);
  return attributes;
}

static gpointer
run (gpointer data)
{
  *(Attributes *) data = get_attributes ();
  return NULL;
}

/* Neither is the thread less nice than before, nor are those that it starts. */
static void
test_turns (void)
{
  Attributes before = get_attributes ();
  Attributes after, other;

  sockeye_take_short_turns ();
  after = get_attributes ();
  g_thread_join (g_thread_new ("other", run, &other));
  g_assert_cmpuint (after.policy, ==, before.policy);
  g_assert_cmpint (after.nice, ==, before.nice);
  g_assert_cmpint (other.nice, ==, before.nice);
  g_assert_cmpuint (other.runtime, ==, before.runtime);

  if (before.runtime == 0)
    g_test_skip ("This kernel does not tell how long turns are.");
  else
    g_assert_cmpuint (after.runtime, ==, 100000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/short-turns", test_turns);
  return g_test_run ();
}
