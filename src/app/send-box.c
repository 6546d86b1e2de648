/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-box.h"

#include "figure.h"
#include "history-button.h"
#include "job-strip.h"
#include "payload-bar.h"
#include "progress-bar.h"
#include "send-drop.h"
#include "send-text.h"
#include "target-chooser.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

/* Sending that takes no longer needs no progress. */
#define PROGRESS_DELAY_MS 200

struct _SockeyeSendBox
{
  GtkWidget parent_instance;

  /* Template widgets */
  SockeyeTargetChooser *target;
  SockeyeHistoryButton *history;
  SockeyeNoticeBar *notice;
  GtkLabel *text_label;
  GtkStack *stack;
  SockeyeSendText *text;
  GtkButton *send;
  SockeyePayloadBar *payload;
  SockeyeJobStrip *job;
  GtkWidget *progress_row;
  SockeyeProgressBar *progress;
  GtkInscription *progress_label;

  /* Borrowed from the template's widgets */
  SockeyeFileSource *file; /* (nullable): a file was chosen */

  /* Owned */
  SockeyeWorkspace *workspace;
  GSettings *store;
  char *obstacle; /* (nullable): why nothing can be sent now */
  guint progress_timer;

  SockeyeProtocol protocol;
  gboolean lost;        /* the connection that the user chose has ended, and this was said */
  gboolean send_pasted; /* as soon as the clipboard's text is there */
  guint64 most;         /* bytes that waited at most since nothing waited */
};

G_DEFINE_FINAL_TYPE (SockeyeSendBox, sockeye_send_box, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Sending to somebody else than the user chose would be worse than not sending. */
static void
on_target_changed (SockeyeSendBox *self, gboolean by_user)
{
  gboolean lost = sockeye_target_chooser_is_lost (self->target);

  if (lost && !self->lost)
    sockeye_notice_bar_show_error (
        self->notice, _ ("The connection chosen for sending has ended. Choose whom to send to."));
  else if (!lost && (by_user || self->lost))
    sockeye_notice_bar_dismiss (self->notice);
  self->lost = lost;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_text_changed (SockeyeSendBox *self)
{
  /* What it said was about the text as it was. */
  if (!self->lost)
    sockeye_notice_bar_dismiss (self->notice);
  sockeye_job_strip_dismiss (self->job);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_pasted (SockeyeSendBox *self, const GError *error)
{
  gboolean send = self->send_pasted;

  self->send_pasted = FALSE;
  if (error != NULL)
    sockeye_notice_bar_show_error (self->notice, error->message);
  else if (send && self->obstacle != NULL)
    sockeye_notice_bar_show_message (self->notice, self->obstacle);
  else if (send)
    gtk_widget_activate_action (GTK_WIDGET (self), "session.send", NULL);
}

static void
on_plan_changed (SockeyeSendBox *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_message (SockeyeSendBox *self, const char *message)
{
  sockeye_notice_bar_show_error (self->notice, message);
}

/* There is a text again, where there was a file. */
static void
on_put_back (SockeyeSendBox *self)
{
  if (sockeye_send_box_has_file (self))
    sockeye_send_box_set_file (self, NULL);
}

static void
on_passed_over (SockeyeSendBox *self, const char *message)
{
  sockeye_notice_bar_show_message (self->notice, message);
}

/* The window's shortcut comes first. It passes the key on when sending is not possible, and a new line in the text
 * would be a strange answer. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode G_GNUC_UNUSED,
                GdkModifierType modifiers,
                gpointer data G_GNUC_UNUSED)
{
  GtkWidget *text = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  SockeyeSendBox *self = SOCKEYE_SEND_BOX (gtk_widget_get_ancestor (text, SOCKEYE_TYPE_SEND_BOX));

  if ((modifiers & GDK_CONTROL_MASK) == 0
      || (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter))
    return GDK_EVENT_PROPAGATE;

  if (!sockeye_send_box_put_off (self) && self->obstacle != NULL)
    sockeye_notice_bar_show_message (self->notice, self->obstacle);
  return GDK_EVENT_STOP;
}

static void
update_tooltip (SockeyeSendBox *self)
{
  const char *text = self->obstacle != NULL ? self->obstacle : _ ("Send (Ctrl+Enter)");

  if (sockeye_workspace_get_job (self->workspace) != NULL)
    text = _ ("Stop (F5)");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send), text);
}

/* While something is sent again and again, the button ends it. */
static void
on_job_changed (SockeyeSendBox *self)
{
  gboolean running = sockeye_workspace_get_job (self->workspace) != NULL;

  gtk_button_set_label (self->send, running ? _ ("Stop") : _ ("Send"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->send), running ? "session.stop-job" : "session.send");
  if (running)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->send), "suggested-action");
      gtk_widget_add_css_class (GTK_WIDGET (self->send), "destructive-action");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->send), "destructive-action");
      gtk_widget_add_css_class (GTK_WIDGET (self->send), "suggested-action");
    }
  update_tooltip (self);
}

static gboolean
on_progress (gpointer data)
{
  SockeyeSendBox *self = data;
  guint64 unsent = sockeye_session_get_unsent (sockeye_workspace_get_session (self->workspace));
  g_autofree char *size = g_format_size (unsent);
  /* Translators: %s is a size, such as "1.2 MB" */
  g_autofree char *left = g_strdup_printf (_ ("%s left"), size);

  self->most = MAX (self->most, unsent);
  sockeye_figure_set_text (self->progress_label, left);
  sockeye_progress_bar_set_fraction (self->progress, 1 - (double) unsent / (double) MAX (self->most, 1));
  gtk_widget_set_visible (self->progress_row, TRUE);
  return G_SOURCE_CONTINUE;
}

static void
on_unsent_changed (SockeyeSendBox *self)
{
  guint64 unsent = sockeye_session_get_unsent (sockeye_workspace_get_session (self->workspace));

  self->most = MAX (self->most, unsent);
  if (unsent > 0 && self->progress_timer == 0)
    self->progress_timer = g_timeout_add (PROGRESS_DELAY_MS, on_progress, self);
  if (unsent > 0)
    return;

  self->most = 0;
  g_clear_handle_id (&self->progress_timer, g_source_remove);
  gtk_widget_set_visible (self->progress_row, FALSE);
}

static GtkSizeRequestMode
sockeye_send_box_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* A paned asks how wide the box must be at its present height. The message would answer: as wide as it is long, and
 * the window would grow. Its lines wrap instead, so the width does not depend on the height. */
static void
sockeye_send_box_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation,
                      orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
sockeye_send_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static gboolean
sockeye_send_box_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_SEND_BOX (widget)->text));
}

static void
sockeye_send_box_dispose (GObject *object)
{
  SockeyeSendBox *self = SOCKEYE_SEND_BOX (object);

  g_clear_handle_id (&self->progress_timer, g_source_remove);
  g_clear_pointer (&self->obstacle, g_free);
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (sockeye_workspace_get_session (self->workspace), self);
  g_clear_object (&self->workspace);
  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_SEND_BOX);
  self->file = NULL;

  G_OBJECT_CLASS (sockeye_send_box_parent_class)->dispose (object);
}

static void
sockeye_send_box_class_init (SockeyeSendBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_send_box_dispose;
  widget_class->get_request_mode = sockeye_send_box_get_request_mode;
  widget_class->measure = sockeye_send_box_measure;
  widget_class->size_allocate = sockeye_send_box_size_allocate;
  widget_class->grab_focus = sockeye_send_box_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_SEND_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_JOB_STRIP);
  g_type_ensure (SOCKEYE_TYPE_HISTORY_BUTTON);
  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  g_type_ensure (SOCKEYE_TYPE_SEND_TEXT);
  g_type_ensure (SOCKEYE_TYPE_PAYLOAD_BAR);
  g_type_ensure (SOCKEYE_TYPE_TARGET_CHOOSER);
  g_type_ensure (SOCKEYE_TYPE_PROGRESS_BAR);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/send-box.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, target);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, history);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, stack);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, text_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, send);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, payload);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, job);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, progress_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, progress);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendBox, progress_label);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_message);
  gtk_widget_class_bind_template_callback (widget_class, on_passed_over);
  gtk_widget_class_bind_template_callback (widget_class, on_pasted);
  gtk_widget_class_bind_template_callback (widget_class, on_plan_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_put_back);
  gtk_widget_class_bind_template_callback (widget_class, on_target_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
}

static void
sockeye_send_box_init (SockeyeSendBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_send_drop_set_up (self);
  sockeye_payload_bar_set_editor (self->payload, self->text);
  gtk_label_set_mnemonic_widget (self->text_label, sockeye_send_text_get_view (self->text));
}

/**
 * sockeye_send_box_set_workspace:
 * @self: a box
 * @workspace: whose connections can be sent to, and whose progress is shown; once
 */
void
sockeye_send_box_set_workspace (SockeyeSendBox *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::charset", G_CALLBACK (on_text_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (sockeye_workspace_get_session (workspace), "notify::unsent",
                            G_CALLBACK (on_unsent_changed), self);
  sockeye_target_chooser_set_workspace (self->target, workspace);
  g_signal_connect_object (workspace, "notify::job", G_CALLBACK (on_job_changed), self, G_CONNECT_SWAPPED);
  sockeye_payload_bar_set_workspace (self->payload, workspace);
  sockeye_job_strip_set_workspace (self->job, workspace);
  sockeye_send_box_set_protocol (self, SOCKEYE_PROTOCOL_UDP);
}

/**
 * sockeye_send_box_set_history:
 * @self: a box
 * @history: what was sent, to be put back into it; once
 */
void
sockeye_send_box_set_history (SockeyeSendBox *self, SockeyeHistory *history)
{
  sockeye_history_button_set_up (self->history, history, self->text, self->payload);
}

/**
 * sockeye_send_box_set_store:
 * @self: a box
 * @store: where its options are kept; once
 */
void
sockeye_send_box_set_store (SockeyeSendBox *self, GSettings *store)
{
  g_set_object (&self->store, store);
  sockeye_payload_bar_set_store (self->payload, store);
}

/**
 * sockeye_send_box_set_protocol:
 * @self: a box
 * @protocol: the protocol that is chosen
 *
 * Offers the targets that the protocol has.
 */
void
sockeye_send_box_set_protocol (SockeyeSendBox *self, SockeyeProtocol protocol)
{
  self->protocol = protocol;
  if (self->file != NULL)
    sockeye_file_source_set_protocol (self->file, protocol);
  sockeye_target_chooser_set_protocol (self->target, protocol);
}

/**
 * sockeye_send_box_get_text:
 * @self: a box
 *
 * Returns: (transfer full): its text
 */
char *
sockeye_send_box_get_text (SockeyeSendBox *self)
{
  return sockeye_send_text_get_text (self->text);
}

/**
 * sockeye_send_box_set_text:
 * @self: a box
 * @text: its new text
 */
void
sockeye_send_box_set_text (SockeyeSendBox *self, const char *text)
{
  sockeye_send_text_set_text (self->text, text);
}

/**
 * sockeye_send_box_is_empty:
 * @self: a box
 *
 * Returns: whether there is neither a text nor a file in it
 */
gboolean
sockeye_send_box_is_empty (SockeyeSendBox *self)
{
  return !sockeye_send_box_has_file (self) && sockeye_send_text_is_empty (self->text);
}

static void
add_file_source (SockeyeSendBox *self)
{
  self->file = g_object_new (SOCKEYE_TYPE_FILE_SOURCE, NULL);
  sockeye_file_source_set_store (self->file, self->store);
  sockeye_file_source_set_protocol (self->file, self->protocol);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->file), "file");
}

/**
 * sockeye_send_box_set_file:
 * @self: a box
 * @file: (nullable): what Send sends from now on; %NULL: the text again, which has stayed
 */
void
sockeye_send_box_set_file (SockeyeSendBox *self, GFile *file)
{
  if (self->file == NULL && file != NULL)
    add_file_source (self);
  if (self->file != NULL)
    sockeye_file_source_set_file (self->file, file);
  gtk_stack_set_visible_child_name (self->stack, file != NULL ? "file" : "text");
  gtk_widget_set_visible (GTK_WIDGET (self->payload), file == NULL);
  sockeye_notice_bar_dismiss (self->notice);
  sockeye_job_strip_dismiss (self->job);
  if (file == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * sockeye_send_box_has_file:
 * @self: a box
 *
 * Returns: whether Send sends a file
 */
gboolean
sockeye_send_box_has_file (SockeyeSendBox *self)
{
  return self->file != NULL && sockeye_file_source_get_file (self->file) != NULL;
}

/**
 * sockeye_send_box_get_file_source:
 * @self: a box
 *
 * Returns: (transfer none) (nullable): makes the job that sends the file; there is one since a file was chosen first
 */
SockeyeFileSource *
sockeye_send_box_get_file_source (SockeyeSendBox *self)
{
  return self->file;
}

/**
 * sockeye_send_box_note_sent:
 * @self: a box
 * @clear: whether it is to be emptied
 *
 * Its text was sent. When it is to be emptied, what was being typed before something was put back into it comes again.
 */
void
sockeye_send_box_note_sent (SockeyeSendBox *self, gboolean clear)
{
  if (!sockeye_history_button_note_sent (self->history, clear) && clear)
    sockeye_send_box_set_text (self, "");
}

/**
 * sockeye_send_box_put_off:
 * @self: a box
 *
 * Whoever pastes and sends at once means what is pasted, which may still be on its way from another program.
 *
 * Returns: whether there is something to wait for; "session.send" is activated when it is there
 */
gboolean
sockeye_send_box_put_off (SockeyeSendBox *self)
{
  self->send_pasted = sockeye_send_text_is_pasting (self->text);
  return self->send_pasted;
}

/**
 * sockeye_send_box_get_target_chooser:
 * @self: a box
 *
 * Returns: (transfer none): whom to send to
 */
SockeyeTargetChooser *
sockeye_send_box_get_target_chooser (SockeyeSendBox *self)
{
  return self->target;
}

/**
 * sockeye_send_box_set_obstacle:
 * @self: a box
 * @obstacle: (nullable): why nothing can be sent now, and what to do
 *
 * Says so where somebody tries.
 */
void
sockeye_send_box_set_obstacle (SockeyeSendBox *self, const char *obstacle)
{
  gboolean stale;

  if (g_strcmp0 (self->obstacle, obstacle) == 0)
    return;

  /* Why sending ended stays until something can be sent again. */
  stale = obstacle == NULL || g_strcmp0 (sockeye_notice_bar_get_message (self->notice), self->obstacle) == 0;
  g_free (self->obstacle);
  self->obstacle = g_strdup (obstacle);
  update_tooltip (self);
  if (!self->lost && stale)
    sockeye_notice_bar_dismiss (self->notice);
}

/**
 * sockeye_send_box_get_notice:
 * @self: a box
 *
 * Returns: (transfer none): where it says why something was not sent
 */
SockeyeNoticeBar *
sockeye_send_box_get_notice (SockeyeSendBox *self)
{
  return self->notice;
}
