/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "expectation.h"

G_BEGIN_DECLS

/* A match of a regular expression is no longer than this: of what was searched in vain so much is kept. */
#define SOCKEYE_EXPECTER_WINDOW (1u << 20)
/* Of what has come so much is kept in any case, to be shown when an expectation was not met. */
#define SOCKEYE_EXPECTER_SHOWN 256

/*
 * What has come from each far end and was not expected yet. An expectation that is met eats everything up to its end, so
 * that the next one is looked for behind it. Belongs to one thread; its memory is bounded.
 */
typedef struct _SockeyeExpecter SockeyeExpecter;

SockeyeExpecter *sockeye_expecter_new (const SockeyeCharset *charset);
void sockeye_expecter_free (SockeyeExpecter *self);

void sockeye_expecter_push (SockeyeExpecter *self,
                            guint32 peer,
                            gboolean datagram,
                            const guint8 *bytes,
                            gsize length);
void sockeye_expecter_forget (SockeyeExpecter *self, guint32 peer);
gboolean sockeye_expecter_look (SockeyeExpecter *self, const SockeyeExpectation *what, guint32 *peer);
void sockeye_expecter_begin (SockeyeExpecter *self);
gboolean sockeye_expecter_is_due (SockeyeExpecter *self);
GBytes *sockeye_expecter_get_newest (SockeyeExpecter *self, guint32 *peer, guint64 *total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeExpecter, sockeye_expecter_free)

G_END_DECLS
