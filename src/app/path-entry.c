/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "path-entry.h"

#include "endpoint.h"
#include "errors.h"
#include "field-error.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyePathEntry
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkEntry *entry;
  GtkLabel *message;

  gboolean required;
  gboolean own_end;
  gboolean valid;
  gboolean replacing; /* the text is empty for a moment, which nobody is to be told */
};

G_DEFINE_FINAL_TYPE (SockeyePathEntry, sockeye_path_entry, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_REQUIRED,
  PROP_OWN_END,
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

static gboolean
is_right (SockeyePathEntry *self, GError **error)
{
  const char *text = sockeye_path_entry_get_text (self);

  if (*text == '\0' && !self->required)
    return TRUE;
  if (g_str_equal (text, "@") && !self->own_end)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATH,
                           _ ("Enter the abstract name behind the @, such as @test."));
      return FALSE;
    }
  return sockeye_path_check (text, error);
}

static void
check (SockeyePathEntry *self)
{
  g_autoptr (GError) error = NULL;
  gboolean valid = is_right (self, &error);

  sockeye_field_set_error (self->entry, self->message, error);
  if (valid == self->valid)
    return;

  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

static void
on_changed (SockeyePathEntry *self)
{
  if (self->replacing)
    return;

  check (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
on_activate (SockeyePathEntry *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static gboolean
sockeye_path_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_PATH_ENTRY (widget)->entry));
}

static void
sockeye_path_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyePathEntry *self = SOCKEYE_PATH_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sockeye_path_entry_get_text (self));
      break;
    case PROP_REQUIRED:
      g_value_set_boolean (value, self->required);
      break;
    case PROP_OWN_END:
      g_value_set_boolean (value, self->own_end);
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_path_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyePathEntry *self = SOCKEYE_PATH_ENTRY (object);

  switch (id)
    {
    case PROP_TEXT:
      sockeye_path_entry_set_text (self, g_value_get_string (value));
      break;
    case PROP_REQUIRED:
      sockeye_path_entry_set_required (self, g_value_get_boolean (value));
      break;
    case PROP_OWN_END:
      self->own_end = g_value_get_boolean (value);
      check (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_path_entry_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_PATH_ENTRY);

  G_OBJECT_CLASS (sockeye_path_entry_parent_class)->dispose (object);
}

static void
sockeye_path_entry_class_init (SockeyePathEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_path_entry_get_property;
  object_class->set_property = sockeye_path_entry_set_property;
  object_class->dispose = sockeye_path_entry_dispose;
  widget_class->grab_focus = sockeye_path_entry_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  properties[PROP_OWN_END] = g_param_spec_boolean ("own-end", NULL, NULL, FALSE, flags);
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, TRUE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATE] = g_signal_new ("activate", SOCKEYE_TYPE_PATH_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/path-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePathEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, SockeyePathEntry, message);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
sockeye_path_entry_init (SockeyePathEntry *self)
{
  self->valid = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_path_entry_get_entry:
 * @self: a field
 *
 * Returns: (transfer none): what a label names and a mnemonic focuses
 */
GtkWidget *
sockeye_path_entry_get_entry (SockeyePathEntry *self)
{
  return GTK_WIDGET (self->entry);
}

/**
 * sockeye_path_entry_get_text:
 * @self: a field
 *
 * Returns: (transfer none): what stands in it, right or wrong
 */
const char *
sockeye_path_entry_get_text (SockeyePathEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * sockeye_path_entry_set_text:
 * @self: a field
 * @text: what is to stand in it
 */
void
sockeye_path_entry_set_text (SockeyePathEntry *self, const char *text)
{
  self->replacing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->replacing = FALSE;
  on_changed (self);
}

/**
 * sockeye_path_entry_set_required:
 * @self: a field
 * @required: whether it is an error when it is empty
 */
void
sockeye_path_entry_set_required (SockeyePathEntry *self, gboolean required)
{
  if (self->required == required)
    return;

  self->required = required;
  check (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUIRED]);
}

/**
 * sockeye_path_entry_set_placeholder:
 * @self: a field
 * @placeholder: (nullable): what an empty field means
 */
void
sockeye_path_entry_set_placeholder (SockeyePathEntry *self, const char *placeholder)
{
  gtk_entry_set_placeholder_text (self->entry, placeholder);
}

/**
 * sockeye_path_entry_get_valid:
 * @self: a field
 *
 * Returns: whether what stands in it can be used
 */
gboolean
sockeye_path_entry_get_valid (SockeyePathEntry *self)
{
  return self->valid;
}
