/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "framing-panel.h"

#include "field-error.h"
#include "framing-store.h"
#include "template.h"

struct _SockeyeFramingPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDropDown *kind;
  GtkStack *stack;
  GtkDropDown *line_end;
  GtkWidget *delimiter_row;
  GtkEntry *delimiter;
  GtkLabel *message;
  GtkSpinButton *size;
  GtkSpinButton *offset;
  GtkDropDown *width;
  GtkDropDown *order;
  GtkSpinButton *adjustment;
  GtkSpinButton *silence;

  /* Owned */
  GSettings *settings;

  SockeyeFraming framing; /* the one that holds */
  gboolean ready;         /* the fields have what was kept */
};

G_DEFINE_FINAL_TYPE (SockeyeFramingPanel, sockeye_framing_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* As the list of line ends; behind them come bytes that are typed. */
static const char *const line_ends[] = { "0A", "0D 0A", "0D", "00" };
static const char *const kind_nicks[] = {
  [SOCKEYE_FRAMING_AS_RECEIVED] = "as-received",
  [SOCKEYE_FRAMING_DELIMITER] = "line",
  [SOCKEYE_FRAMING_FIXED] = "fixed",
  [SOCKEYE_FRAMING_LENGTH] = "length",
  [SOCKEYE_FRAMING_SILENCE] = "silence",
  [SOCKEYE_FRAMING_JSON] = "json",
};

static const char *
get_delimiter (SockeyeFramingPanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->line_end);

  return selected < G_N_ELEMENTS (line_ends) ? line_ends[selected]
                                             : gtk_editable_get_text (GTK_EDITABLE (self->delimiter));
}

static void
read_numbers (SockeyeFramingPanel *self, SockeyeFraming *framing)
{
  framing->size = (guint) gtk_spin_button_get_value_as_int (self->size);
  framing->offset = (guint) gtk_spin_button_get_value_as_int (self->offset);
  framing->width = sockeye_framing_store_get_width (gtk_drop_down_get_selected (self->width));
  framing->little_endian = gtk_drop_down_get_selected (self->order) == 1;
  framing->adjustment = gtk_spin_button_get_value_as_int (self->adjustment);
  framing->silence_ms = (guint) gtk_spin_button_get_value_as_int (self->silence);
}

static void
read_fields (SockeyeFramingPanel *self)
{
  SockeyeFraming framing;
  g_autoptr (GError) error = NULL;
  guint kind = gtk_drop_down_get_selected (self->kind);

  if (!self->ready || kind >= G_N_ELEMENTS (kind_nicks))
    return;

  /* Compared as a whole. */
  memset (&framing, 0, sizeof framing);
  framing.kind = (SockeyeFramingKind) kind;
  gtk_stack_set_visible_child_name (self->stack, kind_nicks[kind]);
  gtk_widget_set_visible (self->delimiter_row,
                          gtk_drop_down_get_selected (self->line_end) >= G_N_ELEMENTS (line_ends));
  read_numbers (self, &framing);
  sockeye_framing_store_complete (&framing, get_delimiter (self), &error);
  sockeye_field_set_error (self->delimiter, self->message, error);
  if (error != NULL || memcmp (&framing, &self->framing, sizeof framing) == 0)
    return;

  self->framing = framing;
  sockeye_framing_store_keep (self->settings, &framing, get_delimiter (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_delimiter (SockeyeFramingPanel *self, const char *delimiter)
{
  guint selected = 0;

  while (selected < G_N_ELEMENTS (line_ends) && !g_str_equal (line_ends[selected], delimiter))
    selected++;
  if (selected == G_N_ELEMENTS (line_ends))
    gtk_editable_set_text (GTK_EDITABLE (self->delimiter), delimiter);
  gtk_drop_down_set_selected (self->line_end, selected);
}

static void
sockeye_framing_panel_dispose (GObject *object)
{
  SockeyeFramingPanel *self = SOCKEYE_FRAMING_PANEL (object);

  self->ready = FALSE;
  g_clear_object (&self->settings);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_FRAMING_PANEL);

  G_OBJECT_CLASS (sockeye_framing_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, kind);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, delimiter_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, delimiter);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, size);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, offset);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, width);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, order);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, adjustment);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFramingPanel, silence);
}

static void
sockeye_framing_panel_class_init (SockeyeFramingPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_framing_panel_dispose;

  /**
   * SockeyeFramingPanel::changed:
   *
   * Another rule holds.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_FRAMING_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/framing-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, read_fields);
}

static void
sockeye_framing_panel_init (SockeyeFramingPanel *self)
{
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint kind = 0; kind < G_N_ELEMENTS (kind_nicks); kind++)
    gtk_string_list_append (kinds, sockeye_framing_store_get_name ((SockeyeFramingKind) kind));
  gtk_drop_down_set_model (self->kind, G_LIST_MODEL (kinds));
}

/**
 * sockeye_framing_panel_new:
 * @settings: where the rule is kept
 *
 * Returns: (transfer floating): a panel that shows the rule that holds
 */
GtkWidget *
sockeye_framing_panel_new (GSettings *settings)
{
  SockeyeFramingPanel *self = g_object_new (SOCKEYE_TYPE_FRAMING_PANEL, NULL);
  g_autofree char *delimiter = g_settings_get_string (settings, "framing-delimiter");
  guint width = (guint) g_settings_get_int (settings, "framing-width");

  gtk_drop_down_set_selected (self->kind, (guint) g_settings_get_enum (settings, "framing"));
  show_delimiter (self, delimiter);
  gtk_spin_button_set_value (self->size, g_settings_get_int (settings, "framing-size"));
  gtk_spin_button_set_value (self->offset, g_settings_get_int (settings, "framing-offset"));
  gtk_drop_down_set_selected (self->width, sockeye_framing_store_find_width (width));
  gtk_drop_down_set_selected (self->order,
                              g_settings_get_boolean (settings, "framing-little-endian") ? 1 : 0);
  gtk_spin_button_set_value (self->adjustment, g_settings_get_int (settings, "framing-adjustment"));
  gtk_spin_button_set_value (self->silence, g_settings_get_int (settings, "framing-silence"));

  self->settings = g_object_ref (settings);
  sockeye_framing_store_load (settings, &self->framing);
  self->ready = TRUE;
  read_fields (self);
  return GTK_WIDGET (self);
}
