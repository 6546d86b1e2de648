/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "advice.h"

static gboolean for_command;

/**
 * sockeye_advice_set_for_command:
 *
 * From now on, sentences advise about the options of a command line. At the beginning of a program, before there are
 * threads.
 */
void
sockeye_advice_set_for_command (void)
{
  for_command = TRUE;
}

/**
 * sockeye_advice_is_for_command:
 *
 * Returns: whether the user has a command line, and no window. Any thread.
 */
gboolean
sockeye_advice_is_for_command (void)
{
  return for_command;
}
