/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The descriptors 0, 1 and 2 of a program. */
gboolean sockeye_standard_streams_occupy (void);

G_END_DECLS
