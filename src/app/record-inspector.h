/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_RECORD_INSPECTOR (sockeye_record_inspector_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeRecordInspector, sockeye_record_inspector, SOCKEYE, RECORD_INSPECTOR, GtkWindow)

/* Shows one record whole: its text, its bytes, and what the bytes at the cursor mean. */
GtkWidget *sockeye_record_inspector_new (GtkWindow *parent, SockeyeLogModel *model);
void sockeye_record_inspector_show_record (SockeyeRecordInspector *self, guint64 number);

G_END_DECLS
