/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "framing-panel.h"

#include "field-error.h"
#include "hex.h"
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
  GSettings *settings; /* (nullable) */

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
static const guint widths[] = { 1, 2, 3, 4, 8 };
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

static gboolean
read_delimiter (SockeyeFramingPanel *self, SockeyeFraming *framing, GError **error)
{
  g_autoptr (GBytes) bytes = sockeye_hex_parse (get_delimiter (self), error);
  const guint8 *data;
  gsize length;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  framing->delimiter_length = (guint) MIN (length, SOCKEYE_DELIMITER_MAX + 1);
  if (length > 0 && length <= SOCKEYE_DELIMITER_MAX)
    memcpy (framing->delimiter, data, length);
  return TRUE;
}

static void
read_numbers (SockeyeFramingPanel *self, SockeyeFraming *framing)
{
  guint width = gtk_drop_down_get_selected (self->width);

  framing->size = (guint) gtk_spin_button_get_value_as_int (self->size);
  framing->offset = (guint) gtk_spin_button_get_value_as_int (self->offset);
  framing->width = widths[MIN (width, G_N_ELEMENTS (widths) - 1)];
  framing->little_endian = gtk_drop_down_get_selected (self->order) == 1;
  framing->adjustment = gtk_spin_button_get_value_as_int (self->adjustment);
  framing->silence_ms = (guint) gtk_spin_button_get_value_as_int (self->silence);
}

static void
keep (SockeyeFramingPanel *self)
{
  const SockeyeFraming *framing = &self->framing;

  if (self->settings == NULL)
    return;

  g_settings_set_enum (self->settings, "framing", (int) framing->kind);
  g_settings_set_string (self->settings, "framing-delimiter", get_delimiter (self));
  g_settings_set_int (self->settings, "framing-size", (int) framing->size);
  g_settings_set_int (self->settings, "framing-offset", (int) framing->offset);
  g_settings_set_int (self->settings, "framing-width", (int) framing->width);
  g_settings_set_boolean (self->settings, "framing-little-endian", framing->little_endian);
  g_settings_set_int (self->settings, "framing-adjustment", framing->adjustment);
  g_settings_set_int (self->settings, "framing-silence", (int) framing->silence_ms);
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
  if (framing.kind != SOCKEYE_FRAMING_DELIMITER || read_delimiter (self, &framing, &error))
    sockeye_framing_check (&framing, &error);
  sockeye_field_set_error (self->delimiter, self->message, error);
  if (error != NULL || memcmp (&framing, &self->framing, sizeof framing) == 0)
    return;

  self->framing = framing;
  keep (self);
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
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_framing_panel_set_store:
 * @self: a panel
 * @settings: where the rule is kept; once
 *
 * Takes up the rule that was used last.
 */
void
sockeye_framing_panel_set_store (SockeyeFramingPanel *self, GSettings *settings)
{
  g_autofree char *delimiter = g_settings_get_string (settings, "framing-delimiter");
  guint width = (guint) g_settings_get_int (settings, "framing-width");

  gtk_drop_down_set_selected (self->kind, (guint) g_settings_get_enum (settings, "framing"));
  show_delimiter (self, delimiter);
  gtk_spin_button_set_value (self->size, g_settings_get_int (settings, "framing-size"));
  gtk_spin_button_set_value (self->offset, g_settings_get_int (settings, "framing-offset"));
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    if (widths[i] == width)
      gtk_drop_down_set_selected (self->width, i);
  gtk_drop_down_set_selected (self->order,
                              g_settings_get_boolean (settings, "framing-little-endian") ? 1 : 0);
  gtk_spin_button_set_value (self->adjustment, g_settings_get_int (settings, "framing-adjustment"));
  gtk_spin_button_set_value (self->silence, g_settings_get_int (settings, "framing-silence"));

  self->settings = g_object_ref (settings);
  self->ready = TRUE;
  read_fields (self);
}

/**
 * sockeye_framing_panel_get_framing:
 * @self: a panel
 *
 * Returns: (transfer none): the rule that holds
 */
const SockeyeFraming *
sockeye_framing_panel_get_framing (SockeyeFramingPanel *self)
{
  return &self->framing;
}

/**
 * sockeye_framing_panel_describe:
 * @self: a panel
 *
 * Returns: (transfer full): the rule that holds, in a word or two
 */
char *
sockeye_framing_panel_describe (SockeyeFramingPanel *self)
{
  GListModel *kinds = gtk_drop_down_get_model (self->kind);
  g_autoptr (GtkStringObject) item = g_list_model_get_item (kinds, self->framing.kind);

  return g_strdup (gtk_string_object_get_string (item));
}
