/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the log shows of an event: the one text that is drawn, searched and filtered. */
char *sockeye_log_sentence_new (const guint8 *bytes, gsize length);

G_END_DECLS
