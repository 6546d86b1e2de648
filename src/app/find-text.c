/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "find-text.h"

#include "errors.h"

#include <glib/gi18n-lib.h>

static guint64
count_all (SockeyeLogModel *model)
{
  SockeyeCapture *capture = sockeye_log_model_get_capture (model);
  guint64 first = MAX (sockeye_capture_get_first (capture), sockeye_log_model_get_start (model));

  return sockeye_capture_get_n_records (capture) - MIN (first, sockeye_capture_get_n_records (capture));
}

/**
 * sockeye_find_text_describe_shown:
 * @model: a log that is filtered
 *
 * Returns: (transfer full): how much of it is shown; with framing nobody has counted the messages that are not
 */
char *
sockeye_find_text_describe_shown (SockeyeLogModel *model)
{
  guint64 n = sockeye_log_model_get_n_records (model);
  guint64 n_all = count_all (model);
  g_autofree char *some = g_strdup_printf ("%'" G_GUINT64_FORMAT, n);
  g_autofree char *all = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_all);

  if (sockeye_log_model_get_frames (model) != NULL)
    /* Translators: %s is a number of messages */
    return g_strdup_printf (
        ngettext ("%s message shown, others are hidden", "%s messages shown, others are hidden", (gulong) n),
        some);
  /* Translators: two numbers: of how many records how many are shown */
  return g_strdup_printf (ngettext ("%s of %s record shown", "%s of %s records shown", (gulong) n_all),
                          n > n_all ? all : some, all);
}

/**
 * sockeye_find_text_end:
 * @count: how many were found
 * @scan: what found them
 * @under_way: whether there is more to look through
 *
 * Returns: (transfer full): @count, and whether it is all
 */
char *
sockeye_find_text_end (const char *count, SockeyeScan *scan, gboolean under_way)
{
  if (sockeye_scan_is_full (scan))
    /* Translators: %s is how many were found, such as "33,554,432 matches" */
    return g_strdup_printf (_ ("%s; later ones are too many and left out"), count);

  return under_way ? g_strconcat (count, " …", NULL) : g_strdup (count);
}

/**
 * sockeye_find_text_count:
 * @scan: what finds the matches
 * @pattern: what it looks for
 * @under_way: whether there is more to look through
 *
 * Returns: (transfer full): how many there are
 */
char *
sockeye_find_text_count (SockeyeScan *scan, SockeyePattern *pattern, gboolean under_way)
{
  guint64 n = sockeye_scan_get_n_matches (scan);
  g_autofree char *digits = g_strdup_printf ("%'" G_GUINT64_FORMAT, n);
  /* Translators: %s is the number of matches */
  g_autofree char *count = g_strdup_printf (ngettext ("%s match", "%s matches", (gulong) n), digits);

  if (sockeye_pattern_has_given_up (pattern))
    /* Translators: %s is how many were found, such as "12 matches" */
    return g_strdup_printf (_ ("%s; some records were too much for this expression"), count);
  return sockeye_find_text_end (count, scan, under_way);
}

/**
 * sockeye_find_text_check:
 * @scan: what finds the matches
 * @pattern: what it looks for
 *
 * Returns: (transfer full) (nullable): why nothing was found so far, if it is for the expression
 */
GError *
sockeye_find_text_check (SockeyeScan *scan, SockeyePattern *pattern)
{
  if (sockeye_scan_get_n_matches (scan) > 0 || !sockeye_pattern_has_matched_places (pattern))
    return NULL;

  return g_error_new_literal (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATTERN,
                              _ ("This expression matches only places between characters, where there is "
                                 "nothing to show. Add the characters that are to be found."));
}
