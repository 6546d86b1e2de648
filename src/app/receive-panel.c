/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "receive-panel.h"

#include "template.h"

struct _SockeyeReceivePanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDropDown *encoding;

  /* Owned */
  SockeyeWorkspace *workspace;
};

G_DEFINE_FINAL_TYPE (SockeyeReceivePanel, sockeye_receive_panel, GTK_TYPE_WIDGET)

static GtkStringList *
make_encodings (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  for (guint i = 0; i < n_charsets; i++)
    gtk_string_list_append (list, charsets[i]->label);

  return list;
}

static void
on_encoding_changed (SockeyeReceivePanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->encoding);
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  if (self->workspace != NULL && selected < n_charsets)
    sockeye_workspace_set_charset (self->workspace, charsets[selected]);
}

static void
on_charset_changed (SockeyeReceivePanel *self)
{
  const SockeyeCharset *charset = sockeye_workspace_get_charset (self->workspace);
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  for (guint i = 0; i < n_charsets; i++)
    if (charsets[i] == charset)
      gtk_drop_down_set_selected (self->encoding, i);
}

static void
sockeye_receive_panel_dispose (GObject *object)
{
  SockeyeReceivePanel *self = SOCKEYE_RECEIVE_PANEL (object);

  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
  g_clear_object (&self->workspace);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_RECEIVE_PANEL);

  G_OBJECT_CLASS (sockeye_receive_panel_parent_class)->dispose (object);
}

static void
sockeye_receive_panel_class_init (SockeyeReceivePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_receive_panel_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/receive-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeReceivePanel, encoding);
  gtk_widget_class_bind_template_callback (widget_class, on_encoding_changed);
}

static void
sockeye_receive_panel_init (SockeyeReceivePanel *self)
{
  g_autoptr (GtkStringList) encodings = make_encodings ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->encoding, G_LIST_MODEL (encodings));
}

/**
 * sockeye_receive_panel_set_workspace:
 * @self: a panel
 * @workspace: whose encoding is shown and chosen; once
 */
void
sockeye_receive_panel_set_workspace (SockeyeReceivePanel *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_swapped (workspace, "notify::charset", G_CALLBACK (on_charset_changed), self);
  on_charset_changed (self);
}
