/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stream-lens.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The findings of a lens as sentences: a GListModel of GtkStringObject, which are made when they are looked at. */
#define SOCKEYE_TYPE_STREAM_FINDINGS (sockeye_stream_findings_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeStreamFindings, sockeye_stream_findings, SOCKEYE, STREAM_FINDINGS, GObject)

SockeyeStreamFindings *sockeye_stream_findings_new (void);
void sockeye_stream_findings_take (SockeyeStreamFindings *self, SockeyeStreamLens *lens);
gboolean sockeye_stream_findings_get_place (SockeyeStreamFindings *self, guint position, guint64 *start);

G_END_DECLS
