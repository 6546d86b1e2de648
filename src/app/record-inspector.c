/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "record-inspector.h"

#include "arrival-text.h"
#include "hex.h"
#include "hexdump-model.h"
#include "layers-view.h"
#include "log-reader.h"
#include "values.h"

#include <glib/gi18n-lib.h>

/* A text view lays out whole lines: longer ones are broken here, so that no line is slow to draw. */
#define TEXT_LINE_MAX   512
#define FIRST_VALUE_ROW 2
/* Beside the values of a small window there is no room for 16 bytes and their characters. */
#define NARROW_ROW 8
/* Characters in a row of the dump: the offset, the bytes, and their characters. */
#define ROW_CHARS(row) (12 + 4 * (row))

struct _SockeyeRecordInspector
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkLabel *summary;
  GtkLabel *arrival;
  GtkStack *stack;
  GtkLabel *no_bytes;
  GtkWidget *bytes_box;
  GtkListView *dump;
  GtkGrid *values;
  GtkSpinButton *offset;
  GtkAdjustment *offset_adjustment;
  GtkTextView *text;
  SockeyeLayersView *layers;

  /* Owned */
  SockeyeLogModel *model;
  SockeyeHexdumpModel *rows;
  GtkSingleSelection *selection;
  GBytes *bytes;
  GCancellable *cancellable;

  /* Borrowed: children of the grid. Numbers have a label for each byte order, others one. */
  GtkLabel *little[SOCKEYE_N_VALUES];
  GtkLabel *big[SOCKEYE_N_VALUES];

  guint64 number;
  guint tick;
};

G_DEFINE_FINAL_TYPE (SockeyeRecordInspector, sockeye_record_inspector, GTK_TYPE_WINDOW)

/* What is read on a thread: the disk may be slow. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeLogSettings settings;
  guint64 number;
  char *summary;
  char *arrival; /* (nullable) */
  char *text;
  SockeyeLayers layers;
  gboolean is_event;
  GBytes *bytes; /* none of an event: how it is kept is nothing that was sent */
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->capture);
  g_clear_pointer (&reading->bytes, g_bytes_unref);
  g_free (reading->summary);
  g_free (reading->arrival);
  g_free (reading->text);
  g_free (reading);
}

/* Controls show as pictures; a line also ends behind the picture of its 0x0A, and where it gets too long. */
static char *
break_lines (const SockeyeText *text)
{
  g_autoptr (GString) broken = g_string_sized_new (text->utf8->len + text->utf8->len / 64);
  guint width = 0;

  for (guint i = 0; i < text->cells->len; i++)
    {
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, i);
      const char *shown = text->utf8->str + cell->text;
      gboolean line_end = cell->text_length == 3 && memcmp (shown, "␊", 3) == 0;

      g_string_append_len (broken, shown, cell->text_length);
      if (line_end || ++width >= TEXT_LINE_MAX)
        {
          g_string_append_c (broken, '\n');
          width = 0;
        }
    }

  return g_string_free (g_steal_pointer (&broken), FALSE);
}

static gboolean
read_bytes (Reading *reading, const SockeyeRecord *record, GError **error)
{
  guint32 length = reading->is_event ? 0 : record->length;
  g_autofree guint8 *bytes = g_malloc (MAX (length, 1));

  if (length > 0
      && sockeye_capture_read (reading->capture, record->offset, bytes, length, TRUE) != SOCKEYE_READ_OK)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _ ("The bytes of this record are no longer kept: the log has reached its limit."));
      return FALSE;
    }

  reading->bytes = g_bytes_new_take (g_steal_pointer (&bytes), length);
  return TRUE;
}

static void
read_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  Reading *reading = data;
  g_autoptr (SockeyeLogReader) reader = sockeye_log_reader_new (reading->capture, &reading->settings);
  g_autoptr (SockeyeLogLine) line = sockeye_log_line_new ();
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  g_autoptr (GString) summary = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SockeyeRecord record;

  if (!sockeye_capture_get_record (reading->capture, reading->number, &record))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                               _ ("This record is no longer kept: the log has reached its limit."));
      return;
    }
  reading->is_event = record.kind == SOCKEYE_RECORD_EVENT;
  if (!read_bytes (reading, &record, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  sockeye_log_reader_read (reader, reading->number, 0, line);
  g_string_printf (summary, "%s %s %s %s", line->time->str, line->direction, line->peer->str,
                   line->size->str);
  reading->summary = g_string_free (g_steal_pointer (&summary), FALSE);
  reading->arrival = sockeye_arrival_text (reading->capture, &record);
  sockeye_layers_read (&reading->layers, reading->capture, reading->number);
  if (reading->is_event)
    reading->text = g_strdup (line->text->utf8->str);
  else
    {
      sockeye_log_reader_decode (reader, reading->number, &record, 0, record.length, SOCKEYE_DECODE_DISPLAY,
                                 text);
      reading->text = break_lines (text);
    }
  g_task_return_boolean (task, TRUE);
}

static void
show_values (SockeyeRecordInspector *self)
{
  gsize length = 0;
  const guint8 *bytes = self->bytes != NULL ? g_bytes_get_data (self->bytes, &length) : NULL;
  gsize at = (gsize) gtk_spin_button_get_value_as_int (self->offset);

  for (guint i = 0; i < SOCKEYE_N_VALUES; i++)
    {
      g_autofree char *little = NULL;
      g_autofree char *big = NULL;

      if (at < length)
        {
          little = sockeye_value_format (i, bytes + at, length - at, TRUE);
          big = sockeye_value_format (i, bytes + at, length - at, FALSE);
        }
      gtk_label_set_text (self->little[i], little != NULL ? little : "–");
      if (self->big[i] != NULL)
        gtk_label_set_text (self->big[i], big != NULL ? big : "–");
    }
}

static void
show_reading (SockeyeRecordInspector *self, Reading *reading)
{
  gsize length = g_bytes_get_size (reading->bytes);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_ref (reading->bytes);
  gtk_label_set_text (self->summary, reading->summary);
  gtk_label_set_text (self->arrival, reading->arrival != NULL ? reading->arrival : "");
  gtk_widget_set_visible (GTK_WIDGET (self->arrival), reading->arrival != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->no_bytes), reading->is_event);
  gtk_widget_set_visible (self->bytes_box, !reading->is_event);
  gtk_text_view_set_wrap_mode (self->text, reading->is_event ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), reading->text, -1);
  sockeye_layers_view_show (self->layers, &reading->layers);
  sockeye_hexdump_model_set_bytes (self->rows, reading->bytes);
  gtk_adjustment_configure (self->offset_adjustment, 0, 0, length > 0 ? (double) (length - 1) : 0, 1,
                            SOCKEYE_HEX_ROW, 0);
  show_values (self);
}

static void
read_done (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyeRecordInspector *self = SOCKEYE_RECORD_INSPECTOR (source);
  GTask *task = G_TASK (result);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (task, &error))
    show_reading (self, g_task_get_task_data (task));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_label_set_text (self->summary, error->message);
}

static void
update_actions (SockeyeRecordInspector *self)
{
  SockeyeCapture *capture = sockeye_log_model_get_capture (self->model);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.previous",
                                 self->number > sockeye_log_model_get_first (self->model));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.next",
                                 self->number + 1 < sockeye_capture_get_n_records (capture));
}

static void
step (GtkWidget *widget, const char *action, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeRecordInspector *self = SOCKEYE_RECORD_INSPECTOR (widget);

  sockeye_record_inspector_show_record (self, g_str_equal (action, "inspector.next") ? self->number + 1
                                                                                     : self->number - 1);
}

static void
offset_changed (SockeyeRecordInspector *self)
{
  guint row = (guint) gtk_spin_button_get_value_as_int (self->offset)
              / sockeye_hexdump_model_get_row (self->rows);

  if (gtk_single_selection_get_selected (self->selection) != row)
    {
      gtk_single_selection_set_selected (self->selection, row);
      gtk_widget_activate_action (GTK_WIDGET (self->dump), "list.scroll-to-item", "u", row);
    }
  show_values (self);
}

static void
row_selected (SockeyeRecordInspector *self)
{
  guint row = gtk_single_selection_get_selected (self->selection);
  guint at = (guint) gtk_spin_button_get_value_as_int (self->offset);
  guint n_bytes = sockeye_hexdump_model_get_row (self->rows);

  if (row != GTK_INVALID_LIST_POSITION && at / n_bytes != row)
    gtk_spin_button_set_value (self->offset, (double) row * n_bytes);
}

static guint
choose_row (SockeyeRecordInspector *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->dump), "0");
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->dump));
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return gtk_adjustment_get_page_size (adjustment) < width * (ROW_CHARS (SOCKEYE_HEX_ROW) + 1)
             ? NARROW_ROW
             : SOCKEYE_HEX_ROW;
}

/* The byte that is looked at stays. */
static gboolean
fit_rows (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SockeyeRecordInspector *self = SOCKEYE_RECORD_INSPECTOR (widget);
  double at = gtk_spin_button_get_value (self->offset);
  guint row = choose_row (self);

  self->tick = 0;
  if (row == sockeye_hexdump_model_get_row (self->rows))
    return G_SOURCE_REMOVE;

  sockeye_hexdump_model_set_row (self->rows, row);
  gtk_spin_button_set_value (self->offset, at);
  offset_changed (self);
  return G_SOURCE_REMOVE;
}

/* Rows cannot become others while they get their places. */
static void
on_width_changed (SockeyeRecordInspector *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fit_rows, NULL, NULL);
}

static void
setup_row (GtkListItemFactory *factory G_GNUC_UNUSED, GtkListItem *item, gpointer data G_GNUC_UNUSED)
{
  gtk_list_item_set_child (item, gtk_inscription_new (NULL));
}

static void
bind_row (SockeyeRecordInspector *self, GtkListItem *item)
{
  GtkStringObject *row = gtk_list_item_get_item (item);
  GtkInscription *label = GTK_INSCRIPTION (gtk_list_item_get_child (item));
  guint chars = ROW_CHARS (sockeye_hexdump_model_get_row (self->rows));

  /* Whatever stands in it: the width stays when other rows are scrolled to. */
  gtk_inscription_set_nat_chars (label, chars);
  gtk_inscription_set_min_chars (label, chars);
  gtk_inscription_set_text (label, gtk_string_object_get_string (row));
}

static GtkLabel *
add_value_label (SockeyeRecordInspector *self, int column, int row, int width)
{
  GtkWidget *label = gtk_label_new ("–");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 21);
  gtk_widget_add_css_class (label, "monospace");
  gtk_grid_attach (self->values, label, column, row, width, 1);
  return GTK_LABEL (label);
}

static gboolean
depends_on_byte_order (SockeyeValue value)
{
  switch (value)
    {
    case SOCKEYE_VALUE_U8:
    case SOCKEYE_VALUE_I8:
    case SOCKEYE_VALUE_BITS:
    case SOCKEYE_VALUE_UTF8:
    case SOCKEYE_VALUE_GBK:
      return FALSE;
    default:
      return TRUE;
    }
}

static void
build_values (SockeyeRecordInspector *self)
{
  for (guint i = 0; i < SOCKEYE_N_VALUES; i++)
    {
      GtkWidget *title = gtk_label_new (sockeye_value_get_label (i));
      gboolean both = depends_on_byte_order (i);

      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_grid_attach (self->values, title, 0, FIRST_VALUE_ROW + (int) i, 1, 1);
      self->little[i] = add_value_label (self, 1, FIRST_VALUE_ROW + (int) i, both ? 1 : 2);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (self->little[i]), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                      title, NULL, -1);
      if (both)
        self->big[i] = add_value_label (self, 2, FIRST_VALUE_ROW + (int) i, 1);
    }
}

static void
sockeye_record_inspector_dispose (GObject *object)
{
  SockeyeRecordInspector *self = SOCKEYE_RECORD_INSPECTOR (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->model);
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (sockeye_record_inspector_parent_class)->dispose (object);
}

static void
sockeye_record_inspector_class_init (SockeyeRecordInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_record_inspector_dispose;
  g_type_ensure (SOCKEYE_TYPE_LAYERS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/record-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, summary);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, arrival);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, no_bytes);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, bytes_box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, dump);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, values);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, offset);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, offset_adjustment);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRecordInspector, layers);
  gtk_widget_class_install_action (widget_class, "inspector.previous", NULL, step);
  gtk_widget_class_install_action (widget_class, "inspector.next", NULL, step);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, "inspector.previous",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, "inspector.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_record_inspector_init (SockeyeRecordInspector *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Not the heading, which could be selected as well. */
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->dump));
  build_values (self);

  self->rows = sockeye_hexdump_model_new ();
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->dump, factory);
  gtk_list_view_set_model (self->dump, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->dump)), "notify::page-size",
                           G_CALLBACK (on_width_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (row_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->offset, "value-changed", G_CALLBACK (offset_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sockeye_record_inspector_new:
 * @parent: (nullable): the window it belongs to
 * @model: the log whose records it shows, in the log's encoding
 *
 * Returns: (transfer none): a window; show a record, then present it
 */
GtkWidget *
sockeye_record_inspector_new (GtkWindow *parent, SockeyeLogModel *model)
{
  SockeyeRecordInspector *self = g_object_new (SOCKEYE_TYPE_RECORD_INSPECTOR, "transient-for", parent,
                                               "destroy-with-parent", TRUE, NULL);

  self->model = g_object_ref (model);
  return GTK_WIDGET (self);
}

/**
 * sockeye_record_inspector_show_record:
 * @self: an inspector
 * @number: the record's number in the capture
 *
 * Reads the record on a thread and shows it when it is there.
 */
void
sockeye_record_inspector_show_record (SockeyeRecordInspector *self, guint64 number)
{
  g_autofree char *digits = NULL;
  g_autofree char *title = NULL;
  g_autoptr (GTask) task = NULL;
  Reading *reading = g_new0 (Reading, 1);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->number = number;
  digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number + 1);
  /* Translators: %s is the number of the record in the log, counted from 1 */
  title = g_strdup_printf (_ ("Record %s"), digits);
  gtk_window_set_title (GTK_WINDOW (self), title);
  update_actions (self);

  reading->capture = g_object_ref (sockeye_log_model_get_capture (self->model));
  reading->number = number;
  reading->settings = (SockeyeLogSettings){
    .charset = sockeye_log_model_get_charset (self->model),
    .form = SOCKEYE_LOG_FORM_TEXT,
    .time = SOCKEYE_LOG_TIME_ABSOLUTE,
    .with_date = TRUE,
    .wait = TRUE,
  };
  task = g_task_new (self, self->cancellable, read_done, NULL);
  g_task_set_source_tag (task, sockeye_record_inspector_show_record);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
}
