/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "color-scheme.h"

#include <gtk/gtk.h>

#define PORTAL_NAME      "org.freedesktop.portal.Desktop"
#define PORTAL_PATH      "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Settings"
#define NAMESPACE        "org.freedesktop.appearance"
#define KEY              "color-scheme"

/* The preference, as the schema has it. */
enum
{
  PREFER_SYSTEM,
  PREFER_LIGHT,
  PREFER_DARK,
};

/* What the portal answers: 0 means that there is no preference. */
enum
{
  PORTAL_NONE,
  PORTAL_DARK,
  PORTAL_LIGHT,
};

struct _SockeyeColorScheme
{
  GObject parent_instance;

  GSettings *settings;
  GCancellable *cancellable;
  GDBusProxy *portal;  /* (nullable): there is none outside a desktop */
  guint32 system;      /* what the portal answered */
  gboolean overridden; /* the program has said what GTK's theme is to be */
};

G_DEFINE_FINAL_TYPE (SockeyeColorScheme, sockeye_color_scheme, G_TYPE_OBJECT)

/* GTK reads its whole theme anew whenever the property is set, also to what it was: that was an eighth of the start. */
static void
apply (SockeyeColorScheme *self)
{
  GtkSettings *gtk = gtk_settings_get_default ();
  int preference = g_settings_get_enum (self->settings, "color-scheme");
  gboolean follows = preference == PREFER_SYSTEM && self->system == PORTAL_NONE;
  gboolean dark = preference == PREFER_DARK || (preference == PREFER_SYSTEM && self->system == PORTAL_DARK);
  gboolean was;

  if (follows && self->overridden)
    gtk_settings_reset_property (gtk, "gtk-application-prefer-dark-theme");
  self->overridden = !follows;
  if (follows)
    return;

  g_object_get (gtk, "gtk-application-prefer-dark-theme", &was, NULL);
  if (was != dark)
    g_object_set (gtk, "gtk-application-prefer-dark-theme", dark, NULL);
}

/* The answer to Read is a variant in a variant, the signal's is not. */
static void
take_answer (SockeyeColorScheme *self, GVariant *answer)
{
  g_autoptr (GVariant) value = g_variant_ref (answer);

  while (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *inner = g_variant_get_variant (value);

      g_variant_unref (value);
      value = inner;
    }

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return;

  self->system = g_variant_get_uint32 (value);
  apply (self);
}

static void
on_portal_signal (SockeyeColorScheme *self,
                  const char *sender G_GNUC_UNUSED,
                  const char *signal,
                  GVariant *parameters)
{
  const char *space;
  const char *key;
  g_autoptr (GVariant) value = NULL;

  if (!g_str_equal (signal, "SettingChanged") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;

  g_variant_get (parameters, "(&s&sv)", &space, &key, &value);
  if (g_str_equal (space, NAMESPACE) && g_str_equal (key, KEY))
    take_answer (self, value);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeColorScheme) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  g_autoptr (GVariant) value = NULL;

  /* Many desktops have no such setting. */
  if (answer == NULL)
    {
      g_debug ("The system says nothing about light and dark: %s", error->message);
      return;
    }

  g_variant_get (answer, "(v)", &value);
  take_answer (self, value);
}

static void
on_portal (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeColorScheme) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) portal = g_dbus_proxy_new_for_bus_finish (result, &error);

  if (portal == NULL)
    {
      g_debug ("There is no settings portal: %s", error->message);
      return;
    }

  self->portal = g_steal_pointer (&portal);
  g_signal_connect_swapped (self->portal, "g-signal", G_CALLBACK (on_portal_signal), self);
  g_dbus_proxy_call (self->portal, "Read", g_variant_new ("(ss)", NAMESPACE, KEY), G_DBUS_CALL_FLAGS_NONE, -1,
                     self->cancellable, on_read, g_object_ref (self));
}

static void
sockeye_color_scheme_dispose (GObject *object)
{
  SockeyeColorScheme *self = SOCKEYE_COLOR_SCHEME (object);

  g_cancellable_cancel (self->cancellable);
  if (self->portal != NULL)
    g_signal_handlers_disconnect_by_data (self->portal, self);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->portal);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sockeye_color_scheme_parent_class)->dispose (object);
}

static void
sockeye_color_scheme_class_init (SockeyeColorSchemeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_color_scheme_dispose;
}

static void
sockeye_color_scheme_init (SockeyeColorScheme *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * sockeye_color_scheme_new:
 * @settings: whose key "color-scheme" says light, dark, or like the system
 *
 * The system is asked through its settings portal, as GTK 4.8 does not follow it by itself.
 *
 * Returns: (transfer full): a follower of both
 */
SockeyeColorScheme *
sockeye_color_scheme_new (GSettings *settings)
{
  SockeyeColorScheme *self = g_object_new (SOCKEYE_TYPE_COLOR_SCHEME, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_swapped (settings, "changed::color-scheme", G_CALLBACK (apply), self);
  apply (self);
  g_dbus_proxy_new_for_bus (
      G_BUS_TYPE_SESSION,
      G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION, NULL,
      PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, self->cancellable, on_portal, g_object_ref (self));
  return self;
}
