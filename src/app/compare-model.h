/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-diff.h"

G_BEGIN_DECLS

/* The rows of a comparison, a GListModel of SockeyeCompareItem. A row is made when somebody asks for it. */
#define SOCKEYE_TYPE_COMPARE_MODEL (sockeye_compare_model_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareModel, sockeye_compare_model, SOCKEYE, COMPARE_MODEL, GObject)

SockeyeCompareModel *sockeye_compare_model_new (void);
void sockeye_compare_model_set_diff (SockeyeCompareModel *self,
                                     SockeyeCaptureDiff *diff,
                                     gboolean only_differences);

G_END_DECLS
