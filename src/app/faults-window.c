/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "faults-window.h"

/* Each field is a double of this name in the dictionary of faults; a switch is 0 or 1. */
static const char *const spin_names[] = { "delay", "split",     "gap",     "coalesce", "rate",
                                          "drop",  "duplicate", "reorder", "corrupt",  "seed" };
static const char *const switch_names[] = { "active", "never_read", "reset_accepted" };
static const char *const stream_names[] = { "split", "gap", "coalesce", "rate", "never_read" };
static const char *const datagram_names[] = { "drop", "duplicate", "reorder", "corrupt", "seed" };

struct _SockeyeFaultsWindow
{
  GtkWindow parent_instance;

  gboolean frozen; /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeFaultsWindow, sockeye_faults_window, GTK_TYPE_WINDOW)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkWidget *
get_field (SockeyeFaultsWindow *self, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), SOCKEYE_TYPE_FAULTS_WINDOW, name));
}

static void
on_changed (SockeyeFaultsWindow *self)
{
  if (!self->frozen)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
sockeye_faults_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SOCKEYE_TYPE_FAULTS_WINDOW);

  G_OBJECT_CLASS (sockeye_faults_window_parent_class)->dispose (object);
}

static void
bind_child (GtkWidgetClass *widget_class, const char *name)
{
  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE, 0);
}

static void
sockeye_faults_window_class_init (SockeyeFaultsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_faults_window_dispose;

  /**
   * SockeyeFaultsWindow::changed:
   *
   * The user has changed a field.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_FAULTS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/faults-window.ui");
  for (guint i = 0; i < G_N_ELEMENTS (spin_names); i++)
    {
      g_autofree char *label = g_strconcat (spin_names[i], "_label", NULL);

      bind_child (widget_class, spin_names[i]);
      bind_child (widget_class, label);
    }
  for (guint i = 0; i < G_N_ELEMENTS (switch_names); i++)
    bind_child (widget_class, switch_names[i]);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
follow_active (SockeyeFaultsWindow *self, const char *name)
{
  if (!g_str_equal (name, "active"))
    g_object_bind_property (get_field (self, "active"), "active", get_field (self, name), "sensitive",
                            G_BINDING_SYNC_CREATE);
}

static void
sockeye_faults_window_init (SockeyeFaultsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (spin_names); i++)
    {
      g_signal_connect_object (get_field (self, spin_names[i]), "value-changed", G_CALLBACK (on_changed),
                               self, G_CONNECT_SWAPPED);
      follow_active (self, spin_names[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (switch_names); i++)
    {
      g_signal_connect_object (get_field (self, switch_names[i]), "toggled", G_CALLBACK (on_changed), self,
                               G_CONNECT_SWAPPED);
      follow_active (self, switch_names[i]);
    }
}

static void
show (SockeyeFaultsWindow *self, const char *const *names, guint n, gboolean shown)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = g_strconcat (names[i], "_label", NULL);
      GtkWidget *field = get_field (self, names[i]);

      gtk_widget_set_visible (field, shown);
      if (GTK_IS_SPIN_BUTTON (field))
        gtk_widget_set_visible (get_field (self, label), shown);
    }
}

static double
look_up (GVariant *faults, const char *name)
{
  double value = 0;

  g_variant_lookup (faults, name, "d", &value);
  return value;
}

static void
fill (SockeyeFaultsWindow *self, GVariant *faults)
{
  self->frozen = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (spin_names); i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (get_field (self, spin_names[i])),
                               look_up (faults, spin_names[i]));
  for (guint i = 0; i < G_N_ELEMENTS (switch_names); i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (get_field (self, switch_names[i])),
                                 look_up (faults, switch_names[i]) != 0);
  self->frozen = FALSE;
}

/**
 * sockeye_faults_window_new:
 * @parent: the window to stand before
 * @protocol: only what can happen with it is shown
 * @faults: as of sockeye_faults_window_get_faults()
 *
 * Returns: (transfer none): a window, owned by GTK
 */
GtkWindow *
sockeye_faults_window_new (GtkWindow *parent, SockeyeProtocol protocol, GVariant *faults)
{
  SockeyeFaultsWindow *self = g_object_new (SOCKEYE_TYPE_FAULTS_WINDOW, "transient-for", parent, "modal",
                                            TRUE, NULL);
  gboolean datagrams = sockeye_protocol_is_datagram (protocol);

  show (self, stream_names, G_N_ELEMENTS (stream_names), !datagrams);
  show (self, datagram_names, G_N_ELEMENTS (datagram_names), datagrams);
  gtk_widget_set_visible (get_field (self, "reset_accepted"), sockeye_protocol_is_server (protocol));
  fill (self, faults);
  return GTK_WINDOW (self);
}

/**
 * sockeye_faults_window_get_faults:
 * @self: a window
 *
 * Returns: (transfer floating): the faults as "a{sd}": percent, milliseconds, bytes and switches by their names
 */
GVariant *
sockeye_faults_window_get_faults (SockeyeFaultsWindow *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sd}"));
  for (guint i = 0; i < G_N_ELEMENTS (spin_names); i++)
    g_variant_builder_add (&builder, "{sd}", spin_names[i],
                           gtk_spin_button_get_value (GTK_SPIN_BUTTON (get_field (self, spin_names[i]))));
  for (guint i = 0; i < G_N_ELEMENTS (switch_names); i++)
    g_variant_builder_add (
        &builder, "{sd}", switch_names[i],
        gtk_check_button_get_active (GTK_CHECK_BUTTON (get_field (self, switch_names[i]))) ? 1.0 : 0.0);
  return g_variant_builder_end (&builder);
}

/* What stands in a file of settings may be anything. */
static double
take (GVariant *faults, const char *name, double most)
{
  double value = look_up (faults, name);

  return value >= 0 && value <= most ? value : 0;
}

/**
 * sockeye_faults_window_parse:
 * @faults: as of sockeye_faults_window_get_faults()
 * @parsed: (out caller-allocates): what a session is opened with
 *
 * Returns: whether they are to be made; otherwise @parsed is all zeros
 */
gboolean
sockeye_faults_window_parse (GVariant *faults, SockeyeFaults *parsed)
{
  *parsed = (SockeyeFaults){ 0 };
  if (look_up (faults, "active") == 0)
    return FALSE;

  parsed->delay_ms = (guint) take (faults, "delay", 3600000);
  parsed->split = (guint) take (faults, "split", 1000000);
  parsed->gap_ms = (guint) take (faults, "gap", 3600000);
  parsed->coalesce_ms = (guint) take (faults, "coalesce", 3600000);
  parsed->rate = (guint64) take (faults, "rate", 1e10);
  parsed->never_read = take (faults, "never_read", 1) != 0;
  parsed->reset_accepted = take (faults, "reset_accepted", 1) != 0;
  parsed->drop = take (faults, "drop", 100) / 100;
  parsed->duplicate = take (faults, "duplicate", 100) / 100;
  parsed->reorder = take (faults, "reorder", 100) / 100;
  parsed->corrupt = take (faults, "corrupt", 100) / 100;
  parsed->seed = (guint) take (faults, "seed", G_MAXUINT);
  return TRUE;
}
