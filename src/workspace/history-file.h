/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-change.h"

G_BEGIN_DECLS

/* For a thread that may wait for the disk, and for another program that has the file. */
GPtrArray *sockeye_history_file_update (const char *path, GPtrArray *changes, char **remark, GError **error);
gboolean sockeye_history_file_erase (const char *path, GError **error);

G_END_DECLS
