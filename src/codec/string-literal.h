/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes as a string in source text: what can be read as UTF-8 stands as it is, all other bytes as escapes. */
void
sockeye_string_literal_append_c (GString *text, const guint8 *bytes, gsize length, const char *line_start);
void sockeye_string_literal_append_python (GString *text,
                                           const guint8 *bytes,
                                           gsize length,
                                           const char *line_start);
void sockeye_string_literal_append_python_string (GString *text, const char *string);
void sockeye_string_literal_append_printf (GString *text, const guint8 *bytes, gsize length);
void sockeye_string_literal_append_shell (GString *text, const char *word);

G_END_DECLS
