/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "script.h"

G_BEGIN_DECLS

/* How the program ends. */
typedef enum
{
  SOCKEYE_STATUS_MET = 0,
  SOCKEYE_STATUS_UNMET = 1,
  SOCKEYE_STATUS_USAGE = 2,
  SOCKEYE_STATUS_FAILED = 3,
  SOCKEYE_STATUS_TIMEOUT = 4,
  SOCKEYE_STATUS_SIGNAL = 128,         /* plus the signal's number */
  SOCKEYE_STATUS_NO_READER = 128 + 13, /* as if by SIGPIPE */
} SockeyeStatusCode;

int sockeye_play (const SockeyeScript *script);

G_END_DECLS
