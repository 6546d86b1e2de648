/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pattern.h"

G_BEGIN_DECLS

/* What has to come: a text, bytes, or a regular expression. Does not change. */
typedef struct _SockeyeExpectation SockeyeExpectation;

SockeyeExpectation *sockeye_expectation_new (SockeyePatternKind kind,
                                             const char *text,
                                             gboolean escapes,
                                             const SockeyeCharset *charset,
                                             GError **error);
void sockeye_expectation_free (SockeyeExpectation *self);

const char *sockeye_expectation_get_text (const SockeyeExpectation *self);
SockeyePatternKind sockeye_expectation_get_kind (const SockeyeExpectation *self);
const SockeyeCharset *sockeye_expectation_get_charset (const SockeyeExpectation *self);
gsize sockeye_expectation_get_overlap (const SockeyeExpectation *self);
gboolean sockeye_expectation_has_given_up (const SockeyeExpectation *self);
gboolean sockeye_expectation_find (const SockeyeExpectation *self,
                                   const guint8 *bytes,
                                   gsize length,
                                   gsize searched,
                                   gsize *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeExpectation, sockeye_expectation_free)

G_END_DECLS
