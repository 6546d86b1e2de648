/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "host-entry.h"

#include "endpoint.h"
#include "errors.h"
#include "field-error.h"
#include "half-width.h"
#include "host-popover.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeHostEntry
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEntry *entry;
  GtkMenuButton *button;
  GtkLabel *message;

  gboolean required;
  gboolean offer_any;
  gboolean valid;
  gboolean replacing; /* the text is empty for a moment, which nobody is to be told */
};

G_DEFINE_FINAL_TYPE (SockeyeHostEntry, sockeye_host_entry, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_REQUIRED,
  PROP_OFFER_ANY,
  PROP_VALID,
  N_PROPS
};

enum
{
  ACTIVATE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
check (SockeyeHostEntry *self)
{
  g_autoptr (GError) error = NULL;
  SockeyeHostKind kind = sockeye_host_classify (sockeye_host_entry_get_text (self), &error);
  gboolean valid;

  if (kind == SOCKEYE_HOST_EMPTY && self->required)
    g_set_error_literal (&error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                         _ ("Enter an address or a name, such as 192.168.1.5 or localhost."));

  sockeye_field_set_error (self->entry, self->message, error);

  valid = error == NULL;
  if (valid == self->valid)
    return;

  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

static void
on_chosen (SockeyeHostEntry *self, const char *address)
{
  sockeye_host_entry_set_text (self, address);
  gtk_menu_button_popdown (self->button);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Interfaces come and go: the list is read anew every time it is shown. */
static void
on_open (GtkMenuButton *button, gpointer data)
{
  SockeyeHostEntry *self = data;

  if (gtk_menu_button_get_popover (button) == NULL)
    {
      GtkWidget *popover = sockeye_host_popover_new ();

      g_signal_connect_object (popover, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, popover);
    }
  sockeye_host_popover_refresh (SOCKEYE_HOST_POPOVER (gtk_menu_button_get_popover (button)), self->offer_any);
}

static void
on_changed (SockeyeHostEntry *self)
{
  if (self->replacing)
    return;

  check (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
on_activate (SockeyeHostEntry *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode G_GNUC_UNUSED,
                GdkModifierType modifiers G_GNUC_UNUSED,
                gpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *self = gtk_widget_get_ancestor (entry, SOCKEYE_TYPE_HOST_ENTRY);

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;

  gtk_menu_button_popup (SOCKEYE_HOST_ENTRY (self)->button);
  return GDK_EVENT_STOP;
}

static void
inspect (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeHostEntry *self = SOCKEYE_HOST_ENTRY (widget);

  gtk_menu_button_popdown (self->button);
  gtk_widget_activate_action (widget, "app.inspect-address", "(ss)", sockeye_host_entry_get_text (self), "");
}

static gboolean
sockeye_host_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_HOST_ENTRY (widget)->entry));
}

static void
sockeye_host_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeHostEntry *self = SOCKEYE_HOST_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sockeye_host_entry_get_text (self));
      break;
    case PROP_REQUIRED:
      g_value_set_boolean (value, self->required);
      break;
    case PROP_OFFER_ANY:
      g_value_set_boolean (value, self->offer_any);
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_host_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeHostEntry *self = SOCKEYE_HOST_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      sockeye_host_entry_set_text (self, g_value_get_string (value));
      break;
    case PROP_REQUIRED:
      sockeye_host_entry_set_required (self, g_value_get_boolean (value));
      break;
    case PROP_OFFER_ANY:
      sockeye_host_entry_set_offer_any (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_host_entry_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_HOST_ENTRY);

  G_OBJECT_CLASS (sockeye_host_entry_parent_class)->dispose (object);
}

static void
sockeye_host_entry_class_init (SockeyeHostEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_host_entry_get_property;
  object_class->set_property = sockeye_host_entry_set_property;
  object_class->dispose = sockeye_host_entry_dispose;
  widget_class->grab_focus = sockeye_host_entry_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  properties[PROP_OFFER_ANY] = g_param_spec_boolean ("offer-any", NULL, NULL, FALSE, flags);
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, TRUE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATE] = g_signal_new ("activate", SOCKEYE_TYPE_HOST_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "host.inspect", NULL, inspect);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/host-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHostEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHostEntry, button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHostEntry, message);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
sockeye_host_entry_init (SockeyeHostEntry *self)
{
  self->valid = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_half_width_follow (self->entry);
  gtk_menu_button_set_create_popup_func (self->button, on_open, self, NULL);
}

/**
 * sockeye_host_entry_get_entry:
 * @self: a field
 *
 * Returns: (transfer none): what a label names and a mnemonic focuses
 */
GtkWidget *
sockeye_host_entry_get_entry (SockeyeHostEntry *self)
{
  return GTK_WIDGET (self->entry);
}

/**
 * sockeye_host_entry_get_text:
 * @self: a field
 *
 * Returns: what stands in it
 */
const char *
sockeye_host_entry_get_text (SockeyeHostEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * sockeye_host_entry_set_text:
 * @self: a field
 * @text: an address or a name
 */
void
sockeye_host_entry_set_text (SockeyeHostEntry *self, const char *text)
{
  self->replacing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  self->replacing = FALSE;
  on_changed (self);
}

/**
 * sockeye_host_entry_set_required:
 * @self: a field
 * @required: whether it is an error when it is empty
 */
void
sockeye_host_entry_set_required (SockeyeHostEntry *self, gboolean required)
{
  if (self->required == required)
    return;

  self->required = required;
  check (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUIRED]);
}

/**
 * sockeye_host_entry_set_offer_any:
 * @self: a field
 * @offer_any: whether "0.0.0.0" and "::" are offered: right for binding only
 */
void
sockeye_host_entry_set_offer_any (SockeyeHostEntry *self, gboolean offer_any)
{
  if (self->offer_any == offer_any)
    return;

  self->offer_any = offer_any;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFER_ANY]);
}

/**
 * sockeye_host_entry_set_placeholder:
 * @self: a field
 * @placeholder: (nullable): what it says while it is empty
 */
void
sockeye_host_entry_set_placeholder (SockeyeHostEntry *self, const char *placeholder)
{
  gtk_entry_set_placeholder_text (self->entry, placeholder);
}

/**
 * sockeye_host_entry_get_valid:
 * @self: a field
 *
 * Returns: whether what stands in it can be used
 */
gboolean
sockeye_host_entry_get_valid (SockeyeHostEntry *self)
{
  return self->valid;
}
