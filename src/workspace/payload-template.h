/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-plan.h"
#include "variable.h"

G_BEGIN_DECLS

/* What one message can have at most, so that it is made in some milliseconds. */
#define SOCKEYE_TEMPLATE_VARIABLES_MAX 10000
#define SOCKEYE_TEMPLATE_RANDOM_MAX    1048576

/*
 * A message ready to be made into payloads: what was typed, read once, so that a payload that is sent a thousand times a
 * second costs its variables only. Does not change; any thread.
 */
typedef struct _SockeyePayloadTemplate SockeyePayloadTemplate;

SockeyePayloadTemplate *sockeye_payload_template_new (const SockeyeSendPlan *plan,
                                                      const SockeyeCharset *charset,
                                                      const char *text,
                                                      gboolean matches,
                                                      GError **error);
SockeyePayloadTemplate *sockeye_payload_template_new_for_bytes (GBytes *payload);
SockeyePayloadTemplate *sockeye_payload_template_ref (SockeyePayloadTemplate *self);
void sockeye_payload_template_unref (SockeyePayloadTemplate *self);

gboolean sockeye_payload_template_has_variables (SockeyePayloadTemplate *self);
gboolean sockeye_payload_template_names_ends (SockeyePayloadTemplate *self);
gboolean sockeye_payload_template_counts (SockeyePayloadTemplate *self);
GBytes *sockeye_payload_template_make (SockeyePayloadTemplate *self,
                                       const SockeyeVariableValues *values,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyePayloadTemplate, sockeye_payload_template_unref)

G_END_DECLS
