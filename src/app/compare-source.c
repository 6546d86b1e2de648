/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-source.h"

#include "window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SockeyeCompareSource
{
  GObject parent_instance;

  SockeyeWorkspace *workspace;
  char *label;
};

G_DEFINE_FINAL_TYPE (SockeyeCompareSource, sockeye_compare_source, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sockeye_compare_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, SOCKEYE_COMPARE_SOURCE (object)->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_compare_source_finalize (GObject *object)
{
  SockeyeCompareSource *self = SOCKEYE_COMPARE_SOURCE (object);

  g_clear_object (&self->workspace);
  g_free (self->label);

  G_OBJECT_CLASS (sockeye_compare_source_parent_class)->finalize (object);
}

static void
sockeye_compare_source_class_init (SockeyeCompareSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_compare_source_get_property;
  object_class->finalize = sockeye_compare_source_finalize;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_compare_source_init (SockeyeCompareSource *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_compare_source_new:
 * @workspace: whose capture
 * @label: what the user sees
 *
 * Returns: (transfer full): it, as an item of a drop-down
 */
SockeyeCompareSource *
sockeye_compare_source_new (SockeyeWorkspace *workspace, const char *label)
{
  SockeyeCompareSource *self = g_object_new (SOCKEYE_TYPE_COMPARE_SOURCE, NULL);

  self->workspace = g_object_ref (workspace);
  self->label = g_strdup (label);
  return self;
}

/**
 * sockeye_compare_source_get_workspace:
 * @self: a tab
 *
 * Returns: (transfer none): whose capture
 */
SockeyeWorkspace *
sockeye_compare_source_get_workspace (SockeyeCompareSource *self)
{
  return self->workspace;
}

/**
 * sockeye_compare_source_get_label:
 * @self: a tab
 *
 * Returns: (transfer none): what the user sees
 */
const char *
sockeye_compare_source_get_label (SockeyeCompareSource *self)
{
  return self->label;
}

static gboolean
is_label_there (GPtrArray *sources, const char *label)
{
  for (guint i = 0; i < sources->len; i++)
    if (strcmp (sockeye_compare_source_get_label (sources->pdata[i]), label) == 0)
      return TRUE;
  return FALSE;
}

/* Tabs may have the same title. */
static void
add_source (GPtrArray *sources, SockeyeWorkspace *workspace, const char *title)
{
  g_autofree char *label = g_strdup (title);

  for (guint n = 2; is_label_there (sources, label); n++)
    {
      g_free (label);
      label = g_strdup_printf ("%s (%u)", title, n);
    }
  g_ptr_array_add (sources, sockeye_compare_source_new (workspace, label));
}

/**
 * sockeye_compare_source_list:
 * @also: (nullable): it is listed even if its tab is closed
 *
 * Returns: (transfer full) (element-type SockeyeCompareSource): the tabs of all windows
 */
GPtrArray *
sockeye_compare_source_list (SockeyeWorkspace *also)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  gboolean listed = also == NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    {
      g_autoptr (GPtrArray) pages = SOCKEYE_IS_WINDOW (l->data) ? sockeye_window_get_pages (l->data) : NULL;

      for (guint i = 0; pages != NULL && i < pages->len; i++)
        {
          SockeyeWorkspace *workspace = sockeye_session_page_get_workspace (pages->pdata[i]);

          add_source (sources, workspace, sockeye_session_page_get_label (pages->pdata[i]));
          listed = listed || workspace == also;
        }
    }
  if (!listed)
    add_source (sources, also, _ ("Tab that was closed"));
  return sources;
}
