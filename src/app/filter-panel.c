/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "filter-panel.h"

#include "field-error.h"
#include "template.h"
#include "time-text.h"

#include <glib/gi18n-lib.h>

/* Nobody finds one among more in a list; the others can be reached by selecting a row of theirs. */
#define PEERS_MAX 1000u

struct _SockeyeFilterPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *received;
  GtkCheckButton *sent;
  GtkCheckButton *events;
  GtkDropDown *peer;
  GtkEntry *size_from;
  GtkEntry *size_to;
  GtkLabel *size_message;
  GtkEntry *time_from;
  GtkEntry *time_to;
  GtkLabel *time_message;

  /* Owned */
  SockeyeCapture *capture;
  GArray *peers; /* their ids, in the order of the list; the first is 0: all */

  SockeyeFilter filter;
  gboolean quiet; /* several fields change, and nobody is to be told before the last one */
};

G_DEFINE_FINAL_TYPE (SockeyeFilterPanel, sockeye_filter_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
get_kinds (SockeyeFilterPanel *self)
{
  return (gtk_check_button_get_active (self->received) ? SOCKEYE_FILTER_RECEIVED : 0)
         | (gtk_check_button_get_active (self->sent) ? SOCKEYE_FILTER_SENT : 0)
         | (gtk_check_button_get_active (self->events) ? SOCKEYE_FILTER_EVENTS : 0);
}

/* Empty: nothing is asked for, and @bytes is 0. */
static void
parse_size (GtkEntry *entry, guint32 *bytes, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  guint64 number = 0;

  if (*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("Enter a whole number of bytes, such as 1500."));
      return;
    }
  *bytes = (guint32) number;
}

static void
check_sizes (guint32 from, guint32 to, GError **error)
{
  if (to < from)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("The largest size is below the smallest one, so nothing could be shown."));
  else if (to == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("Enter 1 or more bytes, or nothing for any size."));
}

/* Both are marked when both are wrong; the message, which they share, is about the first one then. */
static gboolean
mark (GtkEntry *from, const GError *from_error, GtkEntry *to, const GError *to_error, GtkLabel *message)
{
  sockeye_field_set_error (from, message, NULL);
  sockeye_field_set_error (to, message, to_error);
  if (from_error != NULL)
    sockeye_field_set_error (from, message, from_error);
  return from_error == NULL && to_error == NULL;
}

static void
read_sizes (SockeyeFilterPanel *self, SockeyeFilter *filter)
{
  g_autoptr (GError) from_error = NULL;
  g_autoptr (GError) to_error = NULL;
  guint32 from = 0, to = 0;

  parse_size (self->size_from, &from, &from_error);
  parse_size (self->size_to, &to, &to_error);
  if (from_error == NULL && to_error == NULL && gtk_entry_get_text_length (self->size_to) > 0)
    check_sizes (from, to, &to_error);
  if (!mark (self->size_from, from_error, self->size_to, to_error, self->size_message))
    return;

  filter->min_length = from;
  filter->max_length = to;
}

/* What is meant by a time of day: the day of what came last. */
static gint64
get_day (SockeyeFilterPanel *self)
{
  guint64 n = self->capture != NULL ? sockeye_capture_get_n_records (self->capture) : 0;
  SockeyeRecord record;

  return n > 0 && sockeye_capture_get_record (self->capture, n - 1, &record) ? record.time
                                                                             : g_get_real_time ();
}

static void
parse_time (SockeyeFilterPanel *self, GtkEntry *entry, gint64 *from, gint64 *to, GError **error)
{
  if (gtk_entry_get_text_length (entry) > 0)
    sockeye_time_text_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), get_day (self), from, to, error);
}

static void
read_times (SockeyeFilterPanel *self, SockeyeFilter *filter)
{
  g_autoptr (GError) from_error = NULL;
  g_autoptr (GError) to_error = NULL;
  gint64 from = 0, to = 0, unused;

  parse_time (self, self->time_from, &from, &unused, &from_error);
  parse_time (self, self->time_to, &unused, &to, &to_error);
  if (from_error == NULL && to_error == NULL && to != 0 && to < from)
    g_set_error_literal (&to_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("The end is before the beginning, so nothing could be shown."));
  if (!mark (self->time_from, from_error, self->time_to, to_error, self->time_message))
    return;

  filter->from = from;
  filter->to = to;
}

static guint32
get_peer (SockeyeFilterPanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->peer);

  return selected < self->peers->len ? g_array_index (self->peers, guint32, selected) : 0;
}

/* A field that is wrong asks for nothing: it is marked, and the other ones hold. */
static void
read_fields (SockeyeFilterPanel *self)
{
  SockeyeFilter filter = { .kinds = get_kinds (self), .peer = get_peer (self) };

  if (self->quiet)
    return;

  read_sizes (self, &filter);
  read_times (self, &filter);
  if (memcmp (&filter, &self->filter, sizeof filter) == 0)
    return;

  self->filter = filter;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
append_peer (SockeyeFilterPanel *self, GtkStringList *list, const SockeyePeer *peer)
{
  g_autofree char *text = sockeye_endpoint_to_string (&peer->remote);

  gtk_string_list_append (list, text);
  g_array_append_val (self->peers, peer->id);
}

static gboolean
has_peer (SockeyeFilterPanel *self, guint32 id)
{
  for (guint i = 0; i < self->peers->len; i++)
    if (g_array_index (self->peers, guint32, i) == id)
      return TRUE;

  return FALSE;
}

/* The newest come first. The chosen one stays, however old. */
static void
list_peers (SockeyeFilterPanel *self)
{
  guint32 chosen = get_peer (self);
  guint32 n = self->capture != NULL ? sockeye_capture_get_n_peers (self->capture) : 0;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  SockeyePeer peer;

  self->quiet = TRUE;
  g_array_set_size (self->peers, 0);
  gtk_string_list_append (list, _ ("All"));
  g_array_append_val (self->peers, (guint32){ 0 });
  for (guint32 id = n; id > 0 && self->peers->len <= PEERS_MAX; id--)
    if (sockeye_capture_get_peer (self->capture, id, &peer))
      append_peer (self, list, &peer);
  if (!has_peer (self, chosen) && sockeye_capture_get_peer (self->capture, chosen, &peer))
    append_peer (self, list, &peer);

  gtk_drop_down_set_model (self->peer, G_LIST_MODEL (list));
  for (guint i = 0; i < self->peers->len; i++)
    if (g_array_index (self->peers, guint32, i) == chosen)
      gtk_drop_down_set_selected (self->peer, i);
  self->quiet = FALSE;
}

static void
map (GtkWidget *widget)
{
  list_peers (SOCKEYE_FILTER_PANEL (widget));

  GTK_WIDGET_CLASS (sockeye_filter_panel_parent_class)->map (widget);
}

static void
sockeye_filter_panel_dispose (GObject *object)
{
  SockeyeFilterPanel *self = SOCKEYE_FILTER_PANEL (object);

  self->quiet = TRUE;
  g_clear_object (&self->capture);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_FILTER_PANEL);

  G_OBJECT_CLASS (sockeye_filter_panel_parent_class)->dispose (object);
}

static void
sockeye_filter_panel_finalize (GObject *object)
{
  SockeyeFilterPanel *self = SOCKEYE_FILTER_PANEL (object);

  g_array_unref (self->peers);

  G_OBJECT_CLASS (sockeye_filter_panel_parent_class)->finalize (object);
}

static void
sockeye_filter_panel_class_init (SockeyeFilterPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sockeye_filter_panel_dispose;
  object_class->finalize = sockeye_filter_panel_finalize;
  widget_class->map = map;

  /**
   * SockeyeFilterPanel::changed:
   *
   * Other records are wanted.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_FILTER_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/filter-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, received);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, sent);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, events);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, peer);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, size_from);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, size_to);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, size_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, time_from);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, time_to);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFilterPanel, time_message);
  gtk_widget_class_bind_template_callback (widget_class, read_fields);
}

static void
sockeye_filter_panel_init (SockeyeFilterPanel *self)
{
  g_autoptr (GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->filter.kinds = SOCKEYE_FILTER_ALL_KINDS;
  self->peers = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_expression (self->peer, text);
  list_peers (self);
}

/**
 * sockeye_filter_panel_set_capture:
 * @self: a panel
 * @capture: (nullable): whose peers are offered
 */
void
sockeye_filter_panel_set_capture (SockeyeFilterPanel *self, SockeyeCapture *capture)
{
  g_set_object (&self->capture, capture);
}

/**
 * sockeye_filter_panel_get_filter:
 * @self: a panel
 * @filter: (out): what is wanted, without a pattern
 *
 * Returns: whether any record is unwanted
 */
gboolean
sockeye_filter_panel_get_filter (SockeyeFilterPanel *self, SockeyeFilter *filter)
{
  const SockeyeFilter all = { .kinds = SOCKEYE_FILTER_ALL_KINDS };

  *filter = self->filter;
  return memcmp (filter, &all, sizeof all) != 0;
}

/**
 * sockeye_filter_panel_reset:
 * @self: a panel
 *
 * Wants all records again.
 */
void
sockeye_filter_panel_reset (SockeyeFilterPanel *self)
{
  self->quiet = TRUE;
  gtk_check_button_set_active (self->received, TRUE);
  gtk_check_button_set_active (self->sent, TRUE);
  gtk_check_button_set_active (self->events, TRUE);
  gtk_drop_down_set_selected (self->peer, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->size_from), "");
  gtk_editable_set_text (GTK_EDITABLE (self->size_to), "");
  gtk_editable_set_text (GTK_EDITABLE (self->time_from), "");
  gtk_editable_set_text (GTK_EDITABLE (self->time_to), "");
  self->quiet = FALSE;
  read_fields (self);
}
