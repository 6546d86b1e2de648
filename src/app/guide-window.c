/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "guide-window.h"

#include "guide-buffer.h"
#include "window.h"

#include <glib/gi18n-lib.h>

struct _SockeyeGuideWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkEditable *search;
  GtkLabel *found_text;
  GtkWidget *previous;
  GtkWidget *next;
  GtkListBox *contents;
  GtkTextView *view;
  GtkAdjustment *scrolled; /* of the view */
  GtkAdjustment *bar;      /* of the scrollbar */

  /* Owned */
  GPtrArray *chapters; /* of SockeyeGuideChapter */
  GPtrArray *buffers;  /* of GtkTextBuffer, one for each chapter */
  GArray *counts;      /* of guint: how often what is looked for stands in each */

  guint current; /* the chapter that is shown */
  int found;     /* where the present match begins in it; -1: there is none */
  guint scroll;  /* to that match, as soon as its place is known; 0: it is there */
  guint tick;    /* 0: the scrollbar stands as the view does */
  gboolean following;
};

G_DEFINE_FINAL_TYPE (SockeyeGuideWindow, sockeye_guide_window, GTK_TYPE_WINDOW)

static gboolean
follow (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SockeyeGuideWindow *self = SOCKEYE_GUIDE_WINDOW (widget);

  self->tick = 0;
  self->following = TRUE;
  gtk_adjustment_configure (
      self->bar, gtk_adjustment_get_value (self->scrolled), gtk_adjustment_get_lower (self->scrolled),
      gtk_adjustment_get_upper (self->scrolled), gtk_adjustment_get_step_increment (self->scrolled),
      gtk_adjustment_get_page_increment (self->scrolled), gtk_adjustment_get_page_size (self->scrolled));
  self->following = FALSE;
  return G_SOURCE_REMOVE;
}

/* A text view of GTK 4.8 may learn how high it is only while it is drawn. A scrollbar that followed at once would have
 * no place when it is drawn next, of which GTK complains; so it follows with the next frame. */
static void
on_scrolled (SockeyeGuideWindow *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), follow, NULL, NULL);
}

static void
on_bar_moved (SockeyeGuideWindow *self)
{
  if (!self->following)
    gtk_adjustment_set_value (self->scrolled, gtk_adjustment_get_value (self->bar));
}

static guint
get_count (SockeyeGuideWindow *self, guint chapter)
{
  return g_array_index (self->counts, guint, chapter);
}

static GtkWidget *
make_row (const char *title)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

/* What is not in a chapter is not hidden: the contents stay where they were. */
static void
show_count (SockeyeGuideWindow *self, guint chapter, gboolean searching)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->contents, (int) chapter);
  GtkWidget *box = gtk_list_box_row_get_child (row);
  guint n = get_count (self, chapter);
  g_autofree char *text = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), text);
  if (searching && n == 0)
    gtk_widget_add_css_class (gtk_widget_get_first_child (box), "dim-label");
  else
    gtk_widget_remove_css_class (gtk_widget_get_first_child (box), "dim-label");
}

static void
scroll_to_row (SockeyeGuideWindow *self, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment = gtk_list_box_get_adjustment (self->contents);
  graphene_rect_t bounds;

  if (adjustment != NULL
      && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->contents), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static void
on_row_selected (SockeyeGuideWindow *self, GtkListBoxRow *row)
{
  if (row == NULL)
    return;

  sockeye_guide_buffer_show_found (self->buffers->pdata[self->current], "", -1);
  self->found = -1;
  self->current = (guint) gtk_list_box_row_get_index (row);
  gtk_text_view_set_buffer (self->view, self->buffers->pdata[self->current]);
  gtk_adjustment_set_value (self->scrolled, 0);
  scroll_to_row (self, row);
}

static void
show_chapter (SockeyeGuideWindow *self, guint chapter)
{
  if (chapter != self->current || gtk_list_box_get_selected_row (self->contents) == NULL)
    gtk_list_box_select_row (self->contents, gtk_list_box_get_row_at_index (self->contents, (int) chapter));
}

static gboolean
scroll_to_match (gpointer data)
{
  SockeyeGuideWindow *self = data;
  GtkTextMark *mark = gtk_text_buffer_get_mark (gtk_text_view_get_buffer (self->view), "found");

  self->scroll = 0;
  /* A third of the way down, so that what stands before it is seen. */
  if (self->found >= 0 && mark != NULL)
    gtk_text_view_scroll_to_mark (self->view, mark, 0, TRUE, 0, 0.33);
  return G_SOURCE_REMOVE;
}

static void
show_match (SockeyeGuideWindow *self, guint chapter, int found)
{
  GtkTextBuffer *buffer = self->buffers->pdata[chapter];
  GtkTextMark *mark = gtk_text_buffer_get_mark (buffer, "found");
  GtkTextIter start;

  show_chapter (self, chapter);
  self->found = found;
  sockeye_guide_buffer_show_found (buffer, gtk_editable_get_text (self->search), found);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, found);
  if (mark != NULL)
    gtk_text_buffer_move_mark (buffer, mark, &start);
  else
    gtk_text_buffer_create_mark (buffer, "found", &start, TRUE);
  /* How high a text is that was just put in is found out in idle times of a higher priority. Before that, the text view
   * scrolls beyond its end. */
  if (self->scroll == 0)
    self->scroll = g_idle_add (scroll_to_match, self);
}

/* The next or the previous one, from the last chapter to the first and back. */
static void
go (SockeyeGuideWindow *self, gboolean forward)
{
  const char *text = gtk_editable_get_text (self->search);
  guint n = self->chapters->len;
  int from = forward ? self->found + 1 : self->found;

  if (*text == '\0' || (!forward && self->found == 0))
    from = 0;
  for (guint i = 0; *text != '\0' && i <= n; i++)
    {
      guint chapter = (self->current + (forward ? i : n * 2 - i)) % n;
      int found;

      if (get_count (self, chapter) == 0)
        continue;
      if (forward ? sockeye_guide_buffer_find_next (self->buffers->pdata[chapter], text, i == 0 ? from : 0,
                                                    &found)
                  : sockeye_guide_buffer_find_previous (self->buffers->pdata[chapter], text,
                                                        i == 0 ? from : -1, &found))
        {
          show_match (self, chapter, found);
          return;
        }
    }
}

static void
on_next (SockeyeGuideWindow *self)
{
  go (self, TRUE);
}

static void
on_previous (SockeyeGuideWindow *self)
{
  go (self, FALSE);
}

static void
show_found (SockeyeGuideWindow *self, guint total, gboolean searching)
{
  g_autofree char *text = NULL;

  if (total > 0)
    /* Translators: how often what is looked for stands in the user's guide */
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u match", "%u matches", total), total);
  gtk_label_set_text (self->found_text, text != NULL ? text : searching ? _ ("Not in the guide") : "");
  gtk_widget_set_sensitive (self->previous, total > 0);
  gtk_widget_set_sensitive (self->next, total > 0);
}

static void
on_search_changed (SockeyeGuideWindow *self)
{
  const char *text = gtk_editable_get_text (self->search);
  gboolean searching = *text != '\0';
  guint total = 0;

  for (guint i = 0; i < self->chapters->len; i++)
    {
      guint n = sockeye_guide_buffer_find (self->buffers->pdata[i], text);

      g_array_index (self->counts, guint, i) = n;
      show_count (self, i, searching);
      total += n;
    }
  show_found (self, total, searching);
  self->found = -1;
  go (self, TRUE);
}

static void
on_stop_search (SockeyeGuideWindow *self)
{
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_editable_set_text (self->search, "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
find (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_GUIDE_WINDOW (widget)->search));
}

static void
find_next (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  go (SOCKEYE_GUIDE_WINDOW (widget), TRUE);
}

static void
find_previous (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  go (SOCKEYE_GUIDE_WINDOW (widget), FALSE);
}

static void
load (SockeyeGuideWindow *self)
{
  guint none = 0;

  self->chapters = sockeye_guide_load (g_get_language_names ());
  self->buffers = g_ptr_array_new_with_free_func (g_object_unref);
  self->counts = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->chapters->len; i++)
    {
      const SockeyeGuideChapter *chapter = self->chapters->pdata[i];

      g_ptr_array_add (self->buffers, sockeye_guide_buffer_new (chapter));
      g_array_append_val (self->counts, none);
      gtk_list_box_append (self->contents, make_row (chapter->title));
    }
}

static void
sockeye_guide_window_dispose (GObject *object)
{
  SockeyeGuideWindow *self = SOCKEYE_GUIDE_WINDOW (object);

  g_clear_handle_id (&self->scroll, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SOCKEYE_TYPE_GUIDE_WINDOW);

  G_OBJECT_CLASS (sockeye_guide_window_parent_class)->dispose (object);
}

static void
sockeye_guide_window_finalize (GObject *object)
{
  SockeyeGuideWindow *self = SOCKEYE_GUIDE_WINDOW (object);

  g_ptr_array_unref (self->chapters);
  g_ptr_array_unref (self->buffers);
  g_array_unref (self->counts);

  G_OBJECT_CLASS (sockeye_guide_window_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "guide.find", NULL, find);
  gtk_widget_class_install_action (widget_class, "guide.next", NULL, find_next);
  gtk_widget_class_install_action (widget_class, "guide.previous", NULL, find_previous);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "guide.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F3, 0, "guide.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F3, GDK_SHIFT_MASK, "guide.previous", NULL);
}

static void
sockeye_guide_window_class_init (SockeyeGuideWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sockeye_guide_window_dispose;
  object_class->finalize = sockeye_guide_window_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/guide-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, search);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, found_text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, previous);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, next);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, contents);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, view);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SockeyeGuideWindow, bar);
  gtk_widget_class_bind_template_callback (widget_class, on_scrolled);
  gtk_widget_class_bind_template_callback (widget_class, on_bar_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  add_keys (widget_class);
}

static void
sockeye_guide_window_init (SockeyeGuideWindow *self)
{
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->found = -1;
  load (self);
  show_chapter (self, 0);
  show_found (self, 0, FALSE);
  /* It can be read while a dialog waits for an answer. */
  gtk_window_group_add_window (group, GTK_WINDOW (self));
}

/* A guide alone is no program that runs. */
static void
on_window_removed (SockeyeGuideWindow *self, GtkWindow *removed, GtkApplication *application)
{
  if (removed == GTK_WINDOW (self))
    return;
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (SOCKEYE_IS_WINDOW (l->data))
      return;
  gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * sockeye_guide_window_present:
 * @application: the program
 * @chapter: (nullable): the id of a chapter; %NULL or one that there is not: the one that was shown last
 *
 * Shows the guide, in the window that it has if there is one.
 *
 * Returns: (transfer none): the window; GTK owns it
 */
SockeyeGuideWindow *
sockeye_guide_window_present (GtkApplication *application, const char *chapter)
{
  SockeyeGuideWindow *self = NULL;

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (SOCKEYE_IS_GUIDE_WINDOW (l->data))
      self = l->data;
  if (self == NULL)
    {
      self = g_object_new (SOCKEYE_TYPE_GUIDE_WINDOW, "application", application, NULL);
      g_signal_connect_object (application, "window-removed", G_CALLBACK (on_window_removed), self,
                               G_CONNECT_SWAPPED);
    }

  for (guint i = 0; chapter != NULL && i < self->chapters->len; i++)
    if (g_str_equal (((const SockeyeGuideChapter *) self->chapters->pdata[i])->id, chapter))
      show_chapter (self, i);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * sockeye_guide_window_get_chapter:
 * @self: the guide
 *
 * Returns: (transfer none): the id of the chapter that is shown
 */
const char *
sockeye_guide_window_get_chapter (SockeyeGuideWindow *self)
{
  return ((const SockeyeGuideChapter *) self->chapters->pdata[self->current])->id;
}
