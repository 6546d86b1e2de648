/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "text.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_PATTERN_TEXT, /* as the log shows it: \xNN is also a byte that is no text */
  SOCKEYE_PATTERN_HEX,
  SOCKEYE_PATTERN_REGEX,
  SOCKEYE_PATTERN_LITERAL, /* just these characters; nobody chooses it in a list */
} SockeyePatternKind;

/**
 * SockeyeMatch:
 * @start: the first byte of the match, relative to the bytes after the context; negative when it began in the context
 * @length: how many bytes
 */
typedef struct
{
  gint64 start;
  gint64 length;
} SockeyeMatch;

/* What Find and Filter look for. Immutable, so threads may share it. */
typedef struct _SockeyePattern SockeyePattern;

SockeyePattern *sockeye_pattern_new (SockeyePatternKind kind,
                                     const char *text,
                                     gboolean match_case,
                                     const SockeyeCharset *charset,
                                     GError **error);
SockeyePattern *sockeye_pattern_make_quick (SockeyePattern *self);
SockeyePattern *sockeye_pattern_ref (SockeyePattern *self);
void sockeye_pattern_unref (SockeyePattern *self);
gboolean sockeye_pattern_has_given_up (SockeyePattern *self);
gboolean sockeye_pattern_has_matched_places (SockeyePattern *self);
const SockeyeCharset *sockeye_pattern_get_charset (SockeyePattern *self);
gboolean sockeye_pattern_is_fixed (SockeyePattern *self);
gsize sockeye_pattern_get_overlap (SockeyePattern *self);
gboolean sockeye_pattern_needs_boundary (SockeyePattern *self);
guint sockeye_pattern_find (SockeyePattern *self,
                            const guint8 *bytes,
                            gsize length,
                            gsize context,
                            GArray *matches,
                            guint max);
guint sockeye_pattern_find_in_stream (SockeyePattern *self,
                                      const guint8 *bytes,
                                      gsize length,
                                      gsize context,
                                      GArray *starts,
                                      GArray *matches);
void sockeye_pattern_continue (SockeyePattern *self, const guint8 *bytes, gsize length, GArray *matches);
guint sockeye_pattern_find_in_text (SockeyePattern *self, const char *text, GArray *matches, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyePattern, sockeye_pattern_unref)

G_END_DECLS
