/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "labs-pane.h"

#include "lab-shelf.h"
#include "lab-step-row.h"
#include "template.h"

#include <glib/gi18n-lib.h>

/* How often it looks at what has happened; nobody is faster with the next step. */
#define INTERVAL_MS 100

struct _SockeyeLabsPane
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkButton *back;
  GtkLabel *title;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *problems;
  GtkLabel *folder;
  GtkLabel *goal;
  GtkButton *start;
  GtkBox *steps;
  GtkLabel *result;
  GtkLabel *expect;

  /* Owned */
  SockeyeLabShelf *shelf; /* NULL: not read yet */
  SockeyeLab *lab;        /* (nullable): the one whose page is shown */
  SockeyeLabRun *run;     /* (nullable): of that lab */

  guint timer;          /* 0: there is nothing to look at */
  gboolean wants_focus; /* as soon as there are rows */
  gboolean ready;
};

G_DEFINE_FINAL_TYPE (SockeyeLabsPane, sockeye_labs_pane, GTK_TYPE_WIDGET)

enum
{
  START,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_list (SockeyeLabsPane *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->stack), "list");
}

/* --- The list */

static void
set_title (SockeyeLabsPane *self, const char *title)
{
  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
}

static void
show_list (SockeyeLabsPane *self)
{
  set_title (self, _ ("Guided labs"));
  gtk_widget_set_visible (GTK_WIDGET (self->back), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
add_row (SockeyeLabsPane *self, SockeyeLab *lab)
{
  g_autofree char *title = sockeye_lab_get_text (lab->texts, "Title", NULL);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (self->list, row);
}

static void
show_shelf (SockeyeLabsPane *self)
{
  g_autofree char *problems = NULL;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < self->shelf->labs->len; i++)
    add_row (self, self->shelf->labs->pdata[i]);

  g_ptr_array_add (self->shelf->problems, NULL);
  problems = g_strjoinv ("\n", (char **) self->shelf->problems->pdata);
  g_ptr_array_remove_index (self->shelf->problems, self->shelf->problems->len - 1);
  gtk_label_set_label (self->problems, problems);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), *problems != '\0');
}

static void
on_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeLabsPane) self = data;
  SockeyeLabShelf *shelf = sockeye_lab_shelf_load_finish (result);

  if (!self->ready)
    {
      sockeye_lab_shelf_free (shelf);
      return;
    }
  g_clear_pointer (&self->shelf, sockeye_lab_shelf_free);
  self->shelf = shelf;
  /* The row that has the keyboard will be another one. */
  self->wants_focus |= gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
  show_shelf (self);
  if (self->wants_focus && is_list (self))
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  self->wants_focus = FALSE;
}

/* Whoever writes a lab looks here what has become of it. */
static void
load (SockeyeLabsPane *self)
{
  g_autofree char *folder = sockeye_lab_shelf_get_folder ();
  /* Translators: %s is a folder; .lab stays as it is */
  g_autofree char *text = g_strdup_printf (_ ("Your own labs are files ending in .lab in %s."), folder);

  gtk_label_set_label (self->folder, text);
  sockeye_lab_shelf_load_async (folder, on_loaded, g_object_ref (self));
}

/* --- A lab */

static SockeyeLabStepState
get_state (SockeyeLabsPane *self, guint i)
{
  guint step = self->run != NULL ? sockeye_lab_run_get_step (self->run) : 0;

  if (self->run == NULL || i > step)
    return SOCKEYE_LAB_STEP_LATER;
  return i < step ? SOCKEYE_LAB_STEP_DONE : SOCKEYE_LAB_STEP_NEXT;
}

static char *
describe_duration (SockeyeLabsPane *self, guint i)
{
  gint64 duration = sockeye_lab_run_get_duration (self->run, i);

  if (duration == 0)
    return g_strdup ("");
  /* One microsecond stands for none. */
  if (duration == 1)
    return g_strdup (_ ("The first and the last came at once."));
  if (duration < 1000)
    /* Translators: microseconds, from the first to the last of what a step asks for */
    return g_strdup_printf (_ ("From the first to the last: %d µs"), (int) duration);
  /* Translators: milliseconds, from the first to the last of what a step asks for */
  return g_strdup_printf (_ ("From the first to the last: %.1f ms"), (double) duration / 1000);
}

static void
show_steps (SockeyeLabsPane *self)
{
  guint i = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->steps)); row != NULL;
       row = gtk_widget_get_next_sibling (row), i++)
    {
      SockeyeLabStepState state = get_state (self, i);
      g_autofree char *message = NULL;

      if (state == SOCKEYE_LAB_STEP_DONE)
        message = describe_duration (self, i);
      else if (state == SOCKEYE_LAB_STEP_NEXT)
        message = sockeye_lab_run_explain (self->run);
      sockeye_lab_step_row_set_state (SOCKEYE_LAB_STEP_ROW (row), state, message != NULL ? message : "");
    }
}

static gboolean
is_done (SockeyeLabsPane *self)
{
  return self->run != NULL && sockeye_lab_run_get_step (self->run) == self->lab->steps->len;
}

static void
show_result (SockeyeLabsPane *self, const char *result)
{
  gtk_label_set_label (self->result, result);
  gtk_widget_set_visible (GTK_WIDGET (self->result), *result != '\0');
}

static void
show_progress (SockeyeLabsPane *self)
{
  const char *result = "";

  show_steps (self);
  if (is_done (self))
    result = _ ("All steps are done. Compare what the logs show with what is written below.");
  else if (self->run == NULL)
    result = _ ("Start opens the sessions of this lab in tabs of their own.");
  show_result (self, result);
  gtk_button_set_label (self->start, self->run != NULL ? _ ("Start again") : _ ("Start"));
}

static void
stop_timer (SockeyeLabsPane *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

static gboolean
on_timer (gpointer data)
{
  SockeyeLabsPane *self = data;

  sockeye_lab_run_update (self->run);
  show_progress (self);
  if (!is_done (self))
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static void
start_timer (SockeyeLabsPane *self)
{
  if (self->timer == 0 && self->run != NULL && !is_done (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timer = g_timeout_add (INTERVAL_MS, on_timer, self);
}

static void
show_text (GtkLabel *label, SockeyeLab *lab, const char *key, const guint16 *ports)
{
  g_autofree char *text = sockeye_lab_get_text (lab->texts, key, ports);

  gtk_label_set_label (label, text);
}

/* Ports are known once it was started. */
static void
fill_page (SockeyeLabsPane *self)
{
  const guint16 *ports = self->run != NULL ? sockeye_lab_run_get_ports (self->run) : NULL;
  GtkWidget *child;

  show_text (self->goal, self->lab, "Goal", ports);
  show_text (self->expect, self->lab, "Expect", ports);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->steps))) != NULL)
    gtk_box_remove (self->steps, child);
  for (guint i = 0; i < self->lab->steps->len; i++)
    {
      SockeyeLabStep *step = self->lab->steps->pdata[i];
      g_autofree char *text = sockeye_lab_get_text (step->texts, "Text", ports);

      gtk_box_append (self->steps, sockeye_lab_step_row_new (i + 1, text));
    }
  show_progress (self);
}

/* The run of a lab goes on while its page is shown again. */
static void
open_lab (SockeyeLabsPane *self, SockeyeLab *lab)
{
  g_autofree char *title = sockeye_lab_get_text (lab->texts, "Title", NULL);

  if (self->run != NULL && g_strcmp0 (sockeye_lab_run_get_lab (self->run)->id, lab->id) == 0)
    lab = sockeye_lab_run_get_lab (self->run);
  else
    sockeye_labs_pane_set_run (self, NULL);
  sockeye_lab_ref (lab);
  g_clear_pointer (&self->lab, sockeye_lab_unref);
  self->lab = lab;
  if (self->run != NULL)
    sockeye_lab_run_update (self->run);
  set_title (self, title);
  gtk_widget_set_visible (GTK_WIDGET (self->back), TRUE);
  fill_page (self);
  gtk_stack_set_visible_child_name (self->stack, "lab");
  gtk_widget_grab_focus (GTK_WIDGET (self->start));
  start_timer (self);
}

static void
on_row_activated (SockeyeLabsPane *self, GtkListBoxRow *row)
{
  open_lab (self, self->shelf->labs->pdata[gtk_list_box_row_get_index (row)]);
}

static void
on_back (SockeyeLabsPane *self)
{
  show_list (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  load (self);
}

static void
on_start (SockeyeLabsPane *self)
{
  g_signal_emit (self, signals[START], 0, self->lab);
}

static gboolean
sockeye_labs_pane_grab_focus (GtkWidget *widget)
{
  SockeyeLabsPane *self = SOCKEYE_LABS_PANE (widget);

  if (!is_list (self))
    return gtk_widget_grab_focus (GTK_WIDGET (self->start));
  self->wants_focus = TRUE;
  return gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
sockeye_labs_pane_map (GtkWidget *widget)
{
  SockeyeLabsPane *self = SOCKEYE_LABS_PANE (widget);

  GTK_WIDGET_CLASS (sockeye_labs_pane_parent_class)->map (widget);
  load (self);
  start_timer (self);
}

static void
sockeye_labs_pane_unmap (GtkWidget *widget)
{
  stop_timer (SOCKEYE_LABS_PANE (widget));
  GTK_WIDGET_CLASS (sockeye_labs_pane_parent_class)->unmap (widget);
}

static void
sockeye_labs_pane_dispose (GObject *object)
{
  SockeyeLabsPane *self = SOCKEYE_LABS_PANE (object);

  self->ready = FALSE;
  stop_timer (self);
  g_clear_object (&self->run);
  g_clear_pointer (&self->lab, sockeye_lab_unref);
  g_clear_pointer (&self->shelf, sockeye_lab_shelf_free);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_LABS_PANE);

  G_OBJECT_CLASS (sockeye_labs_pane_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, back);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, stack);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, problems);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, folder);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, goal);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, start);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, steps);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, result);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabsPane, expect);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
}

static void
sockeye_labs_pane_class_init (SockeyeLabsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_labs_pane_dispose;
  widget_class->map = sockeye_labs_pane_map;
  widget_class->unmap = sockeye_labs_pane_unmap;
  widget_class->grab_focus = sockeye_labs_pane_grab_focus;

  signals[START] = g_signal_new ("start", SOCKEYE_TYPE_LABS_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/labs-pane.ui");
  bind_children (widget_class);
}

static void
sockeye_labs_pane_init (SockeyeLabsPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ready = TRUE;
  show_list (self);
}

/**
 * sockeye_labs_pane_set_run:
 * @self: the pane
 * @run: (nullable): the sessions of the lab that is shown, just opened
 *
 * Its steps are looked for from now on.
 */
void
sockeye_labs_pane_set_run (SockeyeLabsPane *self, SockeyeLabRun *run)
{
  stop_timer (self);
  g_set_object (&self->run, run);
  if (run == NULL)
    return;
  fill_page (self);
  start_timer (self);
}

/**
 * sockeye_labs_pane_get_run:
 * @self: the pane
 *
 * Returns: (transfer none) (nullable): what is looked at
 */
SockeyeLabRun *
sockeye_labs_pane_get_run (SockeyeLabsPane *self)
{
  return self->run;
}

/**
 * sockeye_labs_pane_lose_run:
 * @self: the pane, which has a run
 *
 * A session of its run was closed by the user: nothing is looked at any more, and nothing is kept from being closed. What
 * is shown stays.
 */
void
sockeye_labs_pane_lose_run (SockeyeLabsPane *self)
{
  if (!is_done (self))
    show_result (self, _ ("A tab of this lab was closed. To do it again, press Start again."));
  stop_timer (self);
  g_clear_object (&self->run);
}
