/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint32 sockeye_count_newlines (const guint8 *bytes, gsize length);

G_END_DECLS
