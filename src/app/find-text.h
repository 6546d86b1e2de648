/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-model.h"
#include "scan.h"

G_BEGIN_DECLS

char *sockeye_find_text_describe_shown (SockeyeLogModel *model);
char *sockeye_find_text_count (SockeyeScan *scan, SockeyePattern *pattern, gboolean under_way);
char *sockeye_find_text_end (const char *count, SockeyeScan *scan, gboolean under_way);
GError *sockeye_find_text_check (SockeyeScan *scan, SockeyePattern *pattern);

G_END_DECLS
