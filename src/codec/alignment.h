/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Edits up to which the shortest way from one sequence to the other is looked for; it costs their square, in time and memory. */
#define SOCKEYE_ALIGNMENT_EDITS_MAX 2048u

/**
 * SockeyeAlignedRun:
 * @left: where it begins in one sequence
 * @right: where it begins in the other
 * @length: elements that are the same in both
 */
typedef struct
{
  guint32 left;
  guint32 right;
  guint32 length;
} SockeyeAlignedRun;

/* Returns whether to stop. */
typedef gboolean (*SockeyeAlignmentStop) (gpointer data);

GArray *sockeye_align (const guint32 *left,
                       guint n_left,
                       const guint32 *right,
                       guint n_right,
                       guint32 n_values,
                       guint n_edits_max,
                       SockeyeAlignmentStop stop,
                       gpointer data,
                       gboolean *shortest);

G_END_DECLS
