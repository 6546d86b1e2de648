/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "role.h"

G_BEGIN_DECLS

typedef struct
{
  /* Owned */
  SockeyeSink *sink;
  SockeyeStatus *status;
  SockeyeSendLedger *ledger;
  SockeyeSettings *settings;
  SockeyeWishes *originals; /* what options were before they were changed */
  GArray *groups;           /* of SockeyeGroup: those that the socket is in */

  guint number; /* of this opening, see open_roles; 0: not open */
  gboolean publish_pending;
  guint32 late_peer;  /* whom … */
  guint64 late_bytes; /* … were for that came too late, and are told with the next batch */
  gint answering;     /* atomic */

  SockeyeTlsCredentials *tls;        /* (nullable) */
  SockeyeTlsCredentials *target_tls; /* (nullable): (relay) of the connections to the target */
  GCancellable *tls_loading;         /* %NULL: they are not being loaded */

  /* Why opening failed, while the program is looked for that holds the port; its strings are not set. */
  SockeyeEvent failure;
  GCancellable *holder_search; /* %NULL: none is under way */
} SockeyeRolePrivate;

SockeyeRolePrivate *sockeye_role_get_private (SockeyeRole *self);
gboolean sockeye_role_stop_holder_search (SockeyeRole *self);
void sockeye_role_open_with_tls (SockeyeRole *self);
gboolean sockeye_role_stop_tls (SockeyeRole *self);

G_END_DECLS
