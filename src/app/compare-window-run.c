/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-window-private.h"

#include "diff-words.h"
#include "sentences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A comparison that is done by then is not announced. */
#define PATIENCE_MS 300
/* Peers of each side that are looked at. */
#define PEERS_LOOKED_AT 64u

/* Between the start of a comparison and its end. */
typedef struct
{
  SockeyeCompareWindow *window;
  GCancellable *cancellable;
  SockeyeWorkspace *workspaces[2];
  char *names[2];
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->window);
  g_object_unref (run->cancellable);
  for (guint i = 0; i < 2; i++)
    {
      g_object_unref (run->workspaces[i]);
      g_free (run->names[i]);
    }
  g_free (run);
}

static SockeyeCompareChoice *
get_choice (SockeyeCompareWindow *self, guint side)
{
  return side == 0 ? self->left : self->right;
}

static gint64
get_tolerance (SockeyeCompareWindow *self)
{
  static const gint64 tolerances[] = { 0, 10000, 100000, G_USEC_PER_SEC };

  return tolerances[MIN (gtk_drop_down_get_selected (self->times), G_N_ELEMENTS (tolerances) - 1)];
}

static guint
get_kinds (SockeyeCompareWindow *self)
{
  static const guint kinds[] = {
    SOCKEYE_FILTER_ALL_KINDS,
    SOCKEYE_FILTER_RECEIVED | SOCKEYE_FILTER_SENT,
    SOCKEYE_FILTER_RECEIVED,
    SOCKEYE_FILTER_SENT,
    [SOCKEYE_COMPARE_BOTH_ENDS] = SOCKEYE_FILTER_RECEIVED | SOCKEYE_FILTER_SENT,
  };

  return kinds[MIN (gtk_drop_down_get_selected (self->direction), SOCKEYE_COMPARE_BOTH_ENDS)];
}

/* The rule of one tab is for both: messages that are found in different ways cannot be compared. %NULL: neither has one. */
static const SockeyeFraming *
choose_framing (SockeyeCompareWindow *self, guint *side)
{
  for (guint i = 0; i < 2; i++)
    {
      SockeyeWorkspace *workspace = sockeye_compare_choice_get_workspace (get_choice (self, i));
      const SockeyeFraming *framing = sockeye_log_model_get_framing (sockeye_workspace_get_log (workspace));

      *side = i;
      if (framing != NULL && framing->kind != SOCKEYE_FRAMING_AS_RECEIVED)
        return framing;
    }
  return NULL;
}

static void
get_options (SockeyeCompareWindow *self, SockeyeDiffOptions *options)
{
  guint side;
  const SockeyeFraming *framing = choose_framing (self, &side);

  *options = (SockeyeDiffOptions){ .unit = (SockeyeDiffUnit) gtk_drop_down_get_selected (self->unit),
                                   .kinds = get_kinds (self),
                                   .mirrored = gtk_drop_down_get_selected (self->direction)
                                               == SOCKEYE_COMPARE_BOTH_ENDS,
                                   .tolerance = get_tolerance (self) };
  if (framing != NULL)
    options->framing = *framing;
  for (guint i = 0; i < 2; i++)
    {
      SockeyeWorkspace *workspace = sockeye_compare_choice_get_workspace (get_choice (self, i));

      options->peers[i] = sockeye_compare_choice_get_peer (get_choice (self, i));
      options->first[i] = sockeye_log_model_get_start (sockeye_workspace_get_log (workspace));
    }
}

static gboolean
has_streams (SockeyeCompareWindow *self)
{
  for (guint i = 0; i < 2; i++)
    {
      SockeyeCapture *capture = sockeye_diff_side_get_capture (sockeye_capture_diff_get_side (self->diff, i));
      guint32 n = MIN (sockeye_capture_get_n_peers (capture), PEERS_LOOKED_AT);
      SockeyePeer peer;

      for (guint32 id = 1; id <= n; id++)
        if (sockeye_capture_get_peer (capture, id, &peer) && peer.stream)
          return TRUE;
    }
  return FALSE;
}

/* How messages were found matters where a stream is cut otherwise in each run. */
static char *
remark_on_framing (SockeyeCompareWindow *self)
{
  const SockeyeDiffOptions *options = sockeye_capture_diff_get_options (self->diff);
  guint side;

  if (options->unit != SOCKEYE_DIFF_MESSAGES || !has_streams (self))
    return g_strdup ("");
  if (options->framing.kind == SOCKEYE_FRAMING_AS_RECEIVED)
    return g_strdup (
        _ ("No framing is set in either tab, so each receive is a message, and a stream may be cut "
           "otherwise in each run: set one, or compare the bytes of the streams."));
  choose_framing (self, &side);
  /* Translators: %s is a tab's title */
  return g_strdup_printf (_ ("Messages are found by the framing of %s, on both sides."), self->names[side]);
}

static void
tell_result (SockeyeCompareWindow *self)
{
  g_autofree char *summary = sockeye_diff_summarize (self->diff);
  g_autofree char *remark = sockeye_diff_remark (self->diff);
  g_autofree char *framing = remark_on_framing (self);
  g_autofree char *both = sockeye_sentences_join (remark, framing, NULL);

  gtk_label_set_label (self->summary, summary);
  gtk_label_set_label (self->remark, both);
  gtk_widget_set_visible (GTK_WIDGET (self->remark), *both != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary,
                                  -1);
}

static void
take_result (SockeyeCompareWindow *self, SockeyeCaptureDiff *diff, Run *run)
{
  guint first;

  g_clear_pointer (&self->diff, sockeye_capture_diff_unref);
  self->diff = diff;
  for (guint i = 0; i < 2; i++)
    {
      g_set_object (&self->compared[i], run->workspaces[i]);
      g_free (self->names[i]);
      self->names[i] = g_steal_pointer (&run->names[i]);
      self->looks[i].charset = sockeye_workspace_get_charset (run->workspaces[i]);
    }
  tell_result (self);
  sockeye_compare_window_show_rows (self);
  if (sockeye_capture_diff_find (diff, gtk_check_button_get_active (self->only_differences), G_MAXUINT, TRUE,
                                 &first))
    sockeye_compare_window_select (self, first);
}

static void
end (SockeyeCompareWindow *self)
{
  if (self->patience == 0)
    sockeye_notice_bar_dismiss (self->notice);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->comparing);
}

static void
on_compared (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  SockeyeCompareWindow *self = run->window;
  g_autoptr (GError) error = NULL;
  SockeyeCaptureDiff *diff = sockeye_capture_diff_finish (result, &error);

  /* It may have been closed meanwhile, or another comparison has taken the place of this one. */
  if (self->actions != NULL && self->comparing == run->cancellable)
    {
      end (self);
      if (diff != NULL)
        take_result (self, g_steal_pointer (&diff), run);
      else
        sockeye_notice_bar_show_message (self->notice, _ ("The comparison was cancelled. What is shown is "
                                                          "what was compared before."));
      sockeye_compare_window_update_actions (self);
    }
  g_clear_pointer (&diff, sockeye_capture_diff_unref);
  run_free (run);
}

static void
on_progress (goffset done, goffset total, gpointer data)
{
  Run *run = data;
  SockeyeCompareWindow *self = run->window;

  if (self->actions != NULL && self->comparing == run->cancellable && self->patience == 0 && total > 0)
    sockeye_notice_bar_set_fraction (self->notice, (double) done / (double) total);
}

static gboolean
on_patience_over (gpointer data)
{
  SockeyeCompareWindow *self = data;

  self->patience = 0;
  sockeye_notice_bar_show_work (self->notice, _ ("Comparing the captures"), "compare.cancel");
  return G_SOURCE_REMOVE;
}

static void
start (SockeyeCompareWindow *self)
{
  SockeyeDiffOptions options;
  Run *run = g_new0 (Run, 1);

  get_options (self, &options);
  run->window = g_object_ref (self);
  for (guint i = 0; i < 2; i++)
    {
      run->workspaces[i] = g_object_ref (sockeye_compare_choice_get_workspace (get_choice (self, i)));
      run->names[i] = g_strdup (sockeye_compare_choice_get_label (get_choice (self, i)));
    }
  sockeye_notice_bar_dismiss (self->notice);
  self->comparing = g_cancellable_new ();
  run->cancellable = g_object_ref (self->comparing);
  self->patience = g_timeout_add (PATIENCE_MS, on_patience_over, self);
  sockeye_compare_window_update_actions (self);
  sockeye_capture_diff_async (sockeye_workspace_get_capture (run->workspaces[0]),
                              sockeye_workspace_get_capture (run->workspaces[1]), &options, on_progress, run,
                              self->comparing, on_compared, run);
}

static void
show_nothing_to_compare (SockeyeCompareWindow *self)
{
  g_clear_pointer (&self->diff, sockeye_capture_diff_unref);
  gtk_label_set_label (self->summary, "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), FALSE);
  sockeye_compare_window_show_rows (self);
  sockeye_compare_window_update_actions (self);
}

/**
 * sockeye_compare_window_compare:
 * @self: a window
 *
 * Private. Compares what is chosen as it is now. What was being compared before is not any more.
 */
void
sockeye_compare_window_compare (SockeyeCompareWindow *self)
{
  SockeyeWorkspace *left = sockeye_compare_choice_get_workspace (self->left);
  SockeyeWorkspace *right = sockeye_compare_choice_get_workspace (self->right);

  if (self->frozen || left == NULL || right == NULL)
    return;
  if (self->comparing != NULL)
    {
      g_cancellable_cancel (self->comparing);
      end (self);
    }
  /* Two connections of one capture can be compared. */
  if (left == right
      && sockeye_compare_choice_get_peer (self->left) == sockeye_compare_choice_get_peer (self->right))
    show_nothing_to_compare (self);
  else
    start (self);
}
