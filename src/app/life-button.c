/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "life-button.h"

#include "lazy-popover.h"
#include "life-panel.h"
#include "life-store.h"

#include <glib/gi18n-lib.h>

struct _SockeyeLifeButton
{
  GtkWidget parent_instance;

  GtkWidget *button;       /* (nullable): the child, made when there are connections first */
  SockeyeLifePanel *panel; /* (nullable): made when it is opened first */

  GSettings *store;     /* (nullable), owned */
  SockeyeSettings kept; /* what the store says of how connections live, and nothing else */
  SockeyeProtocol protocol;
  gboolean locked;
};

G_DEFINE_FINAL_TYPE (SockeyeLifeButton, sockeye_life_button, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
read_store (SockeyeLifeButton *self)
{
  if (self->store != NULL)
    sockeye_life_store_read (self->store, self->protocol, &self->kept);
}

/* What is folded away shows that it makes a difference. */
static void
sync_mark (SockeyeLifeButton *self)
{
  (sockeye_life_store_is_changed (&self->kept) ? gtk_widget_add_css_class
                                               : gtk_widget_remove_css_class) (self->button, "active");
}

static void
on_changed (SockeyeLifeButton *self)
{
  read_store (self);
  sync_mark (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_panel (gpointer owner)
{
  SockeyeLifeButton *self = owner;
  GtkWidget *panel = sockeye_life_panel_new (self->store, self->protocol);

  self->panel = SOCKEYE_LIFE_PANEL (panel);
  sockeye_life_panel_set_locked (self->panel, self->locked);
  g_signal_connect_object (panel, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return panel;
}

static void
make_button (SockeyeLifeButton *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), _ ("More"));
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  gtk_widget_set_tooltip_text (self->button, _ ("How connections begin and end"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("More"),
                                  -1);
  sockeye_lazy_popover_set (GTK_MENU_BUTTON (self->button), make_panel, self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static void
sockeye_life_button_dispose (GObject *object)
{
  SockeyeLifeButton *self = SOCKEYE_LIFE_BUTTON (object);

  self->panel = NULL;
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (sockeye_life_button_parent_class)->dispose (object);
}

static void
sockeye_life_button_class_init (SockeyeLifeButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_life_button_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_LIFE_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sockeye_life_button_init (SockeyeLifeButton *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sockeye_life_button_set_store:
 * @self: a button
 * @store: where the options are kept; once
 *
 * What is kept shows with sockeye_life_button_set_protocol().
 */
void
sockeye_life_button_set_store (SockeyeLifeButton *self, GSettings *store)
{
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
}

/**
 * sockeye_life_button_set_protocol:
 * @self: a button
 * @protocol: whose options are shown
 */
void
sockeye_life_button_set_protocol (SockeyeLifeButton *self, SockeyeProtocol protocol)
{
  gboolean has_connections = !sockeye_protocol_is_datagram (protocol);

  self->protocol = protocol;
  read_store (self);
  if (has_connections && self->button == NULL)
    make_button (self);
  if (self->button != NULL)
    sync_mark (self);
  if (self->panel != NULL)
    sockeye_life_panel_set_protocol (self->panel, protocol);
  gtk_widget_set_visible (GTK_WIDGET (self), has_connections);
}

/**
 * sockeye_life_button_is_short:
 * @self: a button
 *
 * Returns: whether a connection is to be made for each send
 */
gboolean
sockeye_life_button_is_short (SockeyeLifeButton *self)
{
  return self->kept.short_connections;
}

/**
 * sockeye_life_button_get_settings:
 * @self: a button
 * @settings: (out caller-allocates): how connections are to live, and nothing else. What stands in a field counts, also before
 *   Enter is pressed
 */
void
sockeye_life_button_get_settings (SockeyeLifeButton *self, SockeyeSettings *settings)
{
  if (self->panel != NULL)
    sockeye_life_panel_take_typed (self->panel);
  *settings = self->kept;
}

/**
 * sockeye_life_button_fold:
 * @self: a button
 *
 * Closes the options: the focus may be in there.
 */
void
sockeye_life_button_fold (SockeyeLifeButton *self)
{
  if (self->button != NULL)
    sockeye_lazy_popover_fold (GTK_MENU_BUTTON (self->button));
}

/**
 * sockeye_life_button_set_locked:
 * @self: a button
 * @locked: whether the session is open, and only what a peer's FIN does can still be changed
 */
void
sockeye_life_button_set_locked (SockeyeLifeButton *self, gboolean locked)
{
  self->locked = locked;
  if (self->panel != NULL)
    sockeye_life_panel_set_locked (self->panel, locked);
}
