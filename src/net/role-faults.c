/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

static void
tell (SockeyeRole *self, guint64 number, const char *name, guint64 number2)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_FAULT, .text = name, .number = number, .number2 = number2 };

  if (number > 0)
    sockeye_role_tell (self, 0, &event);
}

static guint64
to_millionths (double share)
{
  return (guint64) (share * 1e6 + 0.5);
}

/**
 * sockeye_role_tell_faults:
 *
 * Says what goes wrong on purpose from now on: in the log it must not be taken for the network's doing.
 */
void
sockeye_role_tell_faults (SockeyeRole *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self);
  const SockeyeFaults *faults = &settings->faults;

  tell (self, faults->delay_ms, SOCKEYE_FAULT_DELAY, 0);
  if (sockeye_protocol_is_datagram (settings->protocol))
    {
      tell (self, to_millionths (faults->drop), SOCKEYE_FAULT_DROP, faults->seed);
      tell (self, to_millionths (faults->duplicate), SOCKEYE_FAULT_DUPLICATE, faults->seed);
      tell (self, to_millionths (faults->reorder), SOCKEYE_FAULT_REORDER, faults->seed);
      tell (self, to_millionths (faults->corrupt), SOCKEYE_FAULT_CORRUPT, faults->seed);
      return;
    }
  tell (self, faults->split, SOCKEYE_FAULT_SPLIT, 0);
  tell (self, faults->gap_ms, SOCKEYE_FAULT_GAP, 0);
  tell (self, faults->coalesce_ms, SOCKEYE_FAULT_COALESCE, 0);
  tell (self, faults->rate, SOCKEYE_FAULT_THROTTLE, 0);
  tell (self, faults->never_read, SOCKEYE_FAULT_NEVER_READ, 0);
  if (sockeye_protocol_is_server (settings->protocol))
    tell (self, faults->reset_accepted, SOCKEYE_FAULT_RESET_ACCEPTED, 0);
}
