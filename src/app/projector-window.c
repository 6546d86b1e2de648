/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "projector-window.h"

#include "projector-side.h"
#include "session-page-private.h"

#include <glib/gi18n-lib.h>

#define N_SIDES 2
/* A class does not see more of them, and each of them lays out the sentences. */
#define REFRESH_US (G_USEC_PER_SEC / 10)
/* So many refreshments without news, and nothing is done until there is some. */
#define QUIET_MAX 5

struct _SockeyeProjectorWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  SockeyeProjectorSide *first;
  SockeyeProjectorSide *second;
  GtkLabel *sentence;
  GtkLabel *place;

  SockeyeSessionPage *pages[N_SIDES]; /* weak; NULL: there is one only */
  SockeyeLogLine *line;
  SockeyeLogLine *other_line;
  gboolean stepping;
  gboolean waiting; /* for the bytes of the record that is spoken of, from the disk */
  guint tick;
  guint n_quiet;
  gint64 refreshed; /* monotonic */
};

G_DEFINE_FINAL_TYPE (SockeyeProjectorWindow, sockeye_projector_window, GTK_TYPE_WINDOW)

typedef gboolean (*Look) (SockeyeProjectorSide *side, SockeyeLogLine *line);

/* How each key, or button, goes on. Those of presenters send Page Up and Page Down, or arrows. */
typedef enum
{
  GO_NOWHERE,
  GO_PREVIOUS,
  GO_NEXT,
  GO_BEFORE_FIRST,
  GO_LIVE,
  GO_AWAY,
} Go;

static SockeyeProjectorSide *
get_side (SockeyeProjectorWindow *self, guint i)
{
  if (i == 0)
    return self->first;
  return self->pages[1] != NULL ? self->second : NULL;
}

/* What is earliest of those to come, or latest of those shown, of both sides; in self->line. NULL: nothing is. */
static SockeyeProjectorSide *
choose (SockeyeProjectorWindow *self, Look look, gboolean earliest)
{
  gboolean own = look (self->first, self->line);
  gboolean other = self->pages[1] != NULL && look (self->second, self->other_line);
  SockeyeLogLine *line = self->line;

  if (!other)
    return own ? self->first : NULL;
  /* At the same time the first one is first. */
  if (own && (self->line->record.time <= self->other_line->record.time) == earliest)
    return self->first;
  self->line = self->other_line;
  self->other_line = line;
  return self->second;
}

static char *
describe_place (SockeyeProjectorWindow *self, guint64 n_shown, guint64 n_records)
{
  g_autofree char *shown = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_shown);
  g_autofree char *records = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_records);

  if (self->stepping)
    /* Translators: how many records are shown, and how many there are */
    return g_strdup_printf (_ ("Record %1$s of %2$s"), shown, records);
  return g_strdup_printf (
      /* Translators: all records are shown, also those that come; %s is their number */
      ngettext ("Live: %s record", "Live: %s records", (gulong) MIN (n_records, G_MAXULONG)), records);
}

static void
show_place (SockeyeProjectorWindow *self)
{
  guint64 n_shown = 0, n_records = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < N_SIDES; i++)
    if (get_side (self, i) != NULL)
      sockeye_projector_side_count (get_side (self, i), &n_shown, &n_records);
  text = describe_place (self, n_shown, n_records);
  gtk_label_set_label (self->place, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "projector.next", self->stepping && n_shown < n_records);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "projector.previous", n_shown > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "projector.live", self->stepping);
}

static void
show (SockeyeProjectorWindow *self)
{
  SockeyeProjectorSide *present = choose (self, sockeye_projector_side_get_last, FALSE);
  g_autofree char *sentence = present != NULL ? sockeye_projector_side_describe (present, self->line)
                                              : g_strdup (_ ("Nothing is shown yet."));

  for (guint i = 0; i < N_SIDES; i++)
    if (get_side (self, i) != NULL)
      sockeye_projector_side_mark (get_side (self, i),
                                   self->stepping && get_side (self, i) == present ? self->line : NULL);
  if (!g_str_equal (gtk_label_get_label (self->sentence), sentence))
    gtk_label_set_label (self->sentence, sentence);
  self->waiting = present != NULL && self->line->result == SOCKEYE_READ_LATER;
  show_place (self);
}

/* What is shown now stays, whatever comes. */
static void
begin_stepping (SockeyeProjectorWindow *self)
{
  for (guint i = 0; i < N_SIDES && !self->stepping; i++)
    if (get_side (self, i) != NULL)
      sockeye_projector_side_show_to (
          get_side (self, i),
          sockeye_projector_side_get_last (get_side (self, i), self->line) ? self->line->number + 1 : 0);
  self->stepping = TRUE;
}

static void
go_next (SockeyeProjectorWindow *self)
{
  SockeyeProjectorSide *side = self->stepping ? choose (self, sockeye_projector_side_get_next, TRUE) : NULL;

  if (side != NULL)
    sockeye_projector_side_show_to (side, self->line->number + 1);
}

static void
go_previous (SockeyeProjectorWindow *self)
{
  SockeyeProjectorSide *side;

  begin_stepping (self);
  side = choose (self, sockeye_projector_side_get_last, FALSE);
  if (side != NULL)
    sockeye_projector_side_show_to (side, self->line->number);
}

static void
show_to_all (SockeyeProjectorWindow *self, gboolean live)
{
  self->stepping = !live;
  for (guint i = 0; i < N_SIDES; i++)
    if (get_side (self, i) == NULL)
      continue;
    else if (live)
      sockeye_projector_side_show_all (get_side (self, i));
    else
      sockeye_projector_side_show_to (get_side (self, i), 0);
}

static void wake (SockeyeProjectorWindow *self);

static void
go (SockeyeProjectorWindow *self, Go where)
{
  if (where == GO_NEXT)
    go_next (self);
  else if (where == GO_PREVIOUS)
    go_previous (self);
  else if (where == GO_BEFORE_FIRST || where == GO_LIVE)
    show_to_all (self, where == GO_LIVE);
  show (self);
  if (self->waiting)
    wake (self);
}

static Go
find_key (guint key)
{
  switch (key)
    {
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
    case GDK_KEY_Down:
    case GDK_KEY_Right:
    case GDK_KEY_space:
      return GO_NEXT;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
    case GDK_KEY_Up:
    case GDK_KEY_Left:
    case GDK_KEY_BackSpace:
      return GO_PREVIOUS;
    case GDK_KEY_Home:
      return GO_BEFORE_FIRST;
    case GDK_KEY_End:
      return GO_LIVE;
    case GDK_KEY_Escape:
    case GDK_KEY_F11:
      return GO_AWAY;
    default:
      return GO_NOWHERE;
    }
}

/* Before the log, which scrolls with some of them, and the buttons. */
static gboolean
on_key (SockeyeProjectorWindow *self, guint key, guint code G_GNUC_UNUSED, GdkModifierType modifiers)
{
  Go where = (modifiers & gtk_accelerator_get_default_mod_mask ()) == 0 ? find_key (key) : GO_NOWHERE;

  if (where == GO_NOWHERE)
    return GDK_EVENT_PROPAGATE;
  if (where == GO_AWAY)
    gtk_window_close (GTK_WINDOW (self));
  else
    go (self, where);
  return GDK_EVENT_STOP;
}

static void
on_action (GtkWidget *widget, const char *action, GVariant *parameter G_GNUC_UNUSED)
{
  Go where = GO_LIVE;

  if (g_str_equal (action, "projector.next"))
    where = GO_NEXT;
  else if (g_str_equal (action, "projector.previous"))
    where = GO_PREVIOUS;
  go (SOCKEYE_PROJECTOR_WINDOW (widget), where);
}

static gboolean
refresh (SockeyeProjectorWindow *self)
{
  gboolean news = FALSE;

  for (guint i = 0; i < N_SIDES; i++)
    if (get_side (self, i) != NULL)
      {
        sockeye_session_page_refresh_now (self->pages[i]);
        news = sockeye_projector_side_refresh (get_side (self, i)) || news;
      }
  news = news || self->waiting;
  if (news)
    show (self);
  return news;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data G_GNUC_UNUSED)
{
  SockeyeProjectorWindow *self = SOCKEYE_PROJECTOR_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - self->refreshed < REFRESH_US)
    return G_SOURCE_CONTINUE;
  self->refreshed = now;
  self->n_quiet = refresh (self) ? 0 : self->n_quiet + 1;
  if (self->n_quiet < QUIET_MAX)
    return G_SOURCE_CONTINUE;

  /* What came before is seen by this last look, and what comes later wakes the window. */
  for (guint i = 0; i < N_SIDES; i++)
    if (self->pages[i] != NULL)
      sockeye_workspace_watch (sockeye_session_page_get_workspace (self->pages[i]));
  if (refresh (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
wake (SockeyeProjectorWindow *self)
{
  self->n_quiet = 0;
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
sockeye_projector_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sockeye_projector_window_parent_class)->map (widget);
  wake (SOCKEYE_PROJECTOR_WINDOW (widget));
}

static void
sockeye_projector_window_unmap (GtkWidget *widget)
{
  SockeyeProjectorWindow *self = SOCKEYE_PROJECTOR_WINDOW (widget);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  GTK_WIDGET_CLASS (sockeye_projector_window_parent_class)->unmap (widget);
}

static void
sockeye_projector_window_dispose (GObject *object)
{
  SockeyeProjectorWindow *self = SOCKEYE_PROJECTOR_WINDOW (object);

  for (guint i = 0; i < N_SIDES; i++)
    g_clear_weak_pointer (&self->pages[i]);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_PROJECTOR_WINDOW);

  G_OBJECT_CLASS (sockeye_projector_window_parent_class)->dispose (object);
}

static void
sockeye_projector_window_finalize (GObject *object)
{
  sockeye_log_line_free (SOCKEYE_PROJECTOR_WINDOW (object)->line);
  sockeye_log_line_free (SOCKEYE_PROJECTOR_WINDOW (object)->other_line);

  G_OBJECT_CLASS (sockeye_projector_window_parent_class)->finalize (object);
}

static void
sockeye_projector_window_class_init (SockeyeProjectorWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_projector_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = sockeye_projector_window_finalize;
  widget_class->map = sockeye_projector_window_map;
  widget_class->unmap = sockeye_projector_window_unmap;

  g_type_ensure (SOCKEYE_TYPE_PROJECTOR_SIDE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/projector-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorWindow, first);
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorWindow, second);
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorWindow, sentence);
  gtk_widget_class_bind_template_child (widget_class, SockeyeProjectorWindow, place);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_install_action (widget_class, "projector.previous", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "projector.next", NULL, on_action);
  gtk_widget_class_install_action (widget_class, "projector.live", NULL, on_action);
}

static void
sockeye_projector_window_init (SockeyeProjectorWindow *self)
{
  self->line = sockeye_log_line_new ();
  self->other_line = sockeye_log_line_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_page (SockeyeProjectorWindow *self, guint i, SockeyeSessionPage *page, gboolean alone)
{
  g_set_weak_pointer (&self->pages[i], page);
  sockeye_projector_side_set_page (get_side (self, i), page, alone);
  gtk_widget_show (GTK_WIDGET (get_side (self, i)));
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sockeye_session_page_get_workspace (page), "news", G_CALLBACK (wake), self,
                           G_CONNECT_SWAPPED);
}

/**
 * sockeye_projector_window_new:
 * @first: the session that is shown
 * @second: (nullable): another one, beside it
 *
 * Returns: (transfer none): a window that fills the screen and ends with either session; GTK owns it
 */
GtkWindow *
sockeye_projector_window_new (SockeyeSessionPage *first, SockeyeSessionPage *second)
{
  SockeyeProjectorWindow *self = g_object_new (SOCKEYE_TYPE_PROJECTOR_WINDOW, NULL);

  set_page (self, 0, first, second == NULL);
  if (second != NULL)
    set_page (self, 1, second, FALSE);
  gtk_window_fullscreen (GTK_WINDOW (self));
  show (self);
  return GTK_WINDOW (self);
}
