/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-job.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_REPEAT_FIELDS (sockeye_repeat_fields_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRepeatFields, sockeye_repeat_fields, SOCKEYE, REPEAT_FIELDS, GtkWidget)

/* At which pace, and how often, something is sent again and again. */
void sockeye_repeat_fields_set_store (SockeyeRepeatFields *self, GSettings *store);
void sockeye_repeat_fields_add_labels (SockeyeRepeatFields *self, GtkSizeGroup *labels);
void sockeye_repeat_fields_update (SockeyeRepeatFields *self);
void
sockeye_repeat_fields_set_up_job (GSettings *store, SockeyeSendJob *job, SockeyePayloadTemplate *message);

G_END_DECLS
