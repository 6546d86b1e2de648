/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stream.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_TCP_SERVER (sockeye_tcp_server_get_type ())
G_DECLARE_DERIVABLE_TYPE (SockeyeTcpServer, sockeye_tcp_server, SOCKEYE, TCP_SERVER, SockeyeRole)

/**
 * SockeyeTcpServerClass:
 * @listening: (nullable): called before the socket listens; FALSE: it must not, @failure says why
 * @accepted: (nullable): a connection was accepted
 * @ended: (nullable): a stream of sockeye_tcp_server_add_stream() has ended; the session goes on until it returns
 *
 * A role that listens, and keeps the streams that come of it.
 */
struct _SockeyeTcpServerClass
{
  SockeyeRoleClass parent_class;

  gboolean (*listening) (SockeyeTcpServer *self, const SockeyeEndpoint *local, SockeyeEvent *failure);
  void (*accepted) (SockeyeTcpServer *self, SockeyeStream *stream);
  void (*ended) (SockeyeTcpServer *self, SockeyeStream *stream);
};

SockeyeStream *sockeye_tcp_server_add_stream (SockeyeTcpServer *self,
                                              GSocket *socket,
                                              guint32 peer,
                                              const SockeyeEndpoint *remote,
                                              SockeyeTlsCredentials *credentials);

G_END_DECLS
