/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_COMPARE_SOURCE (sockeye_compare_source_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeCompareSource, sockeye_compare_source, SOCKEYE, COMPARE_SOURCE, GObject)

/* A tab whose capture can be compared. Properties: "label" (string) */
SockeyeCompareSource *sockeye_compare_source_new (SockeyeWorkspace *workspace, const char *label);
SockeyeWorkspace *sockeye_compare_source_get_workspace (SockeyeCompareSource *self);
const char *sockeye_compare_source_get_label (SockeyeCompareSource *self);

GPtrArray *sockeye_compare_source_list (SockeyeWorkspace *also);

G_END_DECLS
