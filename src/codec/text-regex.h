/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pattern.h"

G_BEGIN_DECLS

/*
 * A regular expression that is looked for in the text that bytes stand for; a byte that is no text is \xNN there, as in
 * the log. Immutable, so threads may share it.
 */
typedef struct _SockeyeTextRegex SockeyeTextRegex;

SockeyeTextRegex *sockeye_text_regex_new (const char *expression,
                                          gboolean match_case,
                                          const SockeyeCharset *charset,
                                          GError **error);
SockeyeTextRegex *sockeye_text_regex_new_quick (SockeyeTextRegex *self);
void sockeye_text_regex_free (SockeyeTextRegex *self);
gboolean sockeye_text_regex_has_given_up (SockeyeTextRegex *self);
gboolean sockeye_text_regex_has_matched_places (SockeyeTextRegex *self);
guint sockeye_text_regex_find (SockeyeTextRegex *self,
                               const guint8 *bytes,
                               gsize length,
                               gsize context,
                               GArray *matches,
                               guint max);
guint sockeye_text_regex_find_in_stream (SockeyeTextRegex *self,
                                         const guint8 *bytes,
                                         gsize length,
                                         gsize context,
                                         GArray *starts,
                                         GArray *matches);
guint sockeye_text_regex_find_in_text (SockeyeTextRegex *self, const char *text, GArray *matches, guint max);
guint
sockeye_regex_find_in_text (GRegex *regex, const char *text, GArray *matches, guint max, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeTextRegex, sockeye_text_regex_free)

G_END_DECLS
