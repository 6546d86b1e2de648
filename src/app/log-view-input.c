/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

/* Pixels per frame and per pixel of distance from the edge, and the most of it. */
#define AUTOSCROLL_FACTOR 0.5
#define AUTOSCROLL_MAX    400.0

typedef enum
{
  SCROLL_ROWS,
  SCROLL_PAGES,
  SCROLL_ENDS,
  SCROLL_SIDEWAYS,
} ScrollKind;

static void
scroll_sideways (SockeyeLogView *self, int by)
{
  GtkAdjustment *adjustment = self->hadjustment;

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment)
                                            + by * gtk_adjustment_get_step_increment (adjustment));
}

static gint64
get_page_rows (SockeyeLogView *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self)) / self->style->row_height - 1, 1);
}

static gboolean
on_scroll_key (GtkWidget *widget, GVariant *arguments, G_GNUC_UNUSED gpointer data)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);
  double value = gtk_adjustment_get_value (self->vadjustment);
  int kind, by;

  g_variant_get (arguments, "(ii)", &kind, &by);
  switch ((ScrollKind) kind)
    {
    case SCROLL_ROWS:
      log_view_scroll_to (self, value + by * self->style->row_height);
      break;
    case SCROLL_PAGES:
      log_view_scroll_to (self, value + (double) (by * get_page_rows (self)) * self->style->row_height);
      break;
    case SCROLL_ENDS:
      if (by < 0)
        log_view_scroll_to (self, 0);
      else
        sockeye_log_view_go_newest (self);
      break;
    case SCROLL_SIDEWAYS:
      scroll_sideways (self, by);
      break;
    default:
      g_return_val_if_reached (FALSE);
    }
  return TRUE;
}

static gboolean
on_select_key (GtkWidget *widget, GVariant *arguments, G_GNUC_UNUSED gpointer data)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);
  int kind, by;

  g_variant_get (arguments, "(ii)", &kind, &by);
  switch ((ScrollKind) kind)
    {
    case SCROLL_ROWS:
      log_view_move_head (self, by);
      break;
    case SCROLL_PAGES:
      log_view_move_head (self, by * get_page_rows (self));
      break;
    case SCROLL_ENDS:
      log_view_move_head_to_edge (self, by > 0, ABS (by) > 1);
      break;
    case SCROLL_SIDEWAYS:
      log_view_move_head_by_cells (self, by);
      break;
    default:
      g_return_val_if_reached (FALSE);
    }
  return TRUE;
}

static gboolean
on_menu_key (GtkWidget *widget, G_GNUC_UNUSED GVariant *arguments, G_GNUC_UNUSED gpointer data)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);

  log_view_popup_menu (self, self->columns.text, gtk_widget_get_height (widget) / 3.0);
  return TRUE;
}

static gboolean
on_escape (GtkWidget *widget, G_GNUC_UNUSED GVariant *arguments, G_GNUC_UNUSED gpointer data)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);

  if (!sockeye_log_view_has_selection (self))
    return FALSE; /* the window may have a use for it */
  log_view_stop_selecting (self);
  log_view_select_none (self);
  return TRUE;
}

typedef struct
{
  guint key;
  guint keypad;
  ScrollKind kind;
  int by;
} ScrollKey;

static const ScrollKey scroll_keys[] = {
  { GDK_KEY_Up, GDK_KEY_KP_Up, SCROLL_ROWS, -1 },
  { GDK_KEY_Down, GDK_KEY_KP_Down, SCROLL_ROWS, 1 },
  { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, SCROLL_PAGES, -1 },
  { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, SCROLL_PAGES, 1 },
  { GDK_KEY_Left, GDK_KEY_KP_Left, SCROLL_SIDEWAYS, -1 },
  { GDK_KEY_Right, GDK_KEY_KP_Right, SCROLL_SIDEWAYS, 1 },
  { GDK_KEY_Home, GDK_KEY_KP_Home, SCROLL_ENDS, -1 },
  { GDK_KEY_End, GDK_KEY_KP_End, SCROLL_ENDS, 1 },
};

static void
add_key (GtkWidgetClass *widget_class, const ScrollKey *key, guint keyval)
{
  gtk_widget_class_add_binding (widget_class, keyval, 0, on_scroll_key, "(ii)", key->kind, key->by);
  gtk_widget_class_add_binding (widget_class, keyval, GDK_SHIFT_MASK, on_select_key, "(ii)", key->kind,
                                key->by);
  if (key->kind != SCROLL_ENDS)
    return;
  gtk_widget_class_add_binding (widget_class, keyval, GDK_CONTROL_MASK, on_scroll_key, "(ii)", key->kind,
                                key->by);
  gtk_widget_class_add_binding (widget_class, keyval, GDK_CONTROL_MASK | GDK_SHIFT_MASK, on_select_key,
                                "(ii)", key->kind, 2 * key->by);
}

static void
add_action_key (GtkWidgetClass *widget_class, guint keyval, GdkModifierType modifiers, const char *action)
{
  gtk_widget_class_add_binding_action (widget_class, keyval, modifiers, action, NULL);
}

void
log_view_class_init_input (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scroll_keys); i++)
    {
      add_key (widget_class, &scroll_keys[i], scroll_keys[i].key);
      add_key (widget_class, &scroll_keys[i], scroll_keys[i].keypad);
    }

  /* A menu shows the last one. */
  add_action_key (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "log.copy");
  add_action_key (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "log.copy");
  add_action_key (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "log.select-all");
  add_action_key (widget_class, GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "log.select-none");
  add_action_key (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "log.zoom-in");
  add_action_key (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "log.zoom-in");
  add_action_key (widget_class, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "log.zoom-in");
  add_action_key (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "log.zoom-out");
  add_action_key (widget_class, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "log.zoom-out");
  add_action_key (widget_class, GDK_KEY_0, GDK_CONTROL_MASK, "log.zoom-normal");
  add_action_key (widget_class, GDK_KEY_KP_0, GDK_CONTROL_MASK, "log.zoom-normal");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
}

static double
get_autoscroll_step (double position, double size)
{
  double outside = position < 0 ? position : position > size ? position - size : 0;

  return CLAMP (outside * AUTOSCROLL_FACTOR, -AUTOSCROLL_MAX, AUTOSCROLL_MAX);
}

/* Goes on while the button is held outside, also when the pointer does not move. */
static gboolean
on_autoscroll (GtkWidget *widget, G_GNUC_UNUSED GdkFrameClock *clock, G_GNUC_UNUSED gpointer data)
{
  SockeyeLogView *self = SOCKEYE_LOG_VIEW (widget);
  double right = gtk_widget_get_width (widget);
  double down = get_autoscroll_step (self->pointer_y, gtk_widget_get_height (widget));
  double along = self->pointer_x < self->columns.text && gtk_adjustment_get_value (self->hadjustment) > 0
                     ? get_autoscroll_step (self->pointer_x - self->columns.text, right)
                     : get_autoscroll_step (self->pointer_x, right);

  if (down == 0 && along == 0)
    {
      self->autoscroll = 0;
      return G_SOURCE_REMOVE;
    }

  if (along != 0)
    gtk_adjustment_set_value (self->hadjustment, gtk_adjustment_get_value (self->hadjustment) + along);
  if (down != 0)
    log_view_scroll_to (self, gtk_adjustment_get_value (self->vadjustment) + down);
  log_view_drag_to (self, self->pointer_x, self->pointer_y);
  return G_SOURCE_CONTINUE;
}

void
log_view_stop_selecting (SockeyeLogView *self)
{
  self->selecting = FALSE;
  if (self->autoscroll != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->autoscroll);
  self->autoscroll = 0;
}

/* Fingers scroll; the scrolled window sees to that. */
static gboolean
is_touch (GtkGesture *gesture)
{
  GdkEvent *event = gtk_gesture_get_last_event (gesture, gtk_gesture_get_last_updated_sequence (gesture));

  return event != NULL && gdk_event_get_event_type (event) == GDK_TOUCH_BEGIN;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  SockeyeLogView *self = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (is_touch (GTK_GESTURE (gesture)))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  log_view_press (self, x, y, n_press, (state & GDK_SHIFT_MASK) != 0);
}

static void
on_secondary_pressed (GtkGestureClick *gesture, G_GNUC_UNUSED int n_press, double x, double y, gpointer data)
{
  SockeyeLogView *self = data;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!log_view_is_selected_at (self, x, y))
    {
      /* What is copied is what was pointed at: the row. */
      log_view_press (self, x, y, 3, FALSE);
      log_view_stop_selecting (self);
    }
}

/* With a menu that appears between press and release GTK 4.8 loses count of what is pressed, and warns. */
static void
on_secondary_released (G_GNUC_UNUSED GtkGestureClick *gesture,
                       G_GNUC_UNUSED int n_press,
                       double x,
                       double y,
                       gpointer data)
{
  log_view_popup_menu (data, x, y);
}

static void
on_motion (G_GNUC_UNUSED GtkEventControllerMotion *motion, double x, double y, gpointer data)
{
  SockeyeLogView *self = data;
  GtkWidget *widget = GTK_WIDGET (self);

  if (!self->selecting)
    return;
  log_view_drag_to (self, x, y);
  if (self->autoscroll == 0)
    self->autoscroll = gtk_widget_add_tick_callback (widget, on_autoscroll, NULL, NULL);
}

static void
on_released (SockeyeLogView *self)
{
  log_view_stop_selecting (self);
}

void
log_view_init_input (SockeyeLogView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect_swapped (click, "cancel", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary_pressed), self);
  g_signal_connect (secondary, "released", G_CALLBACK (on_secondary_released), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (widget, motion);
}
