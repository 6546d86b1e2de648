/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-choice.h"

#include "compare-source.h"
#include "send-target.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

/* Connections to choose from, the oldest ones: runs that are compared begin alike. */
#define CONNECTIONS_MAX 200u
/* Connections that are looked at to find these. */
#define LOOKED_AT_MAX 65536u

struct _SockeyeCompareChoice
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkDropDown *source;
  GtkDropDown *connection;

  /* Owned */
  GListStore *sources;     /* of SockeyeCompareSource */
  GListStore *connections; /* of SockeyeSendTarget */
  SockeyeWorkspace *workspace;
  char *title_text;
  char *connection_name;

  guint32 peer;
  gboolean frozen; /* a choice changes by itself */
};

G_DEFINE_FINAL_TYPE (SockeyeCompareChoice, sockeye_compare_choice, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_CONNECTION_NAME,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* Where what is compared begins: what was cleared, or gave way at the limit, is not compared. */
static guint64
get_first (SockeyeCompareChoice *self)
{
  return MAX (sockeye_capture_get_first (sockeye_workspace_get_capture (self->workspace)),
              sockeye_log_model_get_start (sockeye_workspace_get_log (self->workspace)));
}

/* Events are not counted by connection, but there is one when it begins. */
static gboolean
has_records (const SockeyePeer *peer, guint64 first, gint64 begin)
{
  return peer->last_received > first || peer->last_sent > first || (peer->stream && peer->opened >= begin);
}

static void
list_connections (SockeyeCompareChoice *self)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_object_unref);
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspace);
  guint32 n = MIN (sockeye_capture_get_n_peers (capture), LOOKED_AT_MAX);
  guint64 first = get_first (self);
  guint selected = 0;
  SockeyeRecord record;
  SockeyePeer peer;
  gint64 begin = sockeye_capture_get_record (capture, first, &record) ? record.time : G_MAXINT64;

  g_ptr_array_add (targets, sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0, _ ("All connections")));
  for (guint32 id = 1; id <= n && targets->len <= CONNECTIONS_MAX; id++)
    if (sockeye_capture_get_peer (capture, id, &peer)
        && (id == self->peer || has_records (&peer, first, begin)))
      {
        g_autofree char *name = sockeye_capture_name_peer (capture, &peer);
        g_autofree char *label = g_strdup_printf ("%u: %s", id, name);

        if (id == self->peer)
          selected = targets->len;
        g_ptr_array_add (targets, sockeye_send_target_new (SOCKEYE_TARGET_PEER, id, label));
      }
  if (selected == 0)
    self->peer = 0;
  sockeye_send_target_list (self->connections, targets);
  gtk_drop_down_set_selected (self->connection, selected);
  gtk_widget_set_sensitive (GTK_WIDGET (self->connection), targets->len > 1);
}

static gboolean
is_as_before (SockeyeCompareChoice *self, GPtrArray *sources)
{
  GListModel *model = G_LIST_MODEL (self->sources);

  if (g_list_model_get_n_items (model) != sources->len)
    return FALSE;
  for (guint i = 0; i < sources->len; i++)
    {
      g_autoptr (SockeyeCompareSource) source = g_list_model_get_item (model, i);

      if (sockeye_compare_source_get_workspace (source)
              != sockeye_compare_source_get_workspace (sources->pdata[i])
          || g_strcmp0 (sockeye_compare_source_get_label (source),
                        sockeye_compare_source_get_label (sources->pdata[i]))
                 != 0)
        return FALSE;
    }
  return TRUE;
}

static void
list_sources (SockeyeCompareChoice *self)
{
  g_autoptr (GPtrArray) sources = sockeye_compare_source_list (self->workspace);

  if (!is_as_before (self, sources))
    g_list_store_splice (self->sources, 0, g_list_model_get_n_items (G_LIST_MODEL (self->sources)),
                         sources->pdata, sources->len);
  for (guint i = 0; i < sources->len; i++)
    if (sockeye_compare_source_get_workspace (sources->pdata[i]) == self->workspace)
      gtk_drop_down_set_selected (self->source, i);
}

static void
on_source_selected (SockeyeCompareChoice *self)
{
  SockeyeCompareSource *source = gtk_drop_down_get_selected_item (self->source);

  if (self->frozen || source == NULL || sockeye_compare_source_get_workspace (source) == self->workspace)
    return;
  sockeye_compare_choice_set_workspace (self, sockeye_compare_source_get_workspace (source));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_connection_selected (SockeyeCompareChoice *self)
{
  SockeyeSendTarget *target = gtk_drop_down_get_selected_item (self->connection);

  if (self->frozen || target == NULL || sockeye_send_target_get_peer (target) == self->peer)
    return;
  self->peer = sockeye_send_target_get_peer (target);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sockeye_compare_choice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeCompareChoice *self = SOCKEYE_COMPARE_CHOICE (object);

  switch (id)
    {
    case PROP_TITLE:
      self->title_text = g_value_dup_string (value);
      break;
    case PROP_CONNECTION_NAME:
      self->connection_name = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_compare_choice_constructed (GObject *object)
{
  SockeyeCompareChoice *self = SOCKEYE_COMPARE_CHOICE (object);

  G_OBJECT_CLASS (sockeye_compare_choice_parent_class)->constructed (object);
  gtk_label_set_label (self->title, self->title_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->connection), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->connection_name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->connection), self->connection_name);
}

static void
sockeye_compare_choice_dispose (GObject *object)
{
  SockeyeCompareChoice *self = SOCKEYE_COMPARE_CHOICE (object);

  self->frozen = TRUE;
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_COMPARE_CHOICE);
  g_clear_object (&self->sources);
  g_clear_object (&self->connections);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->title_text, g_free);
  g_clear_pointer (&self->connection_name, g_free);

  G_OBJECT_CLASS (sockeye_compare_choice_parent_class)->dispose (object);
}

static void
sockeye_compare_choice_class_init (SockeyeCompareChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = sockeye_compare_choice_set_property;
  object_class->constructed = sockeye_compare_choice_constructed;
  object_class->dispose = sockeye_compare_choice_dispose;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_CONNECTION_NAME] = g_param_spec_string ("connection-name", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_COMPARE_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/compare-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareChoice, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareChoice, source);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareChoice, connection);
  gtk_widget_class_bind_template_callback (widget_class, on_source_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_connection_selected);
}

static void
sockeye_compare_choice_init (SockeyeCompareChoice *self)
{
  g_autoptr (GtkExpression) label = gtk_property_expression_new (SOCKEYE_TYPE_COMPARE_SOURCE, NULL, "label");
  g_autoptr (GtkExpression) name = gtk_property_expression_new (SOCKEYE_TYPE_SEND_TARGET, NULL, "label");

  self->sources = g_list_store_new (SOCKEYE_TYPE_COMPARE_SOURCE);
  self->connections = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  self->frozen = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_expression (self->source, label);
  gtk_drop_down_set_model (self->source, G_LIST_MODEL (self->sources));
  gtk_drop_down_set_expression (self->connection, name);
  gtk_drop_down_set_model (self->connection, G_LIST_MODEL (self->connections));
  self->frozen = FALSE;
}

/**
 * sockeye_compare_choice_refresh:
 * @self: a choice
 *
 * There may be other tabs and connections now. What is chosen stays.
 */
void
sockeye_compare_choice_refresh (SockeyeCompareChoice *self)
{
  if (self->workspace == NULL)
    return;
  self->frozen = TRUE;
  list_sources (self);
  list_connections (self);
  self->frozen = FALSE;
}

/**
 * sockeye_compare_choice_set_workspace:
 * @self: a choice
 * @workspace: a tab's, with all its connections
 */
void
sockeye_compare_choice_set_workspace (SockeyeCompareChoice *self, SockeyeWorkspace *workspace)
{
  if (g_set_object (&self->workspace, workspace))
    self->peer = 0;
  sockeye_compare_choice_refresh (self);
}

/**
 * sockeye_compare_choice_get_workspace:
 * @self: a choice
 *
 * Returns: (transfer none): whose capture
 */
SockeyeWorkspace *
sockeye_compare_choice_get_workspace (SockeyeCompareChoice *self)
{
  return self->workspace;
}

/**
 * sockeye_compare_choice_get_label:
 * @self: a choice
 *
 * Returns: (transfer none): what the tab is called
 */
const char *
sockeye_compare_choice_get_label (SockeyeCompareChoice *self)
{
  SockeyeCompareSource *source = gtk_drop_down_get_selected_item (self->source);

  return source != NULL ? sockeye_compare_source_get_label (source) : "";
}

/**
 * sockeye_compare_choice_get_peer:
 * @self: a choice
 *
 * Returns: the connection's id; 0: all
 */
guint32
sockeye_compare_choice_get_peer (SockeyeCompareChoice *self)
{
  return self->peer;
}

/**
 * sockeye_compare_choice_set_peer:
 * @self: a choice
 * @peer: a connection's id, or 0; where there is none, it is all
 */
void
sockeye_compare_choice_set_peer (SockeyeCompareChoice *self, guint32 peer)
{
  self->peer = peer;
  sockeye_compare_choice_refresh (self);
}
