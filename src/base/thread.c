/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "thread.h"

#include <errno.h>
#include <sys/resource.h>

#define NICE 10

/**
 * sockeye_thread_give_way:
 *
 * Puts the calling thread behind the window's, for work that takes a processor as long as there is any: a frame that
 * comes late is seen. On Linux a thread has a nice value of its own (setpriority(2)).
 */
void
sockeye_thread_give_way (void)
{
  /* 0 is the calling thread. */
  if (setpriority (PRIO_PROCESS, 0, NICE) != 0)
    g_debug ("A thread keeps its priority: %s", g_strerror (errno));
}
