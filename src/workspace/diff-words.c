/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-words.h"

#include <glib/gi18n-lib.h>

static void
add_count (GPtrArray *parts, const SockeyeCaptureDiff *diff, SockeyeDiffOp op)
{
  guint count = sockeye_capture_diff_get_count (diff, op);
  g_autofree char *number = g_strdup_printf ("%'u", count);
  char *text;

  if (count == 0 && op != SOCKEYE_DIFF_EQUAL)
    return;
  switch (op)
    {
    case SOCKEYE_DIFF_CHANGED:
      /* Translators: %s is a number of messages that differ from those in their place */
      text = g_strdup_printf (ngettext ("%s changed", "%s changed", count), number);
      break;
    case SOCKEYE_DIFF_LEFT:
      /* Translators: %s is a number of messages that only the left one of two captures has */
      text = g_strdup_printf (ngettext ("%s only left", "%s only left", count), number);
      break;
    case SOCKEYE_DIFF_RIGHT:
      /* Translators: %s is a number of messages that only the right one of two captures has */
      text = g_strdup_printf (ngettext ("%s only right", "%s only right", count), number);
      break;
    case SOCKEYE_DIFF_LATE:
      /* Translators: %s is a number of messages that are the same, but came earlier or later */
      text = g_strdup_printf (ngettext ("%s at another time", "%s at another time", count), number);
      break;
    case SOCKEYE_DIFF_EQUAL:
    case SOCKEYE_N_DIFF_OPS:
    default:
      /* Translators: %s is a number of messages that are the same in both captures */
      text = g_strdup_printf (ngettext ("%s equal", "%s equal", count), number);
      break;
    }
  g_ptr_array_add (parts, text);
}

static gboolean
is_all_equal (const SockeyeCaptureDiff *diff)
{
  return sockeye_capture_diff_get_n_rows (diff, TRUE) == 0
         && sockeye_capture_diff_get_count (diff, SOCKEYE_DIFF_EQUAL) > 0;
}

/**
 * sockeye_diff_summarize:
 * @diff: what differs
 *
 * Returns: (transfer full): "3 changed, 1 only left, 118 equal", or "No difference: 118 equal"
 */
char *
sockeye_diff_summarize (const SockeyeCaptureDiff *diff)
{
  static const SockeyeDiffOp ops[] = { SOCKEYE_DIFF_CHANGED, SOCKEYE_DIFF_LEFT, SOCKEYE_DIFF_RIGHT,
                                       SOCKEYE_DIFF_LATE, SOCKEYE_DIFF_EQUAL };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *counts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    add_count (parts, diff, ops[i]);
  g_ptr_array_add (parts, NULL);
  /* Translators: stands between counts: "3 changed, 1 only left" */
  counts = g_strjoinv (_ (", "), (char **) parts->pdata);
  if (is_all_equal (diff))
    /* Translators: %s is "4 equal" */
    return g_strdup_printf (_ ("No difference: %s"), counts);
  return g_steal_pointer (&counts);
}

static void
add_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static guint64
count_gone (const SockeyeCaptureDiff *diff)
{
  return sockeye_diff_side_get_n_gone (sockeye_capture_diff_get_side (diff, 0))
         + sockeye_diff_side_get_n_gone (sockeye_capture_diff_get_side (diff, 1));
}

static gboolean
is_cut (const SockeyeCaptureDiff *diff)
{
  return sockeye_diff_side_is_cut (sockeye_capture_diff_get_side (diff, 0))
         || sockeye_diff_side_is_cut (sockeye_capture_diff_get_side (diff, 1));
}

/**
 * sockeye_diff_remark:
 * @diff: what differs
 *
 * Returns: (transfer full): sentences on what the user has to know of how it was compared; mostly ""
 */
char *
sockeye_diff_remark (const SockeyeCaptureDiff *diff)
{
  GString *text = g_string_new (NULL);
  guint64 n_gone = count_gone (diff);
  g_autofree char *gone = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_gone);
  g_autofree char *most = g_strdup_printf ("%'u", SOCKEYE_DIFF_ITEMS_MAX);

  if (!sockeye_capture_diff_is_shortest (diff))
    add_sentence (text, g_strdup (_ ("There are so many differences that what stands side by side is only "
                                     "approximately the best choice; equal is equal all the same.")));
  if (is_cut (diff))
    /* Translators: %s is a number */
    add_sentence (text, g_strdup_printf (_ ("Only the first %s of a capture are compared. Choose a single "
                                            "connection or direction to compare others."),
                                         most));
  if (n_gone > 0)
    add_sentence (text,
                  /* Translators: %s is a number */
                  g_strdup_printf (ngettext ("%s record was left out: its bytes are not kept any more.",
                                             "%s records were left out: their bytes are not kept any more.",
                                             (gulong) MIN (n_gone, G_MAXULONG)),
                                   gone));
  return g_string_free (text, FALSE);
}
