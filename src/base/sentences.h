/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sockeye_sentences_join (const char *first, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
char *sockeye_sentences_joinv (const char *const *sentences) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
