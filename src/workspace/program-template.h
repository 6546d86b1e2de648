/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The templates of programs, in programs/, and how one is filled in. */
char *sockeye_program_template_fill (const char *name, GHashTable *values);

G_END_DECLS
