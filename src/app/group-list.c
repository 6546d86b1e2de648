/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "group-list.h"

#include "event.h"
#include "field-error.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeGroupList
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *empty;
  GtkBox *rows;
  GtkEntry *group;
  GtkEntry *source;
  GtkDropDown *interface;
  GtkLabel *group_message;
  GtkLabel *source_message;

  char *shown; /* the groups and their states, to know when they change */
};

G_DEFINE_FINAL_TYPE (SockeyeGroupList, sockeye_group_list, GTK_TYPE_WIDGET)

enum
{
  JOIN,
  LEAVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_interface (SockeyeGroupList *self)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->interface);

  /* The first one is the routing table's choice. */
  return item != NULL && gtk_drop_down_get_selected (self->interface) > 0
             ? gtk_string_object_get_string (item)
             : "";
}

static void
join_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeGroupList *self = SOCKEYE_GROUP_LIST (widget);
  SockeyeGroup group;
  g_autoptr (GError) group_error = NULL;
  g_autoptr (GError) source_error = NULL;

  if (sockeye_group_set (&group, gtk_editable_get_text (GTK_EDITABLE (self->group)), get_interface (self),
                         &group_error))
    sockeye_group_set_source (&group, gtk_editable_get_text (GTK_EDITABLE (self->source)), &source_error);
  sockeye_field_set_error (self->group, self->group_message, group_error);
  sockeye_field_set_error (self->source, self->source_message, source_error);
  if (group_error == NULL && source_error == NULL)
    g_signal_emit (self, signals[JOIN], 0, &group);
}

static void
on_activate (SockeyeGroupList *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "group.join", NULL);
}

/* What was said was about the text as it was. */
static void
on_typed (SockeyeGroupList *self)
{
  sockeye_field_set_error (self->group, self->group_message, NULL);
  sockeye_field_set_error (self->source, self->source_message, NULL);
}

static void
on_leave_clicked (GtkButton *button, SockeyeGroupList *self)
{
  /* The row and what belongs to it may go meanwhile. */
  SockeyeGroup group = *(const SockeyeGroup *) g_object_get_data (G_OBJECT (button), "group");

  g_signal_emit (self, signals[LEAVE], 0, &group);
}

static const char *
get_state (const SockeyeGroup *group, const SockeyeSocketReport *report)
{
  if (report == NULL || !report->open)
    return _ ("when the socket is bound");
  for (guint i = 0; i < report->groups->len; i++)
    if (sockeye_group_equal (&g_array_index (report->groups, SockeyeGroup, i), group))
      return _ ("joined");
  return _ ("not joined, see the log");
}

static GtkWidget *
make_row (SockeyeGroupList *self, const SockeyeGroup *group, const char *state)
{
  g_autofree char *text = sockeye_describe_group (&group->group, &group->source, group->interface);
  /* Translators: a button's name for a screen reader; %s is the address of a multicast group, perhaps with more */
  g_autofree char *button_name = g_strdup_printf (_ ("Leave %s"), text);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (text);
  GtkWidget *note = gtk_label_new (state);
  GtkWidget *button = gtk_button_new_with_label (_ ("Leave"));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (button, "small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, button_name, -1);
  g_object_set_data_full (G_OBJECT (button), "group", g_memdup2 (group, sizeof *group), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_leave_clicked), self, 0);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), note);
  gtk_box_append (GTK_BOX (row), button);
  return row;
}

static void
sockeye_group_list_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_GROUP_LIST);

  G_OBJECT_CLASS (sockeye_group_list_parent_class)->dispose (object);
}

static void
sockeye_group_list_finalize (GObject *object)
{
  g_free (SOCKEYE_GROUP_LIST (object)->shown);

  G_OBJECT_CLASS (sockeye_group_list_parent_class)->finalize (object);
}

static void
sockeye_group_list_class_init (SockeyeGroupListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_group_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = sockeye_group_list_finalize;

  /**
   * SockeyeGroupList::join:
   * @group: (type gpointer): a #SockeyeGroup
   *
   * The user wants to be in it.
   */
  signals[JOIN] = g_signal_new ("join", SOCKEYE_TYPE_GROUP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * SockeyeGroupList::leave:
   * @group: (type gpointer): a #SockeyeGroup
   *
   * The user does not want to be in it any more.
   */
  signals[LEAVE] = g_signal_new ("leave", SOCKEYE_TYPE_GROUP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/group-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, empty);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, rows);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, group);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, source);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, interface);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, group_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGroupList, source_message);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_install_action (widget_class, "group.join", NULL, join_action);
}

static void
sockeye_group_list_init (SockeyeGroupList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe (const SockeyeWishes *wishes, const SockeyeSocketReport *report)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sockeye_wishes_get_n_groups (wishes); i++)
    {
      const SockeyeGroup *group = sockeye_wishes_get_group (wishes, i);
      g_autofree char *name = sockeye_describe_group (&group->group, &group->source, group->interface);

      g_string_append_printf (text, "%s\n%s\n", name, get_state (group, report));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A row that goes while its button has the focus would leave GTK 4.8 without any. */
static void
remove_rows (SockeyeGroupList *self)
{
  GtkWidget *row;

  if ((gtk_widget_get_state_flags (GTK_WIDGET (self->rows)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->group));
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, row);
}

/**
 * sockeye_group_list_show:
 * @self: a list
 * @wishes: the groups to show
 * @report: (nullable): which of them the socket is in
 */
void
sockeye_group_list_show (SockeyeGroupList *self,
                         const SockeyeWishes *wishes,
                         const SockeyeSocketReport *report)
{
  g_autofree char *text = describe (wishes, report);
  guint n = sockeye_wishes_get_n_groups (wishes);

  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);

  remove_rows (self);
  for (guint i = 0; i < n; i++)
    {
      const SockeyeGroup *group = sockeye_wishes_get_group (wishes, i);

      gtk_box_append (self->rows, make_row (self, group, get_state (group, report)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rows), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), n == 0);
}

/**
 * sockeye_group_list_set_interfaces:
 * @self: a list
 * @names: (array zero-terminated=1): interfaces that can be chosen; the choice stays if it is among them
 */
void
sockeye_group_list_set_interfaces (SockeyeGroupList *self, const char *const *names)
{
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);
  g_autofree char *chosen = g_strdup (get_interface (self));

  /* Translators: the interface that the routing table chooses */
  gtk_string_list_append (items, _ ("Automatic"));
  gtk_string_list_splice (items, 1, 0, names);
  gtk_drop_down_set_model (self->interface, G_LIST_MODEL (items));
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], chosen))
      gtk_drop_down_set_selected (self->interface, i + 1);
}

/**
 * sockeye_group_list_set_error:
 * @self: a list
 * @error: (nullable): why the group in the fields cannot be joined
 */
void
sockeye_group_list_set_error (SockeyeGroupList *self, const GError *error)
{
  sockeye_field_set_error (self->group, self->group_message, error);
}

/**
 * sockeye_group_list_clear_fields:
 * @self: a list
 *
 * Makes room for the next group, on the same interface.
 */
void
sockeye_group_list_clear_fields (SockeyeGroupList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->group), "");
  gtk_editable_set_text (GTK_EDITABLE (self->source), "");
}
