/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Certificates and keys for tests, in files of a directory that is removed at the end; and a peer that uses GnuTLS itself. */
typedef struct
{
  char *dir;
} TlsMaker;

void tls_maker_init (TlsMaker *self);
void tls_maker_clear (TlsMaker *self);
char *tls_maker_get_path (TlsMaker *self, const char *name);

/* Makes NAME.crt and NAME.key. @issuer: (nullable): the name of who signs it; NULL: itself. Days count from now. */
void
tls_maker_make (TlsMaker *self, const char *name, const char *host, const char *issuer, int from, int until);
void tls_maker_write (TlsMaker *self, const char *name, const char *text);

/* What a peer does that uses the library badly, or not at all */
typedef enum
{
  TLS_RUDE_END,    /* sends the text, and closes without close_notify */
  TLS_RUDE_CUT,    /* the same, but the last record only by half */
  TLS_RUDE_GARBLE, /* the same as the first, but the last record is not what was sealed */
  TLS_RUDE_DEMAND, /* over TLS 1.2, wants a certificate, and has no good word for it */
} TlsRudeness;

/* A server on a thread: takes one connection. */
GThread *tls_maker_serve_rudely (TlsMaker *self,
                                 int listener,
                                 const char *name,
                                 const char *text,
                                 TlsRudeness rudeness);

/* A client on a thread: sends @text, and closes without close_notify. */
GThread *tls_maker_call_rudely (guint16 port, const char *text);

/* What a client says first. */
GBytes *tls_maker_make_hello (const char *server_name);

G_END_DECLS
