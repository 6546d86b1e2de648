/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as a person types them: "14:03", "14:03:05.25", "2025-11-22", "2025-11-22 14:03:05". */
gboolean sockeye_time_text_parse (const char *text, gint64 day, gint64 *from, gint64 *to, GError **error);

G_END_DECLS
