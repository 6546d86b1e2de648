/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sockeye_free_ports_find (gboolean datagrams, guint16 *ports, guint n_ports);

G_END_DECLS
