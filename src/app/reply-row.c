/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-row.h"

#include "reply-check.h"

#include <glib/gi18n-lib.h>

struct _SockeyeReplyRow
{
  GtkListBoxRow parent_instance;

  /* Template widgets */
  GtkSwitch *enabled;
  GtkLabel *title;
  GtkLabel *summary;
  GtkLabel *count;
  GtkImage *warning;

  /* Owned */
  SockeyeReplyItem *item;
  SockeyeWorkspace *workspace;

  guint64 shown_count;
};

G_DEFINE_FINAL_TYPE (SockeyeReplyRow, sockeye_reply_row, GTK_TYPE_LIST_BOX_ROW)

static void
refresh_warning (SockeyeReplyRow *self)
{
  const SockeyeReplyFields *fields = sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (self->item));
  g_autoptr (GError) error = NULL;
  gboolean wrong = !sockeye_reply_check (fields, sockeye_workspace_get_charset (self->workspace), &error);

  gtk_widget_set_visible (GTK_WIDGET (self->warning), wrong && fields->enabled);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->warning), wrong ? error->message : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  wrong && fields->enabled ? error->message : "", -1);
}

static void
refresh (SockeyeReplyRow *self)
{
  SockeyeReplyRule *rule = sockeye_reply_item_get_rule (self->item);
  g_autofree char *summary = sockeye_reply_rule_describe (rule);
  g_autofree char *title = sockeye_reply_rule_get_title (rule);
  gboolean named = g_strcmp0 (title, summary) != 0;

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), named);
  gtk_switch_set_active (self->enabled, sockeye_reply_rule_get_fields (rule)->enabled);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  refresh_warning (self);
  sockeye_reply_row_refresh_count (self);
}

static void
on_enabled_changed (SockeyeReplyRow *self)
{
  if (self->item != NULL)
    sockeye_reply_item_set_enabled (self->item, gtk_switch_get_active (self->enabled));
}

static void
sockeye_reply_row_dispose (GObject *object)
{
  SockeyeReplyRow *self = SOCKEYE_REPLY_ROW (object);

  if (self->item != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->item, self);
      g_signal_handlers_disconnect_by_data (self->workspace, self);
    }
  g_clear_object (&self->item);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_REPLY_ROW);

  G_OBJECT_CLASS (sockeye_reply_row_parent_class)->dispose (object);
}

static void
sockeye_reply_row_class_init (SockeyeReplyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_reply_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/reply-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyRow, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyRow, summary);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyRow, count);
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyRow, warning);
  gtk_widget_class_bind_template_callback (widget_class, on_enabled_changed);
}

static void
sockeye_reply_row_init (SockeyeReplyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown_count = G_MAXUINT64;
}

/**
 * sockeye_reply_row_new:
 * @item: what it shows
 * @workspace: whose encoding rules are read with
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
sockeye_reply_row_new (SockeyeReplyItem *item, SockeyeWorkspace *workspace)
{
  SockeyeReplyRow *self = g_object_new (SOCKEYE_TYPE_REPLY_ROW, NULL);

  self->item = g_object_ref (item);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (workspace, "notify::charset", G_CALLBACK (refresh_warning), self);
  refresh (self);
  return GTK_WIDGET (self);
}

/**
 * sockeye_reply_row_refresh_count:
 * @self: a row
 *
 * Shows how many messages were answered by now.
 */
void
sockeye_reply_row_refresh_count (SockeyeReplyRow *self)
{
  guint64 count = sockeye_reply_rule_get_count (sockeye_reply_item_get_rule (self->item));
  g_autofree char *number = NULL;
  g_autofree char *description = NULL;

  if (count == self->shown_count)
    return;
  self->shown_count = count;
  number = g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
  gtk_label_set_label (self->count, number);
  /* Translators: %s is a number */
  description = g_strdup_printf (
      ngettext ("Answered %s message", "Answered %s messages", (gulong) MIN (count, G_MAXULONG)), number);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count), description);
}
