/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fixture.h"
#include "tls-maker.h"

G_BEGIN_DECLS

/* Where the certificates are: "ca" and "other" are CAs, and "good", "old" and "future" are signed by "ca". */
extern TlsMaker tls_maker;

void tls_fixture_set_up (void);

/* Sessions over TLS; "assert" and "get" wait for it. */
void tls_open (Fixture *self,
               SockeyeProtocol protocol,
               guint16 port,
               const SockeyeTlsSettings *tls,
               guint timeout_ms);
guint16 tls_listen (Fixture *self, const SockeyeTlsSettings *tls);
void tls_send_bytes (Fixture *self, GBytes *payload);
void tls_assert_received (Fixture *self, const char *text);
char *tls_describe (Fixture *self, SockeyeEventType type);
void tls_assert_says (const char *sentence, const char *part);
void tls_assert_failure (Fixture *self, const char *part);
SockeyeTlsEnd tls_get_end (Fixture *self);

G_END_DECLS
