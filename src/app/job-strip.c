/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-strip.h"

#include "job-text.h"
#include "progress-bar.h"
#include "template.h"

#define REFRESH_MS 100
/* What a file's speed is the mean of. */
#define N_SAMPLES 20

struct _SockeyeJobStrip
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkInscription *label; /* while it runs */
  GtkLabel *result;      /* when it has ended */
  SockeyeProgressBar *bar;

  /* Owned */
  SockeyeWorkspace *workspace;
  guint timer;

  struct
  {
    gint64 time;
    guint64 bytes;
  } samples[N_SAMPLES];
  guint n_samples; /* since the job began */
};

G_DEFINE_FINAL_TYPE (SockeyeJobStrip, sockeye_job_strip, GTK_TYPE_WIDGET)

static double
take_sample (SockeyeJobStrip *self, guint64 bytes)
{
  gint64 now = g_get_monotonic_time ();
  guint oldest = self->n_samples < N_SAMPLES ? 0 : self->n_samples % N_SAMPLES;
  gint64 time = self->samples[oldest].time;
  guint64 before = self->samples[oldest].bytes;

  self->samples[self->n_samples % N_SAMPLES].time = now;
  self->samples[self->n_samples % N_SAMPLES].bytes = bytes;
  return self->n_samples++ == 0 || now <= time ? 0 : (double) (bytes - before) * 1e6 / (double) (now - time);
}

static void
show_fraction (SockeyeJobStrip *self, const SockeyeJobProgress *progress)
{
  gboolean known = progress->total_bytes > 0 || progress->total_messages > 0;
  double fraction = progress->total_bytes > 0
                        ? (double) progress->bytes / (double) progress->total_bytes
                        : (double) progress->messages / (double) MAX (progress->total_messages, 1);

  gtk_widget_set_visible (GTK_WIDGET (self->bar), known);
  if (known)
    sockeye_progress_bar_set_fraction (self->bar, fraction);
}

/* As sockeye_figure_set_text(), in as much room as there is. */
static void
show_text (SockeyeJobStrip *self, const char *text)
{
  gtk_inscription_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Of what runs, the text changes all the time, and must not lay out the window; of what has ended, all of it is shown. */
static void
set_ended (SockeyeJobStrip *self, gboolean ended)
{
  gtk_widget_set_visible (GTK_WIDGET (self->bar), !ended);
  gtk_widget_set_visible (GTK_WIDGET (self->label), !ended);
  gtk_widget_set_visible (GTK_WIDGET (self->result), ended);
}

static gboolean
on_query_tooltip (GtkWidget *label,
                  int x G_GNUC_UNUSED,
                  int y G_GNUC_UNUSED,
                  gboolean keyboard G_GNUC_UNUSED,
                  GtkTooltip *tooltip,
                  gpointer data G_GNUC_UNUSED)
{
  gtk_tooltip_set_text (tooltip, gtk_inscription_get_text (GTK_INSCRIPTION (label)));
  return TRUE;
}

static gboolean
refresh (gpointer data)
{
  SockeyeJobStrip *self = data;
  SockeyeJobProgress progress;
  g_autofree char *text = NULL;

  sockeye_job_get_progress (sockeye_workspace_get_job (self->workspace), &progress);
  text = sockeye_job_text_describe (&progress, take_sample (self, progress.bytes));
  show_text (self, text);
  show_fraction (self, &progress);
  return G_SOURCE_CONTINUE;
}

static void
on_job_changed (SockeyeJobStrip *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (sockeye_workspace_get_job (self->workspace) == NULL)
    return;

  self->n_samples = 0;
  set_ended (self, FALSE);
  refresh (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  self->timer = g_timeout_add (REFRESH_MS, refresh, self);
}

/* What was really achieved stays where the progress was. Why it could not go on is said elsewhere. */
static void
on_job_ended (SockeyeJobStrip *self, SockeyeJob *job, const GError *error)
{
  SockeyeJobProgress progress;
  g_autofree char *text = NULL;

  sockeye_job_get_progress (job, &progress);
  text = sockeye_job_text_summarize (&progress);
  gtk_label_set_label (self->result, text);
  set_ended (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), error == NULL || progress.messages > 0);
}

static void
sockeye_job_strip_dispose (GObject *object)
{
  SockeyeJobStrip *self = SOCKEYE_JOB_STRIP (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
  g_clear_object (&self->workspace);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_JOB_STRIP);

  G_OBJECT_CLASS (sockeye_job_strip_parent_class)->dispose (object);
}

static void
sockeye_job_strip_class_init (SockeyeJobStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_job_strip_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_PROGRESS_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/job-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeJobStrip, label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeJobStrip, bar);
  gtk_widget_class_bind_template_child (widget_class, SockeyeJobStrip, result);
}

static void
sockeye_job_strip_init (SockeyeJobStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->label), TRUE);
  g_signal_connect (self->label, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
}

/**
 * sockeye_job_strip_set_workspace:
 * @self: a strip
 * @workspace: whose job is shown; once
 */
void
sockeye_job_strip_set_workspace (SockeyeJobStrip *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (workspace, "notify::job", G_CALLBACK (on_job_changed), self);
  g_signal_connect_swapped (workspace, "job-ended", G_CALLBACK (on_job_ended), self);
  on_job_changed (self);
}

/**
 * sockeye_job_strip_dismiss:
 * @self: a strip
 *
 * Takes away what the last job achieved; one that runs stays.
 */
void
sockeye_job_strip_dismiss (SockeyeJobStrip *self)
{
  if (self->workspace != NULL && sockeye_workspace_get_job (self->workspace) == NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
