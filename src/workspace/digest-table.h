/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "digest.h"

G_BEGIN_DECLS

/* Numbers digests from 0 on: the same one gets the same number. One thread's. */
typedef struct _SockeyeDigestTable SockeyeDigestTable;

SockeyeDigestTable *sockeye_digest_table_new (void);
void sockeye_digest_table_free (SockeyeDigestTable *self);
guint32 sockeye_digest_table_add (SockeyeDigestTable *self, const SockeyeDigest *digest);
guint32 sockeye_digest_table_get_n (SockeyeDigestTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeDigestTable, sockeye_digest_table_free)

G_END_DECLS
