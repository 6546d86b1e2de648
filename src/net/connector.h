/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "route.h"

G_BEGIN_DECLS

typedef struct _SockeyeConnector SockeyeConnector;

/* @socket: (nullable): connected; %NULL: all addresses have failed, @failure is the last one's, not yet told */
typedef void (*SockeyeConnectorFunc) (GSocket *socket,
                                      const SockeyeEndpoint *remote,
                                      const SockeyeEvent *failure,
                                      gpointer data);

/* Makes one connection: tries the addresses of a route in turn, each within the time that the settings give. I/O thread. */
SockeyeConnector *
sockeye_connector_new (SockeyeRole *role, SockeyeRoute *route, SockeyeConnectorFunc func, gpointer data);
void sockeye_connector_free (SockeyeConnector *self);

void sockeye_connector_start (SockeyeConnector *self);
void sockeye_connector_cancel (SockeyeConnector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeConnector, sockeye_connector_free)

G_END_DECLS
