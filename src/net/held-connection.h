/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"
#include "socket-diag.h"
#include "state-path.h"
#include "state-recipe.h"

G_BEGIN_DECLS

/**
 * SockeyeHeldEnd:
 * @address: where it is
 * @state: as the kernel tells; %SOCKEYE_TCP_CLOSED: there is no socket
 * @has_facts: @facts tells anything
 * @facts: the newest figures
 * @path: the states that it has come through
 *
 * An end of a connection that is held.
 */
typedef struct
{
  SockeyeEndpoint address;
  SockeyeTcpState state;
  gboolean has_facts;
  SockeyeTcpFacts facts;
  SockeyeStatePath path;
} SockeyeHeldEnd;

/**
 * SockeyeHeldEnds:
 * @client: the one that connects
 * @server: the one that listens
 */
typedef struct
{
  SockeyeHeldEnd client;
  SockeyeHeldEnd server;
} SockeyeHeldEnds;

/*
 * Two sockets on 127.0.0.1 and a listener, which are brought into a state and left there. Nothing waits: it belongs to one
 * thread, which calls again.
 */
typedef struct _SockeyeHeldConnection SockeyeHeldConnection;

SockeyeHeldConnection *sockeye_held_connection_new (const SockeyeStateRecipe *recipe);
void sockeye_held_connection_free (SockeyeHeldConnection *self);

int sockeye_held_connection_advance (SockeyeHeldConnection *self);
gboolean sockeye_held_connection_look (SockeyeHeldConnection *self);
void sockeye_held_connection_release (SockeyeHeldConnection *self);
const SockeyeHeldEnds *sockeye_held_connection_get_ends (SockeyeHeldConnection *self);
void sockeye_held_connection_get_failure (SockeyeHeldConnection *self, SockeyeEvent *event);

G_END_DECLS
