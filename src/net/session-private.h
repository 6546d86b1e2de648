/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"
#include "session.h"

G_BEGIN_DECLS

struct _SockeyeSession
{
  GObject parent_instance;

  /* Owned */
  SockeyeSink *sink;
  GMainContext *context;
  SockeyeRole *role;     /* (nullable): the newest opening, also when it has closed */
  SockeyeOutlet *outlet; /* (nullable): the way into it */

  SockeyeProtocol protocol;
  gboolean short_connections;

  /* What was last notified; the role's status may be newer. */
  SockeyeSnapshot known;
  gboolean closing; /* asked for, and the state does not say so yet */
  char *local;
  char *remote;
};

G_END_DECLS
