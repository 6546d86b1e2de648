/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An object for a GListModel's user: one row's record number and text. Immutable. */
#define SOCKEYE_TYPE_LOG_ROW (sockeye_log_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLogRow, sockeye_log_row, SOCKEYE, LOG_ROW, GObject)

SockeyeLogRow *sockeye_log_row_new (guint64 number, char *text);
const char *sockeye_log_row_get_text (SockeyeLogRow *self);

G_END_DECLS
