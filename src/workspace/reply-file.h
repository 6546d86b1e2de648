/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reply-rule.h"

G_BEGIN_DECLS

/* The table of rules as a file that a person can read and change. */
char *sockeye_reply_file_write (GPtrArray *rules);
GPtrArray *sockeye_reply_file_read (const char *text, gsize length, GError **error);
gboolean sockeye_reply_file_check (const char *key, const char *line, GError **error);

G_END_DECLS
