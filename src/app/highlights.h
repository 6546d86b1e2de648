/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pattern.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows are searched for each rule while they are drawn. */
#define SOCKEYE_HIGHLIGHTS_MAX 32u
/* Of a row that are marked; what follows on it is not. */
#define SOCKEYE_HIGHLIGHT_MATCHES_MAX 64u

/**
 * SockeyeHighlightRule:
 * @enabled: it is used
 * @kind: how its text is read
 * @text: (owned): what is looked for, whatever its case
 * @color: which of the colours of highlight-palette.h
 */
typedef struct
{
  gboolean enabled;
  SockeyePatternKind kind;
  char *text;
  guint color;
} SockeyeHighlightRule;

/**
 * SockeyeHighlight:
 * @start: the first byte, relative to those after the context; may be negative
 * @length: how many bytes
 * @color: as in its rule
 */
typedef struct
{
  gint64 start;
  gint64 length;
  guint color;
} SockeyeHighlight;

#define SOCKEYE_TYPE_HIGHLIGHTS (sockeye_highlights_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHighlights, sockeye_highlights, SOCKEYE, HIGHLIGHTS, GObject)

/*
 * What is marked in the log wherever it stands. Kept in the settings, and the same for all windows.
 *
 * Signals: "changed" (): other things are to be marked
 */
SockeyeHighlights *sockeye_highlights_new (GSettings *settings);
gboolean sockeye_highlights_are_empty (SockeyeHighlights *self);
void sockeye_highlights_find (SockeyeHighlights *self,
                              const SockeyeCharset *charset,
                              const guint8 *bytes,
                              gsize length,
                              gsize context,
                              GArray *found);

GArray *sockeye_highlights_load (GSettings *settings);
void sockeye_highlights_save (GSettings *settings, GArray *rules);
SockeyePattern *sockeye_highlight_rule_compile (const SockeyeHighlightRule *rule,
                                                const SockeyeCharset *charset,
                                                GError **error);

G_END_DECLS
