/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-button.h"

#include "history-popover.h"
#include "history-recall.h"
#include "template.h"

struct _SockeyeHistoryButton
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkMenuButton *button;

  /* Owned */
  SockeyeHistory *history;
  SockeyeHistoryRecall *recall; /* (nullable): there is a history */

  SockeyeSendText *editor; /* borrowed: it has the same parent */
};

G_DEFINE_FINAL_TYPE (SockeyeHistoryButton, sockeye_history_button, GTK_TYPE_WIDGET)

enum
{
  PUT_BACK,
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_put_back (SockeyeHistoryButton *self, SockeyeHistoryItem *item)
{
  g_signal_emit (self, signals[PUT_BACK], 0);
  sockeye_history_recall_put (self->recall, item);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
on_message (SockeyeHistoryButton *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

/* Before the text view, which would go to another paragraph. */
static gboolean
on_editor_key (SockeyeHistoryButton *self,
               guint keyval,
               guint keycode G_GNUC_UNUSED,
               GdkModifierType modifiers,
               GtkEventControllerKey *controller G_GNUC_UNUSED)
{
  gboolean up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up;
  gboolean down = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down;

  if ((!up && !down) || (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;

  sockeye_history_recall_step (self->recall, up);
  return GDK_EVENT_STOP;
}

/* Most of the time nobody looks into it. */
static void
on_open (GtkMenuButton *button, gpointer data)
{
  SockeyeHistoryButton *self = data;
  SockeyeHistoryPopover *popover;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  popover = g_object_new (SOCKEYE_TYPE_HISTORY_POPOVER, NULL);
  sockeye_history_popover_set_history (popover, self->history);
  g_signal_connect_object (popover, "put-back", G_CALLBACK (on_put_back), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, GTK_WIDGET (popover));
}

static void
sockeye_history_button_dispose (GObject *object)
{
  SockeyeHistoryButton *self = SOCKEYE_HISTORY_BUTTON (object);
  GtkPopover *popover = self->button != NULL ? gtk_menu_button_get_popover (self->button) : NULL;

  g_clear_object (&self->recall);
  g_clear_object (&self->history);
  /* GTK 4.8 never lets go of a popover that is open when its window goes. */
  if (popover != NULL)
    gtk_popover_popdown (popover);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_HISTORY_BUTTON);

  G_OBJECT_CLASS (sockeye_history_button_parent_class)->dispose (object);
}

static void
sockeye_history_button_class_init (SockeyeHistoryButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_history_button_dispose;

  /**
   * SockeyeHistoryButton::put-back:
   *
   * A text is about to be put into the box.
   */
  signals[PUT_BACK] = g_signal_new ("put-back", SOCKEYE_TYPE_HISTORY_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);

  /**
   * SockeyeHistoryButton::message:
   * @message: a sentence for the user
   *
   * Something that the user has to know.
   */
  signals[MESSAGE] = g_signal_new ("message", SOCKEYE_TYPE_HISTORY_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/history-button.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHistoryButton, button);
}

static void
sockeye_history_button_init (SockeyeHistoryButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_history_button_set_up:
 * @self: a button
 * @history: what was sent
 * @editor: the box; it must live as long as the button
 * @options: how the box is read; it must live as long as the button
 *
 * To be called once.
 */
void
sockeye_history_button_set_up (SockeyeHistoryButton *self,
                               SockeyeHistory *history,
                               SockeyeSendText *editor,
                               SockeyePayloadBar *options)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (self->recall == NULL);

  self->editor = editor;
  self->history = g_object_ref (history);
  self->recall = sockeye_history_recall_new (editor, options, history);
  g_signal_connect_object (self->recall, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (self->button, on_open, self, NULL);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_editor_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (editor), keys);
}

/**
 * sockeye_history_button_note_sent:
 * @self: a button
 * @clear: whether the box is to be emptied
 *
 * What stands in the box was sent.
 *
 * Returns: %FALSE when there is no history, so that the box has to be emptied by others
 */
gboolean
sockeye_history_button_note_sent (SockeyeHistoryButton *self, gboolean clear)
{
  if (self->recall == NULL)
    return FALSE;

  sockeye_history_recall_note_sent (self->recall, clear);
  return TRUE;
}
