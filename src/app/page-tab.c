/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "page-tab.h"

#include "rename-popover.h"
#include "template.h"

#include <glib/gi18n-lib.h>

/* Pixels: two of them beside each other, with arrows around them, fit into a window of 900. */
#define HALF_WIDTH 340
/* What a title that is cut still needs. */
#define CUT_WIDTH 110

struct _SockeyePageTab
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *mark;
  GtkLabel *title;

  /* Children, made when they are opened first */
  SockeyeRenamePopover *renaming; /* (nullable) */
  GtkPopover *menu;               /* (nullable) */

  /* Owned */
  SockeyeSessionPage *page; /* (nullable) weak: a tab that is dragged may outlive it */

  guint n_tabs;     /* in its row, which shares the window; 0: it does not */
  gboolean tight;   /* its title is wider than what it asks for: it takes what the row has to spare */
  gboolean telling; /* its row is about to be told so */
};

G_DEFINE_FINAL_TYPE (SockeyePageTab, sockeye_page_tab, GTK_TYPE_WIDGET)

enum
{
  CLOSE,
  MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What GTK puts around a tab is what it takes for the tab; it has no name of its own. */
static void
name_tab (SockeyePageTab *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL && self->page != NULL
      && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (parent)) == GTK_ACCESSIBLE_ROLE_TAB)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    sockeye_session_page_get_label (self->page), -1);
}

static void
show_title (SockeyePageTab *self)
{
  const char *label = sockeye_session_page_get_label (self->page);

  gtk_label_set_label (self->title, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  name_tab (self);
}

static void
show_state (SockeyePageTab *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (sockeye_session_page_get_workspace (self->page));
  gboolean open = sockeye_session_get_state (session) != SOCKEYE_SESSION_CLOSED;

  if (open)
    gtk_widget_add_css_class (self->mark, "open");
  else
    gtk_widget_remove_css_class (self->mark, "open");
  gtk_widget_set_tooltip_text (self->mark, open ? _ ("Open") : _ ("Closed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  open ? _ ("Open") : _ ("Closed"), -1);
}

static void
on_close (SockeyePageTab *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
on_pressed (SockeyePageTab *self,
            int n_presses,
            double x G_GNUC_UNUSED,
            double y G_GNUC_UNUSED,
            GtkGestureClick *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button == GDK_BUTTON_MIDDLE)
    g_signal_emit (self, signals[CLOSE], 0);
  else if (button == GDK_BUTTON_PRIMARY && n_presses == 2)
    sockeye_page_tab_rename (self);
}

/* With a menu that appears between press and release GTK 4.8 loses count of what is pressed, and warns. */
static void
on_released (SockeyePageTab *self, int n_presses G_GNUC_UNUSED, double x, double y, GtkGestureClick *gesture)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY)
    g_signal_emit (self, signals[MENU], 0, x, y);
}

static void
tell_row (gpointer data)
{
  g_autoptr (SockeyePageTab) self = data;
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_NOTEBOOK);

  self->telling = FALSE;
  /* It may be dragged, or gone. */
  if (self->page == NULL || row == NULL
      || gtk_notebook_page_num (GTK_NOTEBOOK (row), GTK_WIDGET (self->page)) < 0)
    return;

  g_object_set (gtk_notebook_get_page (GTK_NOTEBOOK (row), GTK_WIDGET (self->page)), "tab-expand",
                self->tight, NULL);
  /* GTK 4.8 does not. */
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* A row gives a tab no more than its minimum, unless it may expand. That cannot be changed while it is measured. */
static void
set_tight (SockeyePageTab *self, gboolean tight)
{
  if (self->tight == tight)
    return;

  self->tight = tight;
  if (!self->telling)
    g_idle_add_once (tell_row, g_object_ref (self));
  self->telling = TRUE;
}

/* Another row knows nothing about it yet. */
static void
on_parent (SockeyePageTab *self)
{
  self->tight = FALSE;
  name_tab (self);
}

static void
on_renamed (SockeyePageTab *self, const char *name)
{
  if (self->page != NULL)
    sockeye_session_page_set_name (self->page, name);
}

static void
sockeye_page_tab_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SockeyePageTab *self = SOCKEYE_PAGE_TAB (widget);
  GtkWidget *box = gtk_widget_get_first_child (widget);

  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->renaming != NULL)
    gtk_popover_present (GTK_POPOVER (self->renaming));
  if (self->menu != NULL)
    gtk_popover_present (self->menu);
}

static int
get_width (SockeyePageTab *self, int natural)
{
  if (self->n_tabs == 0)
    return natural;
  return MIN (natural, MAX (HALF_WIDTH / (int) self->n_tabs, CUT_WIDTH));
}

static void
sockeye_page_tab_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  SockeyePageTab *self = SOCKEYE_PAGE_TAB (widget);

  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;

  /* The row would make them as narrow as can be, whatever room there is. */
  *minimum = MAX (*minimum, get_width (self, *natural));
  set_tight (self, *natural > *minimum);
}

static void
sockeye_page_tab_dispose (GObject *object)
{
  SockeyePageTab *self = SOCKEYE_PAGE_TAB (object);

  g_clear_weak_pointer (&self->page);
  self->renaming = NULL;
  self->menu = NULL;
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_PAGE_TAB);

  G_OBJECT_CLASS (sockeye_page_tab_parent_class)->dispose (object);
}

static void
sockeye_page_tab_class_init (SockeyePageTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_page_tab_dispose;
  widget_class->size_allocate = sockeye_page_tab_size_allocate;
  widget_class->measure = sockeye_page_tab_measure;

  signals[CLOSE] = g_signal_new ("close", SOCKEYE_TYPE_PAGE_TAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[MENU] = g_signal_new ("menu", SOCKEYE_TYPE_PAGE_TAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "pagetab");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/page-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePageTab, mark);
  gtk_widget_class_bind_template_child (widget_class, SockeyePageTab, title);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_released);
}

static void
sockeye_page_tab_init (SockeyePageTab *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::parent", G_CALLBACK (on_parent), NULL);
}

/**
 * sockeye_page_tab_new:
 * @page: what the tab is about
 *
 * Returns: (transfer floating): a tab
 */
GtkWidget *
sockeye_page_tab_new (SockeyeSessionPage *page)
{
  SockeyePageTab *self = g_object_new (SOCKEYE_TYPE_PAGE_TAB, NULL);
  SockeyeWorkspace *workspace = sockeye_session_page_get_workspace (page);

  g_set_weak_pointer (&self->page, page);
  g_signal_connect_object (page, "notify::label", G_CALLBACK (show_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sockeye_workspace_get_session (workspace), "notify::state",
                           G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_title (self);
  show_state (self);
  return GTK_WIDGET (self);
}

/**
 * sockeye_page_tab_get_page:
 * @self: a tab
 *
 * Returns: (nullable) (transfer none): what it is about, while there is one
 */
SockeyeSessionPage *
sockeye_page_tab_get_page (SockeyePageTab *self)
{
  return self->page;
}

/**
 * sockeye_page_tab_set_beside:
 * @self: a tab
 * @n_tabs: how many are in its row, when there is something else beside the row; 0: there is not
 *
 * A long title is then cut rather than that the window grows, or that there is nothing but the tab that is shown.
 */
void
sockeye_page_tab_set_beside (SockeyePageTab *self, guint n_tabs)
{
  if (self->n_tabs == n_tabs)
    return;

  self->n_tabs = n_tabs;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
make_menu (SockeyePageTab *self, GMenuModel *model)
{
  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (model));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
}

static void
make_renaming (SockeyePageTab *self)
{
  self->renaming = SOCKEYE_RENAME_POPOVER (sockeye_rename_popover_new ());
  g_signal_connect_object (self->renaming, "renamed", G_CALLBACK (on_renamed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (self->renaming), GTK_WIDGET (self));
}

/**
 * sockeye_page_tab_popup_menu:
 * @self: a tab
 * @menu: what can be done with it
 * @x: where, in the tab
 * @y: where, in the tab
 *
 * Shows the menu.
 */
void
sockeye_page_tab_popup_menu (SockeyePageTab *self, GMenuModel *menu, double x, double y)
{
  if (self->menu == NULL)
    make_menu (self, menu);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

/**
 * sockeye_page_tab_rename:
 * @self: a tab
 *
 * Lets the user type a name.
 */
void
sockeye_page_tab_rename (SockeyePageTab *self)
{
  if (self->renaming == NULL)
    make_renaming (self);
  sockeye_rename_popover_ask (self->renaming, sockeye_session_page_get_name (self->page),
                              sockeye_session_page_get_label (self->page));
}
