/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "notice-bar.h"

#include "progress-bar.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeNoticeBar
{
  GtkWidget parent_instance;

  /* Template widgets; %NULL until it shows something, as most never do */
  GtkBox *box;
  GtkImage *icon;
  GtkLabel *message;
  GtkBox *lines;
  SockeyeProgressBar *progress;
  GtkButton *action;
  GtkButton *close;

  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (SockeyeNoticeBar, sockeye_notice_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Beside a message in a column that is hardly wider than the button, nothing could be read. */
static void
lay_out_narrow (SockeyeNoticeBar *self)
{
  gtk_label_set_width_chars (self->message, 12);
  gtk_widget_set_halign (GTK_WIDGET (self->action), GTK_ALIGN_START);
  g_object_ref (self->action);
  gtk_box_remove (self->box, GTK_WIDGET (self->action));
  gtk_box_append (self->lines, GTK_WIDGET (self->action));
  g_object_unref (self->action);
}

static void
build (SockeyeNoticeBar *self)
{
  if (self->box != NULL)
    return;

  gtk_widget_init_template (GTK_WIDGET (self));
  if (self->narrow)
    lay_out_narrow (self);
}

/* GTK 4.8 has no call that makes a screen reader speak: an alert that appears, named by its message, does. */
static void
show (SockeyeNoticeBar *self, const char *message, const char *icon_name, gboolean is_error)
{
  build (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_label_set_label (self->message, message);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->action), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->close), TRUE);

  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->box), "error");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, message, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
on_close (SockeyeNoticeBar *self)
{
  sockeye_notice_bar_dismiss (self);
}

/* What was offered is done, unless another message says that it could not be; what is under way says itself what became
 * of it. */
static void
on_action (SockeyeNoticeBar *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->close)) && gtk_widget_get_visible (GTK_WIDGET (self->action)))
    sockeye_notice_bar_dismiss (self);
}

static void
sockeye_notice_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeNoticeBar *self = SOCKEYE_NOTICE_BAR (object);

  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_notice_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeNoticeBar *self = SOCKEYE_NOTICE_BAR (object);

  switch (id)
    {
    case PROP_NARROW:
      self->narrow = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_notice_bar_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_NOTICE_BAR);

  G_OBJECT_CLASS (sockeye_notice_bar_parent_class)->dispose (object);
}

static void
sockeye_notice_bar_class_init (SockeyeNoticeBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sockeye_notice_bar_get_property;
  object_class->set_property = sockeye_notice_bar_set_property;
  object_class->dispose = sockeye_notice_bar_dispose;

  properties[PROP_NARROW] = g_param_spec_boolean (
      "narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_PROGRESS_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, icon);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, lines);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, progress);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, action);
  gtk_widget_class_bind_template_child (widget_class, SockeyeNoticeBar, close);
  gtk_widget_class_bind_template_callback (widget_class, on_action);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
}

static void
sockeye_notice_bar_init (SockeyeNoticeBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sockeye_notice_bar_show_error:
 * @self: a bar
 * @message: what failed, why, and what to do
 */
void
sockeye_notice_bar_show_error (SockeyeNoticeBar *self, const char *message)
{
  show (self, message, "dialog-error-symbolic", TRUE);
}

/**
 * sockeye_notice_bar_show_offer:
 * @self: a bar
 * @message: what failed, why, and what to do
 * @label: what can be done instead
 * @action: the action that does it
 *
 * Shows an error together with a way out of it.
 */
void
sockeye_notice_bar_show_offer (SockeyeNoticeBar *self,
                               const char *message,
                               const char *label,
                               const char *action)
{
  show (self, message, "dialog-error-symbolic", TRUE);
  gtk_button_set_label (self->action, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action), action);
  gtk_widget_set_visible (GTK_WIDGET (self->action), TRUE);
}

/**
 * sockeye_notice_bar_show_message:
 * @self: a bar
 * @message: something that went well
 */
void
sockeye_notice_bar_show_message (SockeyeNoticeBar *self, const char *message)
{
  show (self, message, "dialog-information-symbolic", FALSE);
}

/**
 * sockeye_notice_bar_show_undo:
 * @self: a bar
 * @message: what was done
 * @action: the action that undoes it
 */
void
sockeye_notice_bar_show_undo (SockeyeNoticeBar *self, const char *message, const char *action)
{
  sockeye_notice_bar_show_message (self, message);
  gtk_button_set_label (self->action, _ ("Undo"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action), action);
  gtk_widget_set_visible (GTK_WIDGET (self->action), TRUE);
}

static void
show_progress (SockeyeNoticeBar *self,
               const char *message,
               const char *icon_name,
               const char *cancel_label,
               const char *cancel_action)
{
  show (self, message, icon_name, FALSE);
  sockeye_progress_bar_set_fraction (self->progress, 0);
  gtk_button_set_label (self->action, cancel_label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action), cancel_action);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->action), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->close), FALSE);
}

/**
 * sockeye_notice_bar_show_work:
 * @self: a bar
 * @message: what is under way, which is not saving
 * @cancel_action: the action that cancels it
 */
void
sockeye_notice_bar_show_work (SockeyeNoticeBar *self, const char *message, const char *cancel_action)
{
  show_progress (self, message, "system-search-symbolic", _ ("Cancel"), cancel_action);
}

/**
 * sockeye_notice_bar_show_progress:
 * @self: a bar
 * @message: what is under way
 * @cancel_action: the action that cancels it
 */
void
sockeye_notice_bar_show_progress (SockeyeNoticeBar *self, const char *message, const char *cancel_action)
{
  show_progress (self, message, "document-save-symbolic", _ ("Cancel saving"), cancel_action);
}

/**
 * sockeye_notice_bar_set_fraction:
 * @self: a bar that shows progress
 * @fraction: how much is done, 0 to 1
 */
void
sockeye_notice_bar_set_fraction (SockeyeNoticeBar *self, double fraction)
{
  sockeye_progress_bar_set_fraction (self->progress, fraction);
}

/**
 * sockeye_notice_bar_dismiss:
 * @self: a bar
 *
 * Hides the bar.
 */
void
sockeye_notice_bar_dismiss (SockeyeNoticeBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sockeye_notice_bar_get_message:
 * @self: a bar
 *
 * Returns: (nullable): what it shows; %NULL: nothing
 */
const char *
sockeye_notice_bar_get_message (SockeyeNoticeBar *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->message) : NULL;
}
