/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rename-popover.h"

struct _SockeyeRenamePopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkEntry *name;
};

G_DEFINE_FINAL_TYPE (SockeyeRenamePopover, sockeye_rename_popover, GTK_TYPE_POPOVER)

enum
{
  RENAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_renamed (SockeyeRenamePopover *self)
{
  g_signal_emit (self, signals[RENAMED], 0, gtk_editable_get_text (GTK_EDITABLE (self->name)));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
sockeye_rename_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SOCKEYE_TYPE_RENAME_POPOVER);

  G_OBJECT_CLASS (sockeye_rename_popover_parent_class)->dispose (object);
}

static void
sockeye_rename_popover_class_init (SockeyeRenamePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_rename_popover_dispose;

  signals[RENAMED] = g_signal_new ("renamed", SOCKEYE_TYPE_RENAME_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/rename-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRenamePopover, name);
  gtk_widget_class_bind_template_callback (widget_class, on_renamed);
}

static void
sockeye_rename_popover_init (SockeyeRenamePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_rename_popover_new:
 *
 * Returns: (transfer floating): a popover, for a tab that becomes its parent
 */
GtkWidget *
sockeye_rename_popover_new (void)
{
  return g_object_new (SOCKEYE_TYPE_RENAME_POPOVER, NULL);
}

/**
 * sockeye_rename_popover_ask:
 * @self: a popover
 * @name: (nullable): what the tab is called now
 * @otherwise: what it is called when it has no name
 *
 * Lets the user type a name.
 */
void
sockeye_rename_popover_ask (SockeyeRenamePopover *self, const char *name, const char *otherwise)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name), name != NULL ? name : "");
  gtk_entry_set_placeholder_text (self->name, otherwise);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}
