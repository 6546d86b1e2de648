/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/*
 * Makes up the packets that a capture's records may have been on the wire, as blocks of a pcapng file. A capture knows
 * what went through a socket, not how: headers, acknowledgements and the limits of segments are inferred.
 */
typedef struct _SockeyeWire SockeyeWire;

SockeyeWire *sockeye_wire_new (SockeyeCapture *capture);
void sockeye_wire_free (SockeyeWire *self);
void sockeye_wire_add (SockeyeWire *self, const SockeyeRecord *record, const guint8 *bytes, GByteArray *out);
void sockeye_wire_leave_out (SockeyeWire *self, const SockeyeRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeWire, sockeye_wire_free)

G_END_DECLS
