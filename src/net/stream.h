/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

typedef struct _SockeyeStream SockeyeStream;

/* The connection is over, everything about it was told; the owner drops it. */
typedef void (*SockeyeStreamEndedFunc) (SockeyeStream *self, gpointer data);

/* One connected TCP socket: reading into the sink, a bounded queue of what is to be written, and its end. I/O
 * thread. */
SockeyeStream *sockeye_stream_new (SockeyeRole *role,
                                   GSocket *socket,
                                   guint32 peer,
                                   const SockeyeEndpoint *remote,
                                   SockeyeTlsCredentials *credentials,
                                   SockeyeStreamEndedFunc ended,
                                   gpointer data);
SockeyeStream *sockeye_stream_ref (SockeyeStream *self);
void sockeye_stream_unref (SockeyeStream *self);

guint32 sockeye_stream_get_peer (SockeyeStream *self);
GSocket *sockeye_stream_get_socket (SockeyeStream *self);
gboolean sockeye_stream_was_established (SockeyeStream *self);
void sockeye_stream_send (SockeyeStream *self, GBytes *payload);
void sockeye_stream_tell_left_out (SockeyeStream *self);
void sockeye_stream_finish (SockeyeStream *self);
void sockeye_stream_cancel_sending (SockeyeStream *self);
void sockeye_stream_resume (SockeyeStream *self);
void sockeye_stream_close (SockeyeStream *self);
void sockeye_stream_command (SockeyeStream *self, SockeyeConnectionCommand command);

/* Of a relay (stream-relay.c) */
void sockeye_stream_wait_for_partner (SockeyeStream *self);
void sockeye_stream_join (SockeyeStream *self, SockeyeStream *partner);
SockeyeStream *sockeye_stream_part (SockeyeStream *self);
SockeyeEventType sockeye_stream_get_end (SockeyeStream *self);
void sockeye_stream_follow (SockeyeStream *self, SockeyeEventType end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeStream, sockeye_stream_unref)

G_END_DECLS
