/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "outlet.h"
#include "payload-template.h"

G_BEGIN_DECLS

/*
 * Makes payloads from messages and hands them to an outlet: for the window, and for the threads that repeat, step through
 * a sequence, or reply. Holds what they share: the counter, and who is who. Any thread.
 */
typedef struct _SockeyeMailer SockeyeMailer;

SockeyeMailer *sockeye_mailer_new (SockeyeCapture *capture);
SockeyeMailer *sockeye_mailer_ref (SockeyeMailer *self);
void sockeye_mailer_unref (SockeyeMailer *self);

guint64 sockeye_mailer_get_counter (SockeyeMailer *self);
void sockeye_mailer_reset_counter (SockeyeMailer *self);

gboolean sockeye_mailer_describe_ends (SockeyeMailer *self,
                                       SockeyeOutlet *outlet,
                                       const SockeyeTarget *target,
                                       char **peer,
                                       char **local);
gboolean sockeye_mailer_send (SockeyeMailer *self,
                              SockeyeOutlet *outlet,
                              const SockeyeTarget *target,
                              SockeyePayloadTemplate *message,
                              GBytes *const *matches,
                              guint n_matches,
                              guint64 *n_bytes,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeMailer, sockeye_mailer_unref)

G_END_DECLS
