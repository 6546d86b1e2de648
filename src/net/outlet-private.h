/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "outlet.h"
#include "role.h"

G_BEGIN_DECLS

struct _SockeyeOutlet
{
  SockeyeRole *role; /* owned; only what any thread may call is called */

  GMutex mutex;
  GQueue parcels; /* of SockeyeParcel, on their way to the I/O thread, which is told of the first one only */
};

SockeyeOutlet *sockeye_outlet_new (SockeyeRole *role);

/* outlet-address.c */
gboolean sockeye_outlet_check_open (SockeyeOutlet *self, SockeyeSnapshot *now, GError **error);
gboolean sockeye_outlet_check_stream_payload (GBytes *payload, GError **error);
guint32 *sockeye_outlet_choose_streams (SockeyeOutlet *self,
                                        const SockeyeTarget *target,
                                        guint *n_peers,
                                        GError **error);
gboolean sockeye_outlet_book_streams (SockeyeOutlet *self, SockeyeParcel *parcel, GError **error);
gboolean sockeye_outlet_address_streams (SockeyeOutlet *self,
                                         const SockeyeTarget *target,
                                         SockeyeParcel *parcel,
                                         GError **error);
gboolean sockeye_outlet_choose_far_end (SockeyeOutlet *self,
                                        const SockeyeTarget *target,
                                        const SockeyeSnapshot *now,
                                        SockeyeParcel *parcel,
                                        GError **error);
gboolean sockeye_outlet_address_datagram (SockeyeOutlet *self,
                                          const SockeyeTarget *target,
                                          const SockeyeSnapshot *now,
                                          SockeyeParcel *parcel,
                                          GError **error);

G_END_DECLS
