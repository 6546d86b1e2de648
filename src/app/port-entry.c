/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "port-entry.h"

#include "endpoint.h"
#include "errors.h"
#include "field-error.h"
#include "half-width.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyePortEntry
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEntry *entry;
  GtkLabel *message;

  gboolean zero_allowed;
  gboolean required;
  gboolean valid;
  gboolean replacing; /* the text is empty for a moment, which nobody is to be told */
  guint16 port;       /* what the user asks for; 0 while the text is wrong */
  guint16 chosen; /* what the system chose and the entry shows; 0: the entry shows what the user asks for */
};

G_DEFINE_FINAL_TYPE (SockeyePortEntry, sockeye_port_entry, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_ZERO_ALLOWED,
  PROP_REQUIRED,
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

static const char *
get_text (SockeyePortEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static gboolean
parse (SockeyePortEntry *self, GError **error)
{
  self->port = 0;
  if (*get_text (self) != '\0')
    return sockeye_port_parse (get_text (self), self->zero_allowed, &self->port, error);

  if (self->required && !self->zero_allowed)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PORT,
                           _ ("Enter a port from 1 to 65535."));
      return FALSE;
    }

  return TRUE;
}

static void
check (SockeyePortEntry *self)
{
  g_autoptr (GError) error = NULL;
  gboolean valid = parse (self, &error);

  sockeye_field_set_error (self->entry, self->message, error);
  if (valid == self->valid)
    return;

  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

static void
on_changed (SockeyePortEntry *self)
{
  if (self->replacing)
    return;

  if (self->chosen == 0)
    check (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_text (SockeyePortEntry *self, const char *text)
{
  self->replacing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->replacing = FALSE;
  on_changed (self);
}

static void
show_port (SockeyePortEntry *self, guint16 port)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", port);
  set_text (self, port != 0 || self->zero_allowed ? text : "");
}

static void
on_activate (SockeyePortEntry *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static gboolean
sockeye_port_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_PORT_ENTRY (widget)->entry));
}

static void
sockeye_port_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyePortEntry *self = SOCKEYE_PORT_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, get_text (self));
      break;
    case PROP_ZERO_ALLOWED:
      g_value_set_boolean (value, self->zero_allowed);
      break;
    case PROP_REQUIRED:
      g_value_set_boolean (value, self->required);
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_port_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyePortEntry *self = SOCKEYE_PORT_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      set_text (self, g_value_get_string (value));
      break;
    case PROP_ZERO_ALLOWED:
      self->zero_allowed = g_value_get_boolean (value);
      check (self);
      break;
    case PROP_REQUIRED:
      sockeye_port_entry_set_required (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_port_entry_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_PORT_ENTRY);

  G_OBJECT_CLASS (sockeye_port_entry_parent_class)->dispose (object);
}

static void
inspect (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyePortEntry *self = SOCKEYE_PORT_ENTRY (widget);

  gtk_widget_activate_action (widget, "app.inspect-address", "(ss)", "",
                              gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
sockeye_port_entry_class_init (SockeyePortEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_port_entry_get_property;
  object_class->set_property = sockeye_port_entry_set_property;
  object_class->dispose = sockeye_port_entry_dispose;
  widget_class->grab_focus = sockeye_port_entry_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ZERO_ALLOWED] = g_param_spec_boolean ("zero-allowed", NULL, NULL, FALSE, flags);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, TRUE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATE] = g_signal_new ("activate", SOCKEYE_TYPE_PORT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "port.inspect", NULL, inspect);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/port-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePortEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, SockeyePortEntry, message);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
sockeye_port_entry_init (SockeyePortEntry *self)
{
  self->valid = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_half_width_follow (self->entry);
}

/**
 * sockeye_port_entry_get_entry:
 * @self: a field
 *
 * Returns: (transfer none): what a label names and a mnemonic focuses
 */
GtkWidget *
sockeye_port_entry_get_entry (SockeyePortEntry *self)
{
  return GTK_WIDGET (self->entry);
}

/**
 * sockeye_port_entry_get_port:
 * @self: a field
 *
 * Returns: the port that the user asks for; 0: the system chooses, or there is none
 */
guint16
sockeye_port_entry_get_port (SockeyePortEntry *self)
{
  return self->port;
}

/**
 * sockeye_port_entry_set_port:
 * @self: a field
 * @port: a port; 0 shows as "0" or, where that is not allowed, as nothing
 */
void
sockeye_port_entry_set_port (SockeyePortEntry *self, guint16 port)
{
  self->chosen = 0;
  show_port (self, port);
}

/**
 * sockeye_port_entry_set_chosen:
 * @self: a field whose port is 0
 * @port: what the system chose; 0: show again what the user asks for
 */
void
sockeye_port_entry_set_chosen (SockeyePortEntry *self, guint16 port)
{
  if (self->chosen == port || (port != 0 && self->port != 0))
    return;

  /* While the text is the system's choice, on_changed() leaves alone what the user asks for. */
  self->chosen = port;
  show_port (self, port != 0 ? port : self->port);
}

/**
 * sockeye_port_entry_set_required:
 * @self: a field
 * @required: whether it is an error when it is empty
 */
void
sockeye_port_entry_set_required (SockeyePortEntry *self, gboolean required)
{
  if (self->required == required)
    return;

  self->required = required;
  check (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUIRED]);
}

/**
 * sockeye_port_entry_get_valid:
 * @self: a field
 *
 * Returns: whether what stands in it can be used
 */
gboolean
sockeye_port_entry_get_valid (SockeyePortEntry *self)
{
  return self->valid;
}
