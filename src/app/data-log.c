/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data-log.h"

#include "framing-panel.h"
#include "framing-store.h"
#include "jump-panel.h"
#include "lazy-menu.h"
#include "lazy-popover.h"
#include "log-scrollbar.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _SockeyeDataLog
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkBox *find_place;
  SockeyeSaveStrip *save_strip;
  GtkScrolledWindow *scrolled;
  SockeyeLogView *view;
  SockeyeLogScrollbar *scrollbar;
  GtkMenuButton *framing_button;
  GtkMenuButton *copy_button;
  GMenuModel *copy_menu;
  GtkMenuButton *view_button;
  GMenuModel *view_menu;
  GtkMenuButton *jump_button;
  GtkLabel *left_out;
  GtkButton *newest;
  GtkLabel *newest_label;
  GtkWidget *cleared;

  /* Owned */
  SockeyeLogClearing *clearing;
  GSettings *settings; /* (nullable) */

  SockeyeFindBar *find_bar; /* (nullable): borrowed from its place, once something was looked for */
};

G_DEFINE_FINAL_TYPE (SockeyeDataLog, sockeye_data_log, GTK_TYPE_WIDGET)

enum
{
  SEARCHING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
describe_newest (guint64 n_new, gboolean paused)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_new);

  if (n_new == 0)
    return g_strdup (paused ? _ ("Paused · go on") : _ ("Back to newest"));

  /* Translators: %s is the number of records that came while the log was paused */
  return paused ? g_strdup_printf (_ ("Paused, %s new · go on"), number)
                /* Translators: %s is the number of records that came while the log was scrolled up */
                : g_strdup_printf (_ ("%s new · back to newest"), number);
}

/* A log that stands still says why. */
static void
sync_newest (SockeyeDataLog *self)
{
  gboolean following = sockeye_log_view_get_following (self->view);
  gboolean paused = sockeye_log_view_get_paused (self->view);
  g_autofree char *text = describe_newest (sockeye_log_view_get_n_new (self->view), paused);

  gtk_label_set_label (self->newest_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->newest), paused || !following);
}

/* Nothing may be missing without a word. */
static void
sync_left_out (SockeyeDataLog *self)
{
  SockeyeLogFrames *frames = sockeye_log_model_get_frames (sockeye_log_view_get_model (self->view));
  guint64 left_out = frames != NULL ? sockeye_log_frames_get_left_out (frames) : 0;

  if (left_out > 0)
    {
      g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, left_out);
      /* Translators: %s is the number of messages */
      g_autofree char *text = g_strdup_printf (_ ("There are too many messages to show them all: the oldest "
                                                  "%s are left out. Their bytes are kept; choose "
                                                  "the framing As received to see them."),
                                               number);

      if (!g_str_equal (gtk_label_get_label (self->left_out), text))
        gtk_label_set_label (self->left_out, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), left_out > 0);
}

static void
update_find_bar (SockeyeDataLog *self)
{
  if (self->find_bar != NULL)
    sockeye_find_bar_update (self->find_bar);
}

static void
sync_framing (SockeyeDataLog *self)
{
  SockeyeLogModel *model = sockeye_log_view_get_model (self->view);
  SockeyeFraming framing;

  sockeye_framing_store_load (self->settings, &framing);
  gtk_menu_button_set_label (self->framing_button, sockeye_framing_store_get_name (framing.kind));
  if (model == NULL)
    return;

  sockeye_log_model_set_framing (model, &framing);
  update_find_bar (self);
  sync_left_out (self);
  sockeye_log_view_refresh (self->view);
}

static GtkWidget *
make_framing_panel (gpointer owner)
{
  SockeyeDataLog *self = owner;
  GtkWidget *panel = sockeye_framing_panel_new (self->settings);

  g_signal_connect_object (panel, "changed", G_CALLBACK (sync_framing), self, G_CONNECT_SWAPPED);
  return panel;
}

static void
on_jumped (SockeyeDataLog *self)
{
  gtk_menu_button_popdown (self->jump_button);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static GtkWidget *
make_jump_panel (gpointer owner)
{
  SockeyeDataLog *self = owner;
  GtkWidget *panel = sockeye_jump_panel_new (self->view);

  g_signal_connect_object (panel, "jumped", G_CALLBACK (on_jumped), self, G_CONNECT_SWAPPED);
  return panel;
}

static void
on_searching_changed (SockeyeDataLog *self)
{
  g_signal_emit (self, signals[SEARCHING_CHANGED], 0);
}

/* Most logs are never searched. */
static void
make_find_bar (SockeyeDataLog *self)
{
  if (self->find_bar != NULL)
    return;

  self->find_bar = g_object_new (SOCKEYE_TYPE_FIND_BAR, NULL);
  sockeye_find_bar_set_view (self->find_bar, self->view);
  gtk_box_append (self->find_place, GTK_WIDGET (self->find_bar));
  g_signal_connect_object (self->find_bar, "searching-changed", G_CALLBACK (on_searching_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
sockeye_data_log_dispose (GObject *object)
{
  SockeyeDataLog *self = SOCKEYE_DATA_LOG (object);

  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_DATA_LOG);
  self->find_bar = NULL;
  g_clear_object (&self->clearing);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sockeye_data_log_parent_class)->dispose (object);
}

static void
sockeye_data_log_class_init (SockeyeDataLogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_data_log_dispose;

  /**
   * SockeyeDataLog::searching-changed:
   *
   * What sockeye_find_bar_is_searching() says of the find bar, which there is by then.
   */
  signals[SEARCHING_CHANGED] = g_signal_new ("searching-changed", SOCKEYE_TYPE_DATA_LOG, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SOCKEYE_TYPE_LOG_SCROLLBAR);
  g_type_ensure (SOCKEYE_TYPE_LOG_VIEW);
  g_type_ensure (SOCKEYE_TYPE_SAVE_STRIP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/data-log.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, find_place);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, save_strip);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, view);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, scrollbar);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, framing_button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, copy_menu);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, view_button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, view_menu);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, jump_button);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, left_out);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, newest);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, newest_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeDataLog, cleared);
}

static void
sockeye_data_log_init (SockeyeDataLog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_log_scrollbar_set_scrolled (self->scrollbar, self->scrolled);
  sockeye_lazy_menu_set (self->copy_button, self->copy_menu);
  sockeye_lazy_menu_set (self->view_button, self->view_menu);
  sockeye_lazy_popover_set (self->jump_button, make_jump_panel, self);

  g_signal_connect_object (self->view, "notify::following", G_CALLBACK (sync_newest), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::paused", G_CALLBACK (sync_newest), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::n-new", G_CALLBACK (sync_newest), self, G_CONNECT_SWAPPED);
  sync_newest (self);
}

/**
 * sockeye_data_log_set_model:
 * @self: a panel
 * @model: the rows to show; once
 */
void
sockeye_data_log_set_model (SockeyeDataLog *self, SockeyeLogModel *model)
{
  sockeye_log_view_set_model (self->view, model);
  /* Also when messages are found in the background, with no more news. */
  g_signal_connect_object (model, "items-changed", G_CALLBACK (sync_left_out), self, G_CONNECT_SWAPPED);
  self->clearing = sockeye_log_clearing_new (model);
  g_object_bind_property (self->clearing, "pending", self->cleared, "visible", G_BINDING_SYNC_CREATE);
}

/**
 * sockeye_data_log_set_store:
 * @self: a panel
 * @settings: where what the log marks and how it finds messages is kept; once
 */
void
sockeye_data_log_set_store (SockeyeDataLog *self, GSettings *settings)
{
  g_autoptr (SockeyeHighlights) highlights = sockeye_highlights_new (settings);

  sockeye_log_view_set_highlights (self->view, highlights);
  self->settings = g_object_ref (settings);
  sockeye_lazy_popover_set (self->framing_button, make_framing_panel, self);
  sync_framing (self);
}

/**
 * sockeye_data_log_get_clearing:
 * @self: a panel
 *
 * Returns: (transfer none): what clears the log
 */
SockeyeLogClearing *
sockeye_data_log_get_clearing (SockeyeDataLog *self)
{
  return self->clearing;
}

/**
 * sockeye_data_log_get_view:
 * @self: a panel
 *
 * Returns: (transfer none): what draws the rows
 */
SockeyeLogView *
sockeye_data_log_get_view (SockeyeDataLog *self)
{
  return self->view;
}

/**
 * sockeye_data_log_get_find_bar:
 * @self: a panel
 *
 * Returns: (transfer none) (nullable): the bar that finds in the log; %NULL: it was not opened yet
 */
SockeyeFindBar *
sockeye_data_log_get_find_bar (SockeyeDataLog *self)
{
  return self->find_bar;
}

/**
 * sockeye_data_log_open_find:
 * @self: a panel
 *
 * Asks for what is to be found.
 */
void
sockeye_data_log_open_find (SockeyeDataLog *self)
{
  make_find_bar (self);
  sockeye_find_bar_open (self->find_bar);
}

/**
 * sockeye_data_log_open_filter:
 * @self: a panel
 *
 * Asks for what is to be shown alone.
 */
void
sockeye_data_log_open_filter (SockeyeDataLog *self)
{
  make_find_bar (self);
  sockeye_find_bar_open_filter (self->find_bar);
}

/**
 * sockeye_data_log_find_again:
 * @self: a panel
 * @action: "find.next" or "find.previous"
 *
 * Goes on with what is being looked for, if there is anything.
 */
void
sockeye_data_log_find_again (SockeyeDataLog *self, const char *action)
{
  if (self->find_bar != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->find_bar), action, NULL);
}

/**
 * sockeye_data_log_get_save_strip:
 * @self: a panel
 *
 * Returns: (transfer none): what saves while data arrives
 */
SockeyeSaveStrip *
sockeye_data_log_get_save_strip (SockeyeDataLog *self)
{
  return self->save_strip;
}

/**
 * sockeye_data_log_open_jump:
 * @self: a panel
 *
 * Asks for a record to go to.
 */
void
sockeye_data_log_open_jump (SockeyeDataLog *self)
{
  gtk_menu_button_popup (self->jump_button);
}

/**
 * sockeye_data_log_refresh:
 * @self: a panel
 *
 * To be called after sockeye_log_model_update(), once per frame at most.
 */
void
sockeye_data_log_refresh (SockeyeDataLog *self)
{
  update_find_bar (self);
  sync_left_out (self);
  sockeye_save_strip_update (self->save_strip);
  sockeye_log_view_refresh (self->view);
}
