/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "find-bar.h"

#include "field-error.h"
#include "filter-panel.h"
#include "find-text.h"
#include "match-locator.h"
#include "scan.h"
#include "template.h"
#include "wrap-layout.h"

/* While the background search is under way the count is shown anew so often. */
#define PROGRESS_INTERVAL_MS 100

struct _SockeyeFindBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkDropDown *kind;
  GtkToggleButton *match_case;
  GtkToggleButton *only_matching;
  GtkMenuButton *conditions;
  SockeyeFilterPanel *filter_panel;
  GtkLabel *status;
  GtkLabel *message;
  GtkWidget *strip;
  GtkLabel *shown;

  /* Owned */
  SockeyeLogView *view;
  SockeyePattern *pattern;
  SockeyeScan *scan;   /* (nullable): what is to be found */
  SockeyeScan *filter; /* (nullable): what is shown alone; may be the same */
  GCancellable *cancellable;
  GArray *matches; /* of the current record */

  guint progress_source;
  guint64 goal;       /* the number of records when the user asked */
  gboolean searching; /* they are not all looked through */
  gboolean backwards; /* the way of what is being located */
  gboolean has_current;
  guint64 current; /* the record in which the selected match is */
  guint match;     /* which of its matches */
};

G_DEFINE_FINAL_TYPE (SockeyeFindBar, sockeye_find_bar, GTK_TYPE_WIDGET)

enum
{
  SEARCHING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static SockeyeLogModel *
get_model (SockeyeFindBar *self)
{
  return self->view != NULL ? sockeye_log_view_get_model (self->view) : NULL;
}

/* How many were found. */
static void
show_status (SockeyeFindBar *self, const char *text)
{
  gtk_label_set_text (self->status, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), text);
}

static gboolean
is_under_way (SockeyeFindBar *self, SockeyeScan *scan)
{
  SockeyeCapture *capture = sockeye_log_model_get_capture (get_model (self));

  return scan != NULL && sockeye_scan_get_position (scan) < sockeye_capture_get_n_records (capture);
}

static gboolean
is_searching (SockeyeFindBar *self)
{
  return is_under_way (self, self->scan) || is_under_way (self, self->filter);
}

/* "12 of 3,400 records": nobody is to wonder where the others are. */
static void
show_filter (SockeyeFindBar *self)
{
  SockeyeLogModel *model = get_model (self);
  gboolean active = model != NULL && self->filter != NULL;
  g_autofree char *text = NULL;
  g_autofree char *ended = NULL;

  gtk_widget_set_visible (self->strip, active);
  if (!active)
    return;

  text = sockeye_find_text_describe_shown (model);
  ended = sockeye_find_text_end (text, self->filter, is_under_way (self, self->filter));
  gtk_label_set_text (self->shown, ended);
}

static void
show_count (SockeyeFindBar *self)
{
  gboolean marked = gtk_widget_get_visible (GTK_WIDGET (self->message));
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->scan == NULL)
    return;

  text = sockeye_find_text_count (self->scan, self->pattern, is_under_way (self, self->scan));
  show_status (self, text);
  error = sockeye_find_text_check (self->scan, self->pattern);
  if (marked ? error == NULL : error != NULL && !is_under_way (self, self->scan))
    sockeye_field_mark (GTK_WIDGET (self->entry), self->message, error);
}

static gboolean
is_before (SockeyeScan *scan, guint64 number)
{
  return scan != NULL && sockeye_scan_get_position (scan) < number;
}

/* That is the answer to what the user asked for, even if more arrives all the time. */
static void
watch_goal (SockeyeFindBar *self)
{
  gboolean searching = is_before (self->scan, self->goal) || is_before (self->filter, self->goal);

  if (searching == self->searching)
    return;
  self->searching = searching;
  g_signal_emit (self, signals[SEARCHING_CHANGED], 0);
}

static gboolean
show_progress (gpointer data)
{
  SockeyeFindBar *self = data;
  gboolean goes_on = is_searching (self);

  show_count (self);
  if (sockeye_log_model_update (get_model (self)))
    sockeye_log_view_refresh (self->view);
  show_filter (self);
  watch_goal (self);
  if (goes_on)
    return G_SOURCE_CONTINUE;

  self->progress_source = 0;
  return G_SOURCE_REMOVE;
}

static void
watch_progress (SockeyeFindBar *self)
{
  if (self->progress_source == 0 && (self->scan != NULL || self->filter != NULL))
    self->progress_source = g_timeout_add (PROGRESS_INTERVAL_MS, show_progress, self);
}

static void
stop_search (SockeyeFindBar *self)
{
  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->scan);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->pattern, sockeye_pattern_unref);
  g_array_set_size (self->matches, 0);
  self->has_current = FALSE;
  watch_goal (self);
}

static SockeyeScan *
start_scan (SockeyeFindBar *self, const SockeyeFilter *filter)
{
  SockeyeLogModel *model = get_model (self);

  return sockeye_scan_new (sockeye_log_model_get_capture (model), filter,
                           sockeye_log_model_get_first (model));
}

/* What is looked for is shown alone with the button "Filter"; the conditions behind it hold by themselves. */
static void
apply_filter (SockeyeFindBar *self)
{
  gboolean open = gtk_search_bar_get_search_mode (self->bar);
  SockeyeFilter conditions;

  g_clear_object (&self->filter);
  if (get_model (self) == NULL)
    return;

  if (gtk_toggle_button_get_active (self->only_matching) && self->scan != NULL)
    self->filter = g_object_ref (self->scan);
  else if (sockeye_filter_panel_get_filter (self->filter_panel, &conditions) && open)
    self->filter = start_scan (self, &conditions);
  sockeye_log_model_set_filter (get_model (self), self->filter);
  sockeye_log_view_refresh (self->view);
  watch_progress (self);
  show_filter (self);
  if (!self->searching)
    self->goal = sockeye_capture_get_n_records (sockeye_log_model_get_capture (get_model (self)));
  watch_goal (self);
}

static void
start_search (SockeyeFindBar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  SockeyeLogModel *model = get_model (self);
  g_autoptr (GError) error = NULL;
  SockeyeFilter filter;

  stop_search (self);
  show_status (self, "");
  if (model != NULL && *text != '\0')
    self->pattern = sockeye_pattern_new ((SockeyePatternKind) gtk_drop_down_get_selected (self->kind), text,
                                         gtk_toggle_button_get_active (self->match_case),
                                         sockeye_log_model_get_charset (model), &error);
  sockeye_field_mark (GTK_WIDGET (self->entry), self->message, error);
  if (self->view != NULL)
    sockeye_log_view_set_found (self->view, self->pattern);
  if (self->pattern != NULL)
    {
      sockeye_filter_panel_get_filter (self->filter_panel, &filter);
      filter.pattern = self->pattern;
      self->cancellable = g_cancellable_new ();
      self->scan = start_scan (self, &filter);
      watch_progress (self);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "find.next", self->scan != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "find.previous", self->scan != NULL);
  apply_filter (self);
}

/* The button tells that there are conditions, also when they are out of sight. */
static void
conditions_changed (SockeyeFindBar *self)
{
  SockeyeFilter conditions;

  if (sockeye_filter_panel_get_filter (self->filter_panel, &conditions))
    gtk_widget_add_css_class (GTK_WIDGET (self->conditions), "active");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->conditions), "active");
  start_search (self);
}

static void
select_match (SockeyeFindBar *self)
{
  const SockeyeMatch *match = NULL;

  if (self->match < self->matches->len)
    match = &g_array_index (self->matches, SockeyeMatch, self->match);
  sockeye_log_view_select_match (self->view, self->current, match);
}

static void
located (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeFindBar) self = data;
  g_autoptr (GArray) matches = sockeye_match_locator_finish (result, &self->current);

  /* Cancelled: there is nothing to select. */
  if (matches == NULL || self->scan == NULL)
    return;

  g_array_set_size (self->matches, 0);
  g_array_append_vals (self->matches, matches->data, matches->len);
  self->has_current = TRUE;
  self->match = self->backwards && self->matches->len > 0 ? self->matches->len - 1 : 0;
  select_match (self);
}

static void
go_to_record (SockeyeFindBar *self, guint64 number, gboolean backwards)
{
  self->backwards = backwards;
  sockeye_match_locator_locate_async (sockeye_log_model_get_capture (get_model (self)), self->pattern, number,
                                      self->cancellable, located, g_object_ref (self));
}

/* Where a search begins that has not yet found anything: at the selection, or at the end it comes from. */
static guint64
get_place (SockeyeFindBar *self, gboolean backwards)
{
  SockeyeLogPosition from, to;

  if (self->has_current)
    return self->current;
  if (sockeye_log_view_get_selection (self->view, &from, &to))
    return backwards ? from.number : to.number;

  return backwards ? G_MAXUINT64 : 0;
}

static void
go_next (SockeyeFindBar *self)
{
  guint64 n = sockeye_scan_get_n_records (self->scan);
  guint64 place = get_place (self, FALSE);
  guint64 index;

  if (self->has_current && self->match + 1 < self->matches->len)
    {
      self->match++;
      select_match (self);
      return;
    }
  index = sockeye_scan_find_number (self->scan, self->has_current ? place + 1 : place);
  /* Behind the last match it goes on with the first. */
  if (index >= n)
    index = sockeye_scan_find_number (self->scan, sockeye_log_model_get_first (get_model (self)));
  if (index < n)
    go_to_record (self, sockeye_scan_get_number (self->scan, index), FALSE);
}

static void
go_previous (SockeyeFindBar *self)
{
  guint64 n = sockeye_scan_get_n_records (self->scan);
  guint64 first = sockeye_scan_find_number (self->scan, sockeye_log_model_get_first (get_model (self)));
  guint64 index;

  if (self->has_current && self->match > 0 && self->match < self->matches->len)
    {
      self->match--;
      select_match (self);
      return;
    }
  index = sockeye_scan_find_number (self->scan, get_place (self, TRUE));
  if (index <= first)
    index = n;
  if (index > first)
    go_to_record (self, sockeye_scan_get_number (self->scan, index - 1), TRUE);
}

static void
step_action (GtkWidget *widget, const char *action, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeFindBar *self = SOCKEYE_FIND_BAR (widget);

  if (self->scan == NULL)
    return;
  if (g_str_equal (action, "find.next"))
    go_next (self);
  else
    go_previous (self);
}

static void
close_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  sockeye_find_bar_close (SOCKEYE_FIND_BAR (widget));
}

static void
show_all_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeFindBar *self = SOCKEYE_FIND_BAR (widget);

  gtk_toggle_button_set_active (self->only_matching, FALSE);
  sockeye_filter_panel_reset (self->filter_panel);
}

static void
mode_changed (SockeyeFindBar *self)
{
  if (gtk_search_bar_get_search_mode (self->bar))
    {
      start_search (self);
      return;
    }

  stop_search (self);
  sockeye_field_mark (GTK_WIDGET (self->entry), self->message, NULL);
  gtk_toggle_button_set_active (self->only_matching, FALSE);
  sockeye_filter_panel_reset (self->filter_panel);
  apply_filter (self);
  if (self->view != NULL)
    {
      sockeye_log_view_set_found (self->view, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
}

static void
entry_activated (SockeyeFindBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "find.next", NULL);
}

static void
sockeye_find_bar_dispose (GObject *object)
{
  SockeyeFindBar *self = SOCKEYE_FIND_BAR (object);

  stop_search (self);
  sockeye_find_bar_set_view (self, NULL);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_FIND_BAR);

  G_OBJECT_CLASS (sockeye_find_bar_parent_class)->dispose (object);
}

static void
sockeye_find_bar_finalize (GObject *object)
{
  SockeyeFindBar *self = SOCKEYE_FIND_BAR (object);

  g_clear_pointer (&self->matches, g_array_unref);

  G_OBJECT_CLASS (sockeye_find_bar_parent_class)->finalize (object);
}

static void
sockeye_find_bar_class_init (SockeyeFindBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sockeye_find_bar_dispose;
  object_class->finalize = sockeye_find_bar_finalize;

  signals[SEARCHING_CHANGED] = g_signal_new ("searching-changed", SOCKEYE_TYPE_FIND_BAR, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_FILTER_PANEL);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, bar);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, kind);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, match_case);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, only_matching);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, conditions);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, filter_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, status);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, strip);
  gtk_widget_class_bind_template_child (widget_class, SockeyeFindBar, shown);
  gtk_widget_class_install_action (widget_class, "find.next", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "find.previous", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "find.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "find.show-all", NULL, show_all_action);
  /* The entry does so by itself; here it holds for the buttons beside it as well. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "find.close", NULL);
}

static void
sockeye_find_bar_init (SockeyeFindBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));

  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (start_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (start_search), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->match_case, "toggled", G_CALLBACK (start_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->only_matching, "toggled", G_CALLBACK (apply_filter), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter_panel, "changed", G_CALLBACK (conditions_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "notify::search-mode-enabled", G_CALLBACK (mode_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sockeye_find_bar_set_view:
 * @self: a find bar
 * @view: (nullable): the view of the log that is searched
 *
 * The view's model must not change while the bar uses it.
 */
void
sockeye_find_bar_set_view (SockeyeFindBar *self, SockeyeLogView *view)
{
  if (self->view == view)
    return;

  stop_search (self);
  if (self->view != NULL)
    sockeye_log_view_set_found (self->view, NULL);
  g_set_object (&self->view, view);
  if (self->filter_panel != NULL)
    sockeye_filter_panel_set_capture (
        self->filter_panel,
        get_model (self) != NULL ? sockeye_log_model_get_capture (get_model (self)) : NULL);
}

/**
 * sockeye_find_bar_open:
 * @self: a find bar
 *
 * Shows the bar, with the keyboard focus in it.
 */
void
sockeye_find_bar_open (SockeyeFindBar *self)
{
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/**
 * sockeye_find_bar_open_filter:
 * @self: a find bar
 *
 * Shows the bar and what may be asked for beside a text.
 */
void
sockeye_find_bar_open_filter (SockeyeFindBar *self)
{
  sockeye_find_bar_open (self);
  gtk_menu_button_popup (self->conditions);
}

/**
 * sockeye_find_bar_close:
 * @self: a find bar
 *
 * Ends the search, shows all records again and gives the focus to the log.
 */
void
sockeye_find_bar_close (SockeyeFindBar *self)
{
  gtk_search_bar_set_search_mode (self->bar, FALSE);
}

/**
 * sockeye_find_bar_update:
 * @self: a find bar
 *
 * Goes on with what arrived in the meantime.
 */
void
sockeye_find_bar_update (SockeyeFindBar *self)
{
  show_filter (self);
  if (self->scan == NULL)
    {
      watch_progress (self);
      return;
    }
  /* The same text is other bytes now. */
  if (sockeye_pattern_get_charset (self->pattern) != sockeye_log_model_get_charset (get_model (self)))
    {
      start_search (self);
      return;
    }

  sockeye_scan_wake (self->scan);
  watch_progress (self);
}

/**
 * sockeye_find_bar_is_searching:
 * @self: a find bar
 *
 * Returns: whether what the user asked for last is still being looked for; that newer records are looked through, too, does
 *   not count
 */
gboolean
sockeye_find_bar_is_searching (SockeyeFindBar *self)
{
  return self->searching;
}

/**
 * sockeye_find_bar_get_result:
 * @self: a find bar
 *
 * Returns: (nullable): how many were found, or are shown; %NULL: nothing is looked for
 */
const char *
sockeye_find_bar_get_result (SockeyeFindBar *self)
{
  if (self->scan != NULL)
    return gtk_label_get_text (self->status);
  return self->filter != NULL ? gtk_label_get_text (self->shown) : NULL;
}
