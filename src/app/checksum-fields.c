/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "checksum-fields.h"

#include "errors.h"
#include "field-error.h"
#include "hex.h"
#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SockeyeChecksumFields
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDropDown *checksum;
  GtkDropDown *byte_order;
  GtkSpinButton *start;
  GtkSpinButton *length;
  GtkEntry *suffix;
  GtkLabel *suffix_message;

  gboolean frozen; /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeChecksumFields, sockeye_checksum_fields, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_changed (SockeyeChecksumFields *self)
{
  if (!self->frozen)
    g_signal_emit (self, signals[CHANGED], 0);
}

static GBytes *
parse_suffix (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = sockeye_hex_parse (text, error);

  if (bytes == NULL || g_bytes_get_size (bytes) <= SOCKEYE_SUFFIX_MAX)
    return g_steal_pointer (&bytes);

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
               _ ("At most %d bytes can be appended. Put more of them into the data itself."),
               SOCKEYE_SUFFIX_MAX);
  return NULL;
}

static void
on_suffix_changed (SockeyeChecksumFields *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = parse_suffix (gtk_editable_get_text (GTK_EDITABLE (self->suffix)), &error);

  sockeye_field_set_error (self->suffix, self->suffix_message, error);
  on_changed (self);
}

/* What is said in the units of the fields, which are also those of the store. */
static void
apply (SockeyeSendPlan *plan,
       guint checksum,
       guint byte_order,
       double first_byte,
       double n_bytes,
       const char *suffix)
{
  /* What is wrong with it is said at its field. */
  g_autoptr (GBytes) bytes = parse_suffix (suffix, NULL);
  gsize length;
  const guint8 *data;

  plan->checksum = (SockeyeChecksum) checksum;
  plan->checksum_little_endian = byte_order == 1;
  plan->checksum_start = (guint32) first_byte - 1;
  plan->checksum_length = (guint32) n_bytes;
  if (bytes == NULL)
    return;

  data = g_bytes_get_data (bytes, &length);
  plan->suffix_length = (guint) length;
  if (length > 0)
    memcpy (plan->suffix, data, length);
}

static void
sockeye_checksum_fields_dispose (GObject *object)
{
  SOCKEYE_CHECKSUM_FIELDS (object)->frozen = TRUE;
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_CHECKSUM_FIELDS);

  G_OBJECT_CLASS (sockeye_checksum_fields_parent_class)->dispose (object);
}

static void
sockeye_checksum_fields_class_init (SockeyeChecksumFieldsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_checksum_fields_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_CHECKSUM_FIELDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/checksum-fields.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeChecksumFields, checksum);
  gtk_widget_class_bind_template_child (widget_class, SockeyeChecksumFields, byte_order);
  gtk_widget_class_bind_template_child (widget_class, SockeyeChecksumFields, start);
  gtk_widget_class_bind_template_child (widget_class, SockeyeChecksumFields, length);
  gtk_widget_class_bind_template_child (widget_class, SockeyeChecksumFields, suffix);
  gtk_widget_class_bind_template_child (widget_class, SockeyeChecksumFields, suffix_message);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_suffix_changed);
}

static void
sockeye_checksum_fields_init (SockeyeChecksumFields *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_checksum_fields_set_store:
 * @self: fields
 * @store: where they are kept
 *
 * Shows what @store holds, and keeps there what is changed.
 */
void
sockeye_checksum_fields_set_store (SockeyeChecksumFields *self, GSettings *store)
{
  GSettingsBindFlags flags = G_SETTINGS_BIND_GET_NO_CHANGES;

  self->frozen = TRUE;
  g_settings_bind (store, "checksum", self->checksum, "selected", flags);
  g_settings_bind (store, "checksum-byte-order", self->byte_order, "selected", flags);
  g_settings_bind (store, "checksum-first-byte", self->start, "value", flags);
  g_settings_bind (store, "checksum-bytes", self->length, "value", flags);
  g_settings_bind (store, "suffix", self->suffix, "text", flags);
  self->frozen = FALSE;
}

/**
 * sockeye_checksum_fields_show_plan:
 * @self: fields
 * @plan: what the fields have from now on
 */
void
sockeye_checksum_fields_show_plan (SockeyeChecksumFields *self, const SockeyeSendPlan *plan)
{
  g_autoptr (GString) suffix = g_string_new (NULL);

  sockeye_hex_append (suffix, plan->suffix, plan->suffix_length);
  self->frozen = TRUE;
  gtk_drop_down_set_selected (self->checksum, plan->checksum);
  gtk_drop_down_set_selected (self->byte_order, plan->checksum_little_endian ? 1 : 0);
  gtk_spin_button_set_value (self->start, (double) plan->checksum_start + 1);
  gtk_spin_button_set_value (self->length, plan->checksum_length);
  gtk_editable_set_text (GTK_EDITABLE (self->suffix), suffix->str);
  self->frozen = FALSE;
}

/**
 * sockeye_checksum_fields_apply:
 * @self: fields
 * @plan: (inout): takes over what the fields say; where the bytes are wrong, those of the plan stay
 */
void
sockeye_checksum_fields_apply (SockeyeChecksumFields *self, SockeyeSendPlan *plan)
{
  apply (plan, gtk_drop_down_get_selected (self->checksum), gtk_drop_down_get_selected (self->byte_order),
         gtk_spin_button_get_value (self->start), gtk_spin_button_get_value (self->length),
         gtk_editable_get_text (GTK_EDITABLE (self->suffix)));
}

/**
 * sockeye_checksum_fields_apply_store:
 * @store: where fields are kept
 * @plan: (inout): as of sockeye_checksum_fields_apply()
 *
 * For whoever has no fields yet: takes over what they would say.
 */
void
sockeye_checksum_fields_apply_store (GSettings *store, SockeyeSendPlan *plan)
{
  g_autofree char *suffix = g_settings_get_string (store, "suffix");

  apply (plan, g_settings_get_uint (store, "checksum"), g_settings_get_uint (store, "checksum-byte-order"),
         g_settings_get_double (store, "checksum-first-byte"),
         g_settings_get_double (store, "checksum-bytes"), suffix);
}
