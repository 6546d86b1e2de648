/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_LAB_STEP_LATER,
  SOCKEYE_LAB_STEP_NEXT,
  SOCKEYE_LAB_STEP_DONE,
} SockeyeLabStepState;

#define SOCKEYE_TYPE_LAB_STEP_ROW (sockeye_lab_step_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeLabStepRow, sockeye_lab_step_row, SOCKEYE, LAB_STEP_ROW, GtkWidget)

/* A step of a lab: its number, or that it is done, what to do, and what is still missing. */
GtkWidget *sockeye_lab_step_row_new (guint number, const char *text);
void sockeye_lab_step_row_set_state (SockeyeLabStepRow *self, SockeyeLabStepState state, const char *message);

G_END_DECLS
