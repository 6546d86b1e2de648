/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tls-credentials.h"
#include "tls-records.h"

G_BEGIN_DECLS

typedef struct _SockeyeTlsChannel SockeyeTlsChannel;

/* @failure: (nullable): why the handshake failed; %NULL: TLS is established. May free the channel. */
typedef void (*SockeyeTlsChannelFunc) (SockeyeTlsChannel *self, const SockeyeEvent *failure, gpointer data);

/* TLS over one connected socket. Nothing blocks: the handshake runs on a thread of GIO's, and what follows is read and
 * written when the socket is ready, like without TLS. I/O thread. */
SockeyeTlsChannel *sockeye_tls_channel_new (SockeyeTlsCredentials *credentials,
                                            GSocket *socket,
                                            const char *remote_host,
                                            guint timeout_ms,
                                            SockeyeTlsChannelFunc func,
                                            gpointer data);
void sockeye_tls_channel_free (SockeyeTlsChannel *self);

void sockeye_tls_channel_handshake (SockeyeTlsChannel *self);
gboolean sockeye_tls_channel_has_begun (SockeyeTlsChannel *self);
GTlsConnection *sockeye_tls_channel_get_connection (SockeyeTlsChannel *self);
const SockeyeTlsRecords *sockeye_tls_channel_get_seen (SockeyeTlsChannel *self);
GTlsCertificate *sockeye_tls_channel_get_refused (SockeyeTlsChannel *self);

gssize sockeye_tls_channel_read (SockeyeTlsChannel *self, guint8 *bytes, gsize length);
gboolean sockeye_tls_channel_may_have_more (SockeyeTlsChannel *self);
SockeyeTlsEnd sockeye_tls_channel_get_end (SockeyeTlsChannel *self);
gssize sockeye_tls_channel_write (SockeyeTlsChannel *self, const guint8 *bytes, gsize length);
gsize sockeye_tls_channel_get_held (SockeyeTlsChannel *self);
gboolean sockeye_tls_channel_flush (SockeyeTlsChannel *self);
gboolean sockeye_tls_channel_close_sending (SockeyeTlsChannel *self);
void sockeye_tls_channel_get_failure (SockeyeTlsChannel *self, SockeyeEvent *event);

G_END_DECLS
