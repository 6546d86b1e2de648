/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "short-turns.h"

#include <errno.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The shortest that Linux grants. */
#define TURN_NS 100000

/* For what the thread starts, all is as usual: SCHED_FLAG_RESET_ON_FORK. */
#define RESET_ON_FORK 1

/* The first version of what linux/sched/types.h declares, which does not go together with sched.h. */
typedef struct
{
  guint32 size;
  guint32 policy;
  guint64 flags;
  gint32 nice;
  guint32 priority;
  guint64 runtime;
  guint64 deadline;
  guint64 period;
} Attributes;

/**
 * sockeye_take_short_turns:
 *
 * Has the calling thread run as soon as it is woken, before others' turns are over; its own are short in return, and it
 * gets no more of the processor than before. So a frame does not come late because a sender on the same machine is
 * busy. Threads that it starts later have turns of the usual length.
 *
 * Nothing changes before Linux 6.12, or where the user has chosen another scheduling policy.
 */
void
sockeye_take_short_turns (void)
{
  Attributes attributes = { .size = sizeof attributes };

  if (syscall (SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0
      || attributes.policy != SCHED_OTHER)
    return;

  attributes.flags = RESET_ON_FORK;
  attributes.runtime = TURN_NS;
  if (syscall (SYS_sched_setattr, 0, &attributes, 0) != 0)
    g_debug ("Turns stay as long as they are: %s", g_strerror (errno));
}
