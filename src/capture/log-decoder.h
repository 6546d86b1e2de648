/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-bytes.h"
#include "text.h"

G_BEGIN_DECLS

/* Decodes bytes of a capture's records. Keeps buffers, thus belongs to one thread. */
typedef struct _SockeyeLogDecoder SockeyeLogDecoder;

SockeyeLogDecoder *sockeye_log_decoder_new (SockeyeLogBytes *bytes);
void sockeye_log_decoder_free (SockeyeLogDecoder *self);
void sockeye_log_decoder_set_charset (SockeyeLogDecoder *self, const SockeyeCharset *charset);
void sockeye_log_decoder_forget (SockeyeLogDecoder *self);
SockeyeReadResult sockeye_log_decoder_decode (SockeyeLogDecoder *self,
                                              guint64 number,
                                              const SockeyeRecord *record,
                                              guint32 start,
                                              guint32 end,
                                              SockeyeDecodeFlags flags,
                                              SockeyeText *text);

G_END_DECLS
