/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "recovery-bar.h"

#include "leftover.h"
#include "log-clearing.h"
#include "progress-bar.h"
#include "sentences.h"
#include "template.h"
#include "window.h"

#include <glib/gi18n-lib.h>

struct _SockeyeRecoveryBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkBox *box;
  GtkLabel *message;
  SockeyeProgressBar *progress;
  GtkButton *recover;
  GtkButton *discard;
  GtkButton *undo;
  GtkButton *cancel;
  GtkButton *close;

  /* Owned */
  GSettings *settings;       /* %NULL once it is disposed */
  GPtrArray *leftovers;      /* the first one is offered */
  GPtrArray *discarded;      /* what Undo brings back; on the disk until then */
  GCancellable *cancellable; /* (nullable): while the first one is recovered */
  guint timer;               /* 0: nothing can be undone */
  gint64 began;              /* when the first one began to be recovered, monotonic */
};

G_DEFINE_FINAL_TYPE (SockeyeRecoveryBar, sockeye_recovery_bar, GTK_TYPE_WIDGET)

static SockeyeLeftover *
get_leftover (SockeyeRecoveryBar *self)
{
  return self->leftovers->len > 0 ? self->leftovers->pdata[0] : NULL;
}

/* "14:05" today, and with the day before it otherwise. */
static char *
format_time (gint64 time)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today;

  if (then == NULL)
    return g_strdup ("?");
  today = g_date_time_get_year (then) == g_date_time_get_year (now)
          && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);
  return g_date_time_format (then, today ? "%H:%M" : "%x %H:%M");
}

/* The program may have ended as it should since: what it recovered was not saved. */
static char *
describe_unsaved (const char *name, const char *time, const char *number, const char *size, gulong plural)
{
  if (name == NULL)
    return g_strdup_printf (
        /* Translators: a time, "14:05"; a number; a size, "1.2 GB" */
        ngettext ("A capture from %s was recovered, and is not saved yet: %s record, %s.",
                  "A capture from %s was recovered, and is not saved yet: %s records, %s.", plural),
        time, number, size);
  return g_strdup_printf (
      /* Translators: a session, "TCP server 0.0.0.0:8080"; a time, "14:05"; a number; a size, "1.2 GB" */
      ngettext ("A capture of %s from %s was recovered, and is not saved yet: %s record, %s.",
                "A capture of %s from %s was recovered, and is not saved yet: %s records, %s.", plural),
      name, time, number, size);
}

static char *
describe_whole (SockeyeLeftover *leftover)
{
  guint64 n = sockeye_leftover_get_n_records (leftover);
  gulong plural = (gulong) MIN (n, G_MAXULONG);
  const char *name = sockeye_leftover_get_name (leftover);
  g_autofree char *time = format_time (sockeye_leftover_get_begun (leftover));
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, n);
  g_autofree char *size = g_format_size (sockeye_leftover_get_n_bytes (leftover));

  if (sockeye_leftover_was_recovered (leftover))
    return describe_unsaved (name, time, number, size, plural);
  if (name == NULL)
    return g_strdup_printf (
        /* Translators: a time, "14:05"; a number; a size, "1.2 GB" */
        ngettext ("Sockeye ended unexpectedly. A capture from %s is still there: %s record, %s.",
                  "Sockeye ended unexpectedly. A capture from %s is still there: %s records, %s.", plural),
        time, number, size);
  return g_strdup_printf (
      /* Translators: a session, "TCP server 0.0.0.0:8080"; a time, "14:05"; a number; a size, "1.2 GB" */
      ngettext ("Sockeye ended unexpectedly. A capture of %s from %s is still there: %s record, %s.",
                "Sockeye ended unexpectedly. A capture of %s from %s is still there: %s records, %s.",
                plural),
      name, time, number, size);
}

static char *
describe (SockeyeLeftover *leftover)
{
  if (!sockeye_leftover_is_damaged (leftover))
    return describe_whole (leftover);
  /* Translators: %s is a folder */
  return g_strdup_printf (_ ("A capture was not saved because Sockeye ended unexpectedly, and cannot be "
                             "recovered: its files are damaged, or another version of Sockeye wrote them. "
                             "They are in %s."),
                          sockeye_leftover_get_directory (leftover));
}

static char *
describe_discarded (SockeyeRecoveryBar *self)
{
  guint n = self->discarded->len;
  SockeyeLeftover *leftover = self->discarded->pdata[0];
  const char *name = sockeye_leftover_get_name (leftover);
  g_autofree char *time = NULL;

  if (n > 1)
    /* Translators: %u is a number of captures; "one" is not used */
    return g_strdup_printf (ngettext ("%u capture was discarded.", "%u captures were discarded.", n), n);
  if (sockeye_leftover_is_damaged (leftover))
    return g_strdup (_ ("The damaged capture was discarded."));
  time = format_time (sockeye_leftover_get_begun (leftover));
  if (name == NULL)
    /* Translators: %s is a time, "14:05" */
    return g_strdup_printf (_ ("The capture from %s was discarded."), time);
  /* Translators: a session, "TCP server 0.0.0.0:8080"; a time, "14:05" */
  return g_strdup_printf (_ ("The capture of %s from %s was discarded."), name, time);
}

/* What was discarded is told where nothing else is offered: three lines are more than a small window has room for.
 * @problem: (nullable): what went wrong just now; returns %NULL when there is nothing to be said */
static char *
describe_all (SockeyeRecoveryBar *self, const char *problem)
{
  guint n_more = self->leftovers->len > 0 ? self->leftovers->len - 1 : 0;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_null_terminated (4, g_free, TRUE);

  if (problem != NULL)
    g_ptr_array_add (sentences, g_strdup (problem));
  else if (get_leftover (self) != NULL)
    g_ptr_array_add (sentences, describe (get_leftover (self)));
  else if (self->discarded->len > 0)
    g_ptr_array_add (sentences, describe_discarded (self));
  if (n_more > 0)
    /* Translators: %u is a number of captures */
    g_ptr_array_add (sentences, g_strdup_printf (ngettext ("After it, there is %u more.",
                                                           "After it, there are %u more.", n_more),
                                                 n_more));
  return sentences->len > 0 ? sockeye_sentences_joinv ((const char *const *) sentences->pdata) : NULL;
}

static void
set_text (SockeyeRecoveryBar *self, const char *text)
{
  gtk_label_set_label (self->message, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* GTK 4.8 has no call that makes a screen reader speak: an alert that appears, named by its message, does. */
static void
say (SockeyeRecoveryBar *self, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  set_text (self, text);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
show_buttons (SockeyeRecoveryBar *self)
{
  SockeyeLeftover *leftover = get_leftover (self);
  gboolean busy = self->cancellable != NULL;
  gboolean offered = leftover != NULL && !busy;
  const char *close = leftover != NULL ? _ ("Ask later") : _ ("Dismiss");
  g_autofree char *discarded = self->discarded->len > 0 ? describe_discarded (self) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), busy);
  gtk_widget_set_visible (GTK_WIDGET (self->recover), offered && !sockeye_leftover_is_damaged (leftover));
  gtk_widget_set_visible (GTK_WIDGET (self->discard), offered);
  gtk_widget_set_visible (GTK_WIDGET (self->undo), discarded != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->undo), discarded);
  gtk_widget_set_visible (GTK_WIDGET (self->close), !busy);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->close),
                               leftover != NULL ? _ ("Ask again when Sockeye starts next time") : close);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->close), GTK_ACCESSIBLE_PROPERTY_LABEL, close, -1);
}

/* @problem: (nullable): what went wrong just now */
static void
offer (SockeyeRecoveryBar *self, const char *problem)
{
  g_autofree char *text = describe_all (self, problem);

  if (text == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->box), "error");
  show_buttons (self);
  say (self, text);
}

static void
offer_next (SockeyeRecoveryBar *self)
{
  if (get_leftover (self) != NULL)
    g_ptr_array_remove_index (self->leftovers, 0);
  offer (self, NULL);
}

static void
on_progress (goffset done, goffset total, gpointer data)
{
  SockeyeRecoveryBar *self = data;

  if (self->settings != NULL && total > 0)
    sockeye_progress_bar_set_fraction (self->progress, (double) done / (double) total);
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRecoveryBar) self = data;
  g_autoptr (GError) error = NULL;
  guint64 n_missing = 0;
  g_autoptr (SockeyeCapture) capture = sockeye_leftover_recover_finish (result, &n_missing, &error);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->settings == NULL)
    return;

  g_clear_object (&self->cancellable);
  if (SOCKEYE_IS_WINDOW (root) && capture != NULL)
    sockeye_window_show_recovered (SOCKEYE_WINDOW (root), capture, SOCKEYE_LEFTOVER (source), n_missing);
  if (SOCKEYE_IS_WINDOW (root))
    sockeye_session_page_tell_recovery (sockeye_window_get_page (SOCKEYE_WINDOW (root)), self->began, error);
  if (capture == NULL)
    {
      offer (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : error->message);
      return;
    }
  offer_next (self);
}

static void
on_recover (SockeyeRecoveryBar *self)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autofree char *name = g_strdup (sockeye_leftover_get_name (get_leftover (self)));
  /* Translators: %s is a session, "TCP server 0.0.0.0:8080" */
  g_autofree char *text = name != NULL ? g_strdup_printf (_ ("Recovering the capture of %s"), name)
                                       : g_strdup (_ ("Recovering the capture"));

  limits.quota = (guint64) g_settings_get_int (self->settings, "quota") << 30;
  limits.leave_free = (guint64) g_settings_get_int (self->settings, "leave-free") << 30;
  self->cancellable = g_cancellable_new ();
  self->began = g_get_monotonic_time ();
  gtk_widget_remove_css_class (GTK_WIDGET (self->box), "error");
  sockeye_progress_bar_set_fraction (self->progress, 0);
  show_buttons (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
  say (self, text);
  sockeye_leftover_recover_async (get_leftover (self), &limits, on_progress, self, self->cancellable,
                                  on_recovered, g_object_ref (self));
}

/* Behind the one that is being recovered, which stays the first. */
static void
put_back (SockeyeRecoveryBar *self, SockeyeLeftover *leftover, guint position)
{
  g_ptr_array_insert (self->leftovers, (gint) position + (self->cancellable != NULL ? 1 : 0),
                      g_object_ref (leftover));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRecoveryBar) self = data;
  g_autoptr (GError) error = NULL;

  /* Without a window there is nobody to be told: the next start offers it again. */
  if (!sockeye_leftover_discard_finish (result, &error) && self != NULL && self->settings != NULL)
    {
      put_back (self, SOCKEYE_LEFTOVER (source), 0);
      if (self->cancellable == NULL)
        offer (self, error->message);
    }
  /* See remove_discarded(). */
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

/* The program stays until they are gone, or they would be offered again. */
static void
remove_discarded (SockeyeRecoveryBar *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; i < self->discarded->len; i++)
    {
      if (g_application_get_default () != NULL)
        g_application_hold (g_application_get_default ());
      sockeye_leftover_discard_async (self->discarded->pdata[i], on_removed,
                                      self->settings != NULL ? g_object_ref (self) : NULL);
    }
  g_ptr_array_set_size (self->discarded, 0);
}

/* Nothing new is said: the focus stays where it is. */
static gboolean
on_time_is_over (gpointer data)
{
  SockeyeRecoveryBar *self = data;
  g_autofree char *text = NULL;

  remove_discarded (self);
  text = describe_all (self, NULL);
  if (text == NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  else if (self->cancellable == NULL)
    set_text (self, text);
  show_buttons (self);
  return G_SOURCE_REMOVE;
}

/* A second press in a hurry discards the next one, too: all of them can be had back. */
static void
on_discard (SockeyeRecoveryBar *self)
{
  g_ptr_array_add (self->discarded, g_object_ref (get_leftover (self)));
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (SOCKEYE_LOG_CLEARING_SECONDS, on_time_is_over, self);
  offer_next (self);
  gtk_widget_grab_focus (GTK_WIDGET (get_leftover (self) != NULL ? self->discard : self->undo));
}

static void
on_undo (SockeyeRecoveryBar *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; i < self->discarded->len; i++)
    put_back (self, self->discarded->pdata[i], i);
  g_ptr_array_set_size (self->discarded, 0);

  if (self->cancellable != NULL)
    show_buttons (self);
  else
    {
      offer (self, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->discard));
    }
}

static void
on_cancel (SockeyeRecoveryBar *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* They stay where they are; those that were discarded go in their time. */
static void
on_close (SockeyeRecoveryBar *self)
{
  g_ptr_array_set_size (self->leftovers, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
sockeye_recovery_bar_dispose (GObject *object)
{
  SockeyeRecoveryBar *self = SOCKEYE_RECOVERY_BAR (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  remove_discarded (self);
  g_ptr_array_set_size (self->leftovers, 0);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_RECOVERY_BAR);

  G_OBJECT_CLASS (sockeye_recovery_bar_parent_class)->dispose (object);
}

static void
sockeye_recovery_bar_finalize (GObject *object)
{
  SockeyeRecoveryBar *self = SOCKEYE_RECOVERY_BAR (object);

  g_ptr_array_unref (self->leftovers);
  g_ptr_array_unref (self->discarded);

  G_OBJECT_CLASS (sockeye_recovery_bar_parent_class)->finalize (object);
}

static void
sockeye_recovery_bar_class_init (SockeyeRecoveryBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_recovery_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = sockeye_recovery_bar_finalize;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_PROGRESS_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/recovery-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, progress);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, recover);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, discard);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, undo);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, cancel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecoveryBar, close);
  gtk_widget_class_bind_template_callback (widget_class, on_recover);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_undo);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
}

static void
sockeye_recovery_bar_init (SockeyeRecoveryBar *self)
{
  self->leftovers = g_ptr_array_new_with_free_func (g_object_unref);
  self->discarded = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_recovery_bar_new:
 * @settings: how much a capture may take up
 * @leftovers: (element-type SockeyeLeftover): captures that can be recovered
 *
 * Returns: (transfer floating): a bar that offers them. What is discarded can be had back for %SOCKEYE_LOG_CLEARING_SECONDS
 */
GtkWidget *
sockeye_recovery_bar_new (GSettings *settings, GPtrArray *leftovers)
{
  SockeyeRecoveryBar *self = g_object_new (SOCKEYE_TYPE_RECOVERY_BAR, NULL);

  self->settings = g_object_ref (settings);
  for (guint i = 0; i < leftovers->len; i++)
    g_ptr_array_add (self->leftovers, g_object_ref (leftovers->pdata[i]));
  return GTK_WIDGET (self);
}

/**
 * sockeye_recovery_bar_offer:
 * @self: a new bar, in its window
 *
 * Shows the bar, and says so.
 */
void
sockeye_recovery_bar_offer (SockeyeRecoveryBar *self)
{
  offer (self, NULL);
}
