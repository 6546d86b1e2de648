/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "payload-template.h"

G_BEGIN_DECLS

/*
 * What sending a text now would send: for a preview. Has a copy of everything that it takes, so that any thread can make
 * the payload. Get one with sockeye_workspace_draft().
 */
typedef struct _SockeyePayloadDraft SockeyePayloadDraft;

SockeyePayloadDraft *sockeye_payload_draft_new (const SockeyeSendPlan *plan,
                                                const SockeyeCharset *charset,
                                                char *text,
                                                const SockeyeVariableValues *values);
void sockeye_payload_draft_free (SockeyePayloadDraft *self);

GBytes *sockeye_payload_draft_make (SockeyePayloadDraft *self, gboolean *varies, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyePayloadDraft, sockeye_payload_draft_free)

G_END_DECLS
