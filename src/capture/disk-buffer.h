/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint8 *sockeye_disk_buffer_new (gsize length);
void sockeye_disk_buffer_free (guint8 *buffer, gsize length);

G_END_DECLS
