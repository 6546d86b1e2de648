/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeTlsRecords:
 * @n_whole: how many records have come as a whole
 * @ended: the peer's end of sending was read: set by whoever reads
 * @is_other: what came is no TLS
 * @alert: the description of an alert that ends a connection and was not encrypted; -1: none came
 * @wants_certificate: (client) the server has asked for one, where it can be seen: before TLS 1.3
 * @server_name: (nullable): (server) which one the client has asked for (SNI)
 *
 * What can be seen from outside of the records that a peer sends (RFC 8446, 5.1). The library says little of it, and not
 * how far it got.
 */
typedef struct
{
  guint64 n_whole;
  gboolean ended;
  gboolean is_other;
  int alert;
  gboolean wants_certificate;
  char *server_name;

  /*< private >*/
  guint8 header[5];
  guint n_header;
  guint n_left; /* of the record's body */
  guint8 level; /* of an alert */
  gboolean encrypted;
  guint8 message[4]; /* the header of a handshake message */
  guint n_message;
  guint n_message_left;
  GByteArray *hello; /* (nullable): as much of a ClientHello as has come */
} SockeyeTlsRecords;

void sockeye_tls_records_init (SockeyeTlsRecords *self);
void sockeye_tls_records_clear (SockeyeTlsRecords *self);
void sockeye_tls_records_feed (SockeyeTlsRecords *self, const guint8 *bytes, gsize length);
gboolean sockeye_tls_records_is_inside (const SockeyeTlsRecords *self);

G_END_DECLS
