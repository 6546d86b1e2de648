/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As diff(1) says it. */
typedef enum
{
  SOCKEYE_DIFF_STATUS_SAME,
  SOCKEYE_DIFF_STATUS_DIFFERENT,
  SOCKEYE_DIFF_STATUS_TROUBLE,
} SockeyeDiffStatus;

SockeyeDiffStatus sockeye_diff_command_run (char **arguments);

G_END_DECLS
