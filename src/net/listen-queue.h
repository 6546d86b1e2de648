/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

guint sockeye_listen_queue_get (GSocket *listener, guint *backlog);

G_END_DECLS
