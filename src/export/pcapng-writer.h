/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/*
 * Writes records as a pcapng file, which other programs show as packets, and Sockeye opens again as they were. Waits for
 * the disk; belongs to one thread.
 */
typedef struct _SockeyePcapngWriter SockeyePcapngWriter;

SockeyePcapngWriter *sockeye_pcapng_writer_new (SockeyeCapture *capture, guint64 first);
void sockeye_pcapng_writer_free (SockeyePcapngWriter *self);
void sockeye_pcapng_writer_begin (SockeyePcapngWriter *self, GByteArray *out);
void sockeye_pcapng_writer_add (SockeyePcapngWriter *self,
                                const SockeyeRecord *record,
                                const guint8 *bytes,
                                GByteArray *out);
void sockeye_pcapng_writer_leave_out (SockeyePcapngWriter *self, const SockeyeRecord *record);
void sockeye_pcapng_writer_end (SockeyePcapngWriter *self, GByteArray *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyePcapngWriter, sockeye_pcapng_writer_free)

G_END_DECLS
