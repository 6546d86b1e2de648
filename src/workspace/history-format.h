/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-item.h"

G_BEGIN_DECLS

/*
 * A history as text, for its file. In UTF-8:
 *
 *   # Sockeye history 1
 *   # Newest first. Each line is a dictionary (a{sv}) in the text format of GLib's GVariant.
 *   {'time': <'2026-02-11T14:03:05.123000Z'>, 'times': <uint32 2>, 'encoding': <'gbk'>, 'text': <'hello\n'>}
 *   # End
 *
 * Lines that begin with # say nothing more, but for the first and the last one: without them something is missing. What
 * an entry can have besides is in history-format.c; what it does not have is off. Times are in UTC.
 */
char *sockeye_history_format (GPtrArray *entries);
guint sockeye_history_parse (const char *contents, gsize length, GPtrArray *entries);

G_END_DECLS
