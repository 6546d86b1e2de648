/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the kernel tells of a Unix socket of this process (sock_diag(7)), as ss does. Any thread. */
gboolean sockeye_unix_diag_get (GSocket *self, guint32 show, guint16 attribute, gpointer value, gsize size);
guint32 sockeye_unix_diag_get_inode (GSocket *socket);
guint32 sockeye_unix_diag_get_far_inode (GSocket *socket);

G_END_DECLS
