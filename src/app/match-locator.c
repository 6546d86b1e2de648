/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "match-locator.h"

#include "record-searcher.h"

typedef struct
{
  SockeyeCapture *capture;
  SockeyePattern *pattern;
  guint64 number;
} Locating;

static void
locating_free (gpointer data)
{
  Locating *locating = data;

  g_object_unref (locating->capture);
  sockeye_pattern_unref (locating->pattern);
  g_free (locating);
}

static void
locate_in_thread (GTask *task,
                  gpointer source G_GNUC_UNUSED,
                  gpointer data,
                  GCancellable *cancellable G_GNUC_UNUSED)
{
  Locating *locating = data;
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  g_autoptr (SockeyeRecordSearcher)
      searcher = sockeye_record_searcher_new (locating->capture, locating->pattern);
  SockeyeRecord record;

  if (sockeye_capture_get_record (locating->capture, locating->number, &record))
    sockeye_record_searcher_search (searcher, locating->number, &record, matches);
  g_task_return_pointer (task, matches, (GDestroyNotify) g_array_unref);
}

/**
 * sockeye_match_locator_locate_async:
 * @capture: where to look
 * @pattern: what to look for
 * @number: the record to look into
 * @cancellable: (nullable): nobody wants to know any more
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Finds where in a record the pattern stands.
 */
void
sockeye_match_locator_locate_async (SockeyeCapture *capture,
                                    SockeyePattern *pattern,
                                    guint64 number,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  Locating *locating = g_new0 (Locating, 1);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  locating->capture = g_object_ref (capture);
  locating->pattern = sockeye_pattern_ref (pattern);
  locating->number = number;
  g_task_set_source_tag (task, sockeye_match_locator_locate_async);
  g_task_set_task_data (task, locating, locating_free);
  g_task_run_in_thread (task, locate_in_thread);
}

/**
 * sockeye_match_locator_finish:
 * @result: what the callback was given
 * @number: (out): the record; as it was when this was cancelled
 *
 * Returns: (transfer full) (nullable): #SockeyeMatch in the order of their beginnings; %NULL if it was cancelled
 */
GArray *
sockeye_match_locator_finish (GAsyncResult *result, guint64 *number)
{
  /* There is no other error than that of cancelling. */
  GArray *matches = g_task_propagate_pointer (G_TASK (result), NULL);
  const Locating *locating = g_task_get_task_data (G_TASK (result));

  if (matches != NULL)
    *number = locating->number;
  return matches;
}
