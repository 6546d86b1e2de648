/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "standard-streams.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* One that can be neither read nor written in the way that its number is for: that it is closed is told by whoever tries. */
static gboolean
occupy (int number)
{
  if (fcntl (number, F_GETFD) >= 0 || errno != EBADF)
    return TRUE;
  /* The lowest free number is taken, which is this one. */
  return open ("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) == number;
}

/**
 * sockeye_standard_streams_occupy:
 *
 * Makes sure that no socket or file gets the number of a standard stream that was closed by who started the program: what
 * is printed would go there. To be called first of all.
 *
 * Returns: whether that is so; a system without /dev/null is none to go on in
 */
gboolean
sockeye_standard_streams_occupy (void)
{
  return occupy (STDIN_FILENO) && occupy (STDOUT_FILENO) && occupy (STDERR_FILENO);
}
