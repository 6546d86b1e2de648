/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-export.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which records are written. */
typedef enum
{
  SOCKEYE_EXPORT_ALL,
  SOCKEYE_EXPORT_SELECTED,
  SOCKEYE_EXPORT_FILTERED,
} SockeyeExportRange;

#define SOCKEYE_TYPE_EXPORT_DIALOG (sockeye_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeExportDialog, sockeye_export_dialog, SOCKEYE, EXPORT_DIALOG, GtkWindow)

/*
 * Asks in which format a capture is to be saved, and how much of it.
 * Signals: "chosen": the user wants to go on
 */
GtkWindow *sockeye_export_dialog_new (GtkWindow *parent, gboolean has_selection, gboolean has_filter);
SockeyeExportFormat sockeye_export_dialog_get_format (SockeyeExportDialog *self);
SockeyeExportRange sockeye_export_dialog_get_range (SockeyeExportDialog *self);

G_END_DECLS
