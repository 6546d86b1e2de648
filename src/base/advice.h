/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Whom the sentences about errors advise: the user of a window, who finds what they name there, or of a command line, who
 * has options instead.
 */
void sockeye_advice_set_for_command (void);
gboolean sockeye_advice_is_for_command (void);

G_END_DECLS
