/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeLogView,
                               sockeye_log_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_FOLLOWING,
  PROP_N_NEW,
  PROP_PAUSED,
  PROP_HAS_SELECTION,
  PROP_SHOW_TIME,
  PROP_SHOW_PEER,
  PROP_SHOW_SIZE,
  PROP_SHOW_CONVERSATIONS,
  PROP_SCALE,
  PROP_MENU_MODEL,
  N_PROPS,

  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sockeye_log_view_parent_class)->css_changed (widget, change);
  log_view_sync_style (SOCKEYE_LOG_VIEW (widget));
  gtk_widget_queue_draw (widget);
}

static void
system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (sockeye_log_view_parent_class)->system_setting_changed (widget, setting);
  log_view_sync_style (SOCKEYE_LOG_VIEW (widget));
  gtk_widget_queue_draw (widget);
}

static void
on_items_changed (SockeyeLogView *self)
{
  log_view_queue_refresh (self);
}

static void
size_allocate (GtkWidget *widget,
               G_GNUC_UNUSED int width,
               G_GNUC_UNUSED int height,
               G_GNUC_UNUSED int baseline)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);

  log_view_configure (self, self->following ? G_MAXDOUBLE : gtk_adjustment_get_value (self->vadjustment));
  if (self->model != NULL)
    {
      log_view_read_rows (self, FALSE);
      log_view_configure (self,
                          gtk_adjustment_get_value (self->vadjustment)); /* columns may have come or gone */
      log_view_save_anchor (self);
      log_view_update_news (self);
    }
  log_view_allocate_accessible (self);
  log_view_queue_accessible (self);
  if (self->waiting)
    log_view_queue_refresh (self);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         G_GNUC_UNUSED int for_size,
         int *minimum,
         int *natural,
         G_GNUC_UNUSED int *minimum_baseline,
         G_GNUC_UNUSED int *natural_baseline)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);
  int row = self->style->row_height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 120;
      *natural = 600;
    }
  else
    {
      *minimum = 3 * row + 2 * LOG_PADDING;
      *natural = 20 * row + 2 * LOG_PADDING;
    }
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sockeye_log_view_parent_class)->map (widget);
  log_view_queue_refresh (SOCKEYE_LOG_VIEW (widget));
}

static void
unmap (GtkWidget *widget)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);

  log_view_cancel_refresh (self);
  log_view_stop_selecting (self);
  GTK_WIDGET_CLASS (sockeye_log_view_parent_class)->unmap (widget);
}

static void
set_column_shown (SockeyeLogView *self, guint property, gboolean shown)
{
  if (property == PROP_SHOW_TIME)
    self->show_time = shown != FALSE;
  else if (property == PROP_SHOW_PEER)
    self->show_peer = shown != FALSE;
  else if (property == PROP_SHOW_SIZE)
    self->show_size = shown != FALSE;
  else
    self->show_conversations = shown != FALSE;

  log_view_drop_nodes (self);
  log_view_update_columns (self);
  log_view_queue_refresh (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (object);

  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case PROP_N_NEW:
      g_value_set_uint64 (value, self->n_new);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_HAS_SELECTION:
      g_value_set_boolean (value, sockeye_log_view_has_selection (self));
      break;
    case PROP_SHOW_TIME:
      g_value_set_boolean (value, self->show_time);
      break;
    case PROP_SHOW_PEER:
      g_value_set_boolean (value, self->show_peer);
      break;
    case PROP_SHOW_SIZE:
      g_value_set_boolean (value, self->show_size);
      break;
    case PROP_SHOW_CONVERSATIONS:
      g_value_set_boolean (value, self->show_conversations);
      break;
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;
    case PROP_MENU_MODEL:
      g_value_set_object (value, self->menu_model);
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
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (object);

  switch (id)
    {
    case PROP_MODEL:
      sockeye_log_view_set_model (self, g_value_get_object (value));
      break;
    case PROP_PAUSED:
      sockeye_log_view_set_paused (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_TIME:
    case PROP_SHOW_PEER:
    case PROP_SHOW_SIZE:
    case PROP_SHOW_CONVERSATIONS:
      set_column_shown (self, id, g_value_get_boolean (value));
      break;
    case PROP_SCALE:
      sockeye_log_view_set_scale (self, g_value_get_double (value));
      break;
    case PROP_MENU_MODEL:
      if (g_set_object (&self->menu_model, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_HADJUSTMENT:
      log_view_set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      log_view_set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
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
dispose (GObject *object)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  if (self->hadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->hadjustment, self);
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
  g_clear_object (&self->menu_model);
  if (self->highlights != NULL)
    g_signal_handlers_disconnect_by_data (self->highlights, self);
  g_clear_object (&self->highlights);
  g_clear_pointer (&self->found, sockeye_pattern_unref);
  log_view_stop_selecting (self);
  log_view_dispose_accessible (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);

  G_OBJECT_CLASS (sockeye_log_view_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (object);

  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  g_ptr_array_unref (self->rows);
  sockeye_log_line_free (self->scratch);
  sockeye_log_style_free (self->style);

  G_OBJECT_CLASS (sockeye_log_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, SOCKEYE_TYPE_LOG_MODEL, flags);
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, TRUE, read_flags);
  properties[PROP_N_NEW] = g_param_spec_uint64 ("n-new", NULL, NULL, 0, G_MAXUINT64, 0, read_flags);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_SELECTION] = g_param_spec_boolean ("has-selection", NULL, NULL, FALSE, read_flags);
  properties[PROP_SHOW_TIME] = g_param_spec_boolean ("show-time", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_PEER] = g_param_spec_boolean ("show-peer", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_SIZE] = g_param_spec_boolean ("show-size", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_CONVERSATIONS] = g_param_spec_boolean ("show-conversations", NULL, NULL, FALSE, flags);
  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, LOG_SCALE_MIN, LOG_SCALE_MAX, 1, flags);
  properties[PROP_MENU_MODEL] = g_param_spec_object ("menu-model", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
sockeye_log_view_class_init (SockeyeLogViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;
  object_class->finalize = finalize;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->snapshot = log_view_snapshot;
  widget_class->css_changed = css_changed;
  widget_class->system_setting_changed = system_setting_changed;
  widget_class->map = map;
  widget_class->unmap = unmap;
  install_properties (object_class);

  gtk_widget_class_set_css_name (widget_class, "logview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  log_view_class_init_input (widget_class);
  log_view_class_init_copy (widget_class);
}

static void
sockeye_log_view_init (SockeyeLogView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->show_time = TRUE;
  self->show_peer = TRUE;
  self->show_size = TRUE;
  self->following = TRUE;
  self->scale = 1;
  self->stamp = 1;
  self->style = sockeye_log_style_new ();
  self->rows = g_ptr_array_new ();
  self->children = g_ptr_array_new ();
  self->accessible_time = g_get_monotonic_time (); /* the window's first frame comes first */
  self->scratch = sockeye_log_line_new ();
  log_view_set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  log_view_set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (widget, "view");
  gtk_widget_add_css_class (widget, "monospace");
  gtk_widget_set_cursor_from_name (widget, "text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Data log"), -1);
  log_view_init_input (self);
  log_view_sync_style (self);
  log_view_update_columns (self);
  log_view_update_actions (self);
}

/**
 * sockeye_log_view_new:
 *
 * Returns: (transfer floating): a view without a model, to be put into a #GtkScrolledWindow
 */
GtkWidget *
sockeye_log_view_new (void)
{
  return g_object_new (SOCKEYE_TYPE_LOG_VIEW, NULL);
}

/**
 * sockeye_log_view_get_model:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
SockeyeLogModel *
sockeye_log_view_get_model (SockeyeLogView *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), NULL);

  return self->model;
}

/**
 * sockeye_log_view_set_model:
 * @model: (nullable): what to show
 *
 * Begins at the model's end, without selection.
 */
void
sockeye_log_view_set_model (SockeyeLogView *self, SockeyeLogModel *model)
{
  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));
  g_return_if_fail (model == NULL || SOCKEYE_IS_LOG_MODEL (model));

  if (self->model == model)
    return;

  log_view_select_none (self);
  g_cancellable_cancel (self->copying);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  self->anchored = FALSE;
  self->is_wanted = FALSE;
  self->waiting = FALSE;
  self->n_rows = 0;
  self->seen_to = 0;
  log_view_reset_widths (self);
  log_view_forget_rows (self);
  if (model != NULL)
    {
      g_signal_connect_swapped (model, "items-changed", G_CALLBACK (on_items_changed), self);
      sockeye_log_view_go_newest (self);
    }
  else
    log_view_configure (self, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  log_view_queue_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

/**
 * sockeye_log_view_get_following:
 *
 * Returns: whether the view is at the end and stays there
 */
gboolean
sockeye_log_view_get_following (SockeyeLogView *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), FALSE);

  return self->following;
}

/**
 * sockeye_log_view_get_n_new:
 *
 * Returns: records below that were never in view
 */
guint64
sockeye_log_view_get_n_new (SockeyeLogView *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), 0);

  return self->n_new;
}

gboolean
sockeye_log_view_get_paused (SockeyeLogView *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), FALSE);

  return self->paused;
}

/**
 * sockeye_log_view_set_paused:
 * @paused: whether rows that arrive stay hidden
 *
 * Nothing is lost: the rows are there once it is %FALSE again.
 */
void
sockeye_log_view_set_paused (SockeyeLogView *self, gboolean paused)
{
  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  if (self->paused == (paused != FALSE))
    return;

  if (paused && self->model != NULL)
    self->shown_to = sockeye_log_model_get_end (self->model);
  self->paused = paused != FALSE;
  sockeye_log_view_refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

double
sockeye_log_view_get_scale (SockeyeLogView *self)
{
  g_return_val_if_fail (SOCKEYE_IS_LOG_VIEW (self), 1);

  return self->scale;
}

/**
 * sockeye_log_view_set_scale:
 * @scale: times the font size of the style sheet
 *
 * The row at the top stays there.
 */
void
sockeye_log_view_set_scale (SockeyeLogView *self, double scale)
{
  g_return_if_fail (SOCKEYE_IS_LOG_VIEW (self));

  scale = CLAMP (scale, LOG_SCALE_MIN, LOG_SCALE_MAX);
  if (scale == self->scale)
    return;

  self->scale = scale;
  log_view_sync_style (self);
  log_view_update_columns (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
}
