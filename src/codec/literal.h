/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes as source text of a programming language, for the clipboard. */
void sockeye_literal_append_c (GString *text, const char *name, const guint8 *bytes, gsize length);
void sockeye_literal_append_python (GString *text, const guint8 *bytes, gsize length);

G_END_DECLS
