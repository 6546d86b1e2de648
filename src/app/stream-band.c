/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-band-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeStreamBand,
                               sockeye_stream_band,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_0,
  PROP_HEX,
  N_PROPS,

  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

enum
{
  CURSOR_MOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

double
stream_band_get_cell_width (SockeyeStreamBand *self)
{
  return (self->hex ? 3 : 1) * self->style->char_width;
}

int
stream_band_get_row_height (SockeyeStreamBand *self)
{
  int lines = self->hex ? 2 : 1;

  for (SockeyeStreamLane lane = 0; lane < SOCKEYE_N_LANES; lane++)
    if (self->lens != NULL && sockeye_stream_lens_has (self->lens, lane))
      lines++;
  return lines * self->style->row_height + 2 * STREAM_ROW_GAP;
}

static guint64
get_start (SockeyeStreamBand *self)
{
  return self->lens != NULL ? sockeye_stream_lens_get_start (self->lens) : 0;
}

static guint64
get_end (SockeyeStreamBand *self)
{
  return self->lens != NULL ? sockeye_stream_lens_get_end (self->lens) : 0;
}

/* The row that a byte is in, by its number from the beginning of the stream. */
static double
get_row_top (SockeyeStreamBand *self, guint64 at)
{
  return (double) (at / self->per_row) * stream_band_get_row_height (self);
}

static void
configure (SockeyeStreamBand *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int row = stream_band_get_row_height (self);
  guint64 end = get_end (self);
  double lower = get_row_top (self, get_start (self));
  double upper = end > 0 ? get_row_top (self, end - 1) + row : lower;
  double value = self->following ? upper - height : gtk_adjustment_get_value (self->vadjustment);

  upper = MAX (upper, lower + height);
  gtk_adjustment_configure (self->vadjustment, CLAMP (value, lower, upper - height), lower, upper, row,
                            MAX (height - row, row), height);
}

static void
set_per_row (SockeyeStreamBand *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = stream_band_get_row_height (self);
  guint64 top = (guint64) (gtk_adjustment_get_value (self->vadjustment) / height) * self->per_row;
  double room;
  guint n;

  self->gutter = stream_band_measure_gutter (self);
  room = width - self->gutter - self->style->char_width;
  n = room > 0 ? (guint) (room / stream_band_get_cell_width (self)) / STREAM_ROW_STEP * STREAM_ROW_STEP : 0;
  n = CLAMP (n, STREAM_ROW_STEP, STREAM_ROW_MAX);
  if (n == self->per_row)
    return;
  self->per_row = n;
  /* What stood at the top stays there. */
  gtk_adjustment_set_value (self->vadjustment, get_row_top (self, top));
}

static void
arrange (SockeyeStreamBand *self)
{
  set_per_row (self);
  configure (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scroll_to_cursor (SockeyeStreamBand *self)
{
  double top = get_row_top (self, self->cursor);
  double value = gtk_adjustment_get_value (self->vadjustment);
  double page = gtk_adjustment_get_page_size (self->vadjustment);
  int row = stream_band_get_row_height (self);

  if (top < value)
    gtk_adjustment_set_value (self->vadjustment, top);
  else if (top + row > value + page)
    gtk_adjustment_set_value (self->vadjustment, top + row - page);
}

static void
move_cursor (SockeyeStreamBand *self, guint64 at)
{
  guint64 start = get_start (self);
  guint64 end = get_end (self);

  if (end == start)
    return;
  self->cursor = CLAMP (at, start, end - 1);
  scroll_to_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

static void
on_value_changed (SockeyeStreamBand *self)
{
  GtkAdjustment *adjustment = self->vadjustment;

  self->following = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
                    >= gtk_adjustment_get_upper (adjustment) - 1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_move_key (GtkWidget *widget, GVariant *arguments, gpointer data G_GNUC_UNUSED)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (widget);
  gint64 bytes, rows, pages;
  gint64 page = (gint64) gtk_adjustment_get_page_size (self->vadjustment) / stream_band_get_row_height (self);
  gint64 step;
  guint64 cursor = self->cursor;

  g_variant_get (arguments, "(xxx)", &bytes, &rows, &pages);
  step = bytes + (rows + pages * MAX (page - 1, 1)) * (gint64) self->per_row;
  if (step < 0)
    cursor -= MIN (cursor, (guint64) -step);
  else
    cursor += (guint64) step;
  move_cursor (self, cursor);
  return TRUE;
}

static gboolean
on_edge_key (GtkWidget *widget, GVariant *arguments, gpointer data G_GNUC_UNUSED)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (widget);
  gboolean last;

  g_variant_get (arguments, "(b)", &last);
  move_cursor (self, last ? G_MAXUINT64 : 0);
  return TRUE;
}

static void
on_pressed (GtkGestureClick *gesture G_GNUC_UNUSED,
            int n_press G_GNUC_UNUSED,
            double x,
            double y,
            gpointer data)
{
  SockeyeStreamBand *self = data;
  double row = (y + gtk_adjustment_get_value (self->vadjustment)) / stream_band_get_row_height (self);
  double column = (x - self->gutter) / stream_band_get_cell_width (self);
  guint64 first = (guint64) MAX (row, 0) * self->per_row;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  move_cursor (self, MAX (first, get_start (self)) + (guint64) CLAMP (column, 0, self->per_row - 1));
}

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (widget);

  GTK_WIDGET_CLASS (sockeye_stream_band_parent_class)->css_changed (widget, change);
  if (sockeye_log_style_update (self->style, widget, 1))
    gtk_widget_queue_resize (widget);
  gtk_widget_queue_draw (widget);
}

static void
size_allocate (GtkWidget *widget,
               int width G_GNUC_UNUSED,
               int height G_GNUC_UNUSED,
               int baseline G_GNUC_UNUSED)
{
  arrange (SOCKEYE_STREAM_BAND (widget));
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size G_GNUC_UNUSED,
         int *minimum,
         int *natural,
         int *minimum_baseline G_GNUC_UNUSED,
         int *natural_baseline G_GNUC_UNUSED)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) (stream_band_measure_gutter (self)
                        + (STREAM_ROW_STEP * 3 + 1) * self->style->char_width);
      *natural = *minimum + (int) (STREAM_ROW_STEP * 3 * self->style->char_width);
    }
  else
    {
      *minimum = stream_band_get_row_height (self);
      *natural = 4 * *minimum;
    }
}

static void
set_adjustment (SockeyeStreamBand *self, GtkAdjustment **adjustment, GtkAdjustment *value)
{
  if (*adjustment != NULL)
    g_signal_handlers_disconnect_by_data (*adjustment, self);
  g_clear_object (adjustment);
  *adjustment = g_object_ref_sink (value != NULL ? value : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (adjustment == &self->vadjustment)
    g_signal_connect_object (*adjustment, "value-changed", G_CALLBACK (on_value_changed), self,
                             G_CONNECT_SWAPPED);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (object);

  switch (id)
    {
    case PROP_HEX:
      g_value_set_boolean (value, self->hex);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_hex (SockeyeStreamBand *self, gboolean hex)
{
  if (hex == self->hex)
    return;
  self->hex = hex;
  arrange (self);
  move_cursor (self, self->cursor);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEX]);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (object);

  switch (id)
    {
    case PROP_HEX:
      set_hex (self, g_value_get_boolean (value));
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value) & 1;
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value) & 1;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_stream_band_finalize (GObject *object)
{
  SockeyeStreamBand *self = SOCKEYE_STREAM_BAND (object);

  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  sockeye_text_free (self->text);
  sockeye_log_style_free (self->style);

  G_OBJECT_CLASS (sockeye_stream_band_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keys[2];
    gint64 bytes, rows, pages;
  } moves[] = {
    { { GDK_KEY_Left, GDK_KEY_KP_Left }, -1, 0, 0 },
    { { GDK_KEY_Right, GDK_KEY_KP_Right }, 1, 0, 0 },
    { { GDK_KEY_Up, GDK_KEY_KP_Up }, 0, -1, 0 },
    { { GDK_KEY_Down, GDK_KEY_KP_Down }, 0, 1, 0 },
    { { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up }, 0, 0, -1 },
    { { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down }, 0, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    for (guint j = 0; j < 2; j++)
      gtk_widget_class_add_binding (widget_class, moves[i].keys[j], 0, on_move_key, "(xxx)", moves[i].bytes,
                                    moves[i].rows, moves[i].pages);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, on_edge_key, "(b)", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Home, 0, on_edge_key, "(b)", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, on_edge_key, "(b)", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_End, 0, on_edge_key, "(b)", TRUE);
}

static void
sockeye_stream_band_class_init (SockeyeStreamBandClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->finalize = sockeye_stream_band_finalize;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->snapshot = stream_band_snapshot;
  widget_class->css_changed = css_changed;

  properties[PROP_HEX] = g_param_spec_boolean (
      "hex", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", SOCKEYE_TYPE_STREAM_BAND, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "streamband");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_keys (widget_class);
}

static void
sockeye_stream_band_init (SockeyeStreamBand *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->style = sockeye_log_style_new ();
  sockeye_log_style_update (self->style, GTK_WIDGET (self), 1);
  self->text = sockeye_text_new ();
  self->charset = sockeye_charset_find ("utf-8");
  self->hex = TRUE;
  self->following = TRUE;
  self->per_row = STREAM_ROW_STEP;
  set_adjustment (self, &self->hadjustment, NULL);
  set_adjustment (self, &self->vadjustment, NULL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (gtk_widget_queue_draw), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Byte stream"),
                                  -1);
}

/**
 * sockeye_stream_band_set_lens:
 * @self: a band
 * @lens: (nullable): what it shows, as long as it is set; its end is shown at first
 */
void
sockeye_stream_band_set_lens (SockeyeStreamBand *self, SockeyeStreamLens *lens)
{
  self->lens = lens;
  self->cursor = 0;
  self->following = TRUE;
  sockeye_stream_band_refresh (self);
}

/**
 * sockeye_stream_band_set_charset:
 * @self: a band
 * @charset: the encoding of its characters
 */
void
sockeye_stream_band_set_charset (SockeyeStreamBand *self, const SockeyeCharset *charset)
{
  if (self->charset != charset)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->charset = charset;
}

/**
 * sockeye_stream_band_refresh:
 * @self: a band
 *
 * To be called when the lens has changed.
 */
void
sockeye_stream_band_refresh (SockeyeStreamBand *self)
{
  self->cursor = MAX (self->cursor, get_start (self));
  arrange (self);
}

/**
 * sockeye_stream_band_is_waiting:
 * @self: a band
 *
 * Returns: whether it could not show all bytes, because the disk has not given them yet
 */
gboolean
sockeye_stream_band_is_waiting (SockeyeStreamBand *self)
{
  return self->waiting;
}

/**
 * sockeye_stream_band_get_cursor:
 * @self: a band
 *
 * Returns: the byte of the stream that is looked at
 */
guint64
sockeye_stream_band_get_cursor (SockeyeStreamBand *self)
{
  return self->cursor;
}

/**
 * sockeye_stream_band_show:
 * @self: a band
 * @at: a byte of the stream
 *
 * Looks at this byte.
 */
void
sockeye_stream_band_show (SockeyeStreamBand *self, guint64 at)
{
  move_cursor (self, at);
}
