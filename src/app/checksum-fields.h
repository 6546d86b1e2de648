/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-plan.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_CHECKSUM_FIELDS (sockeye_checksum_fields_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeChecksumFields, sockeye_checksum_fields, SOCKEYE, CHECKSUM_FIELDS, GtkWidget)

/* What follows the data of a message: a checksum, and bytes. Signals: "changed" */
void sockeye_checksum_fields_set_store (SockeyeChecksumFields *self, GSettings *store);
void sockeye_checksum_fields_show_plan (SockeyeChecksumFields *self, const SockeyeSendPlan *plan);
void sockeye_checksum_fields_apply (SockeyeChecksumFields *self, SockeyeSendPlan *plan);
void sockeye_checksum_fields_apply_store (GSettings *store, SockeyeSendPlan *plan);

G_END_DECLS
