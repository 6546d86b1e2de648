/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include "guide-chapter.h"
#include "guide-context.h"
#include "guide-window.h"

static const char *const english[] = { "en", NULL };
static const char *const chinese[] = { "zh_CN.UTF-8", "zh_CN", "zh", "C", NULL };

static void
test_parse (void)
{
  g_autoptr (GPtrArray)
      chapters = sockeye_guide_parse ("<!-- for writers -->\n\n# One {#one}\n\nText\n\n```\n"
                                      "# a comment\n```\n# Two and more\nLast");
  SockeyeGuideChapter *chapter;

  g_assert_cmpuint (chapters->len, ==, 2);
  chapter = chapters->pdata[0];
  g_assert_cmpstr (chapter->id, ==, "one");
  g_assert_cmpstr (chapter->title, ==, "One");
  g_assert_cmpstr (chapter->body, ==, "Text\n\n```\n# a comment\n```");
  chapter = chapters->pdata[1];
  g_assert_cmpstr (chapter->id, ==, "");
  g_assert_cmpstr (chapter->title, ==, "Two and more");
  g_assert_cmpstr (chapter->body, ==, "Last");
}

/* The user's languages, and English for those that there is no guide in. */
static void
test_languages (void)
{
  static const char *const none[] = { "xx", "C", NULL };
  g_autoptr (GPtrArray) en = sockeye_guide_load (english);
  g_autoptr (GPtrArray) zh = sockeye_guide_load (chinese);
  g_autoptr (GPtrArray) other = sockeye_guide_load (none);

  g_assert_cmpuint (en->len, >, 10);
  g_assert_cmpuint (zh->len, ==, en->len);
  g_assert_cmpuint (other->len, ==, en->len);
  for (guint i = 0; i < en->len; i++)
    {
      const SockeyeGuideChapter *a = en->pdata[i], *b = zh->pdata[i], *c = other->pdata[i];

      g_assert_cmpstr (a->id, ==, b->id);
      g_assert_cmpstr (a->body, !=, b->body);
      g_assert_cmpstr (a->body, ==, c->body);
    }
}

static SockeyeGuideWindow *
find_guide (WindowFixture *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self->application)); l != NULL; l = l->next)
    if (SOCKEYE_IS_GUIDE_WINDOW (l->data))
      return l->data;
  return NULL;
}

static SockeyeGuideWindow *
open_guide (WindowFixture *self, const char *chapter)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "help", g_variant_new_string (chapter));
  g_assert_nonnull (find_guide (self));
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (find_guide (self))));
  return find_guide (self);
}

static void
close_guide (WindowFixture *self)
{
  gtk_window_close (GTK_WINDOW (find_guide (self)));
  window_wait_for (find_guide (self) == NULL);
}

/* Until what was changed has been drawn: GTK complains when it is drawn before it has a place. */
static void
wait_for_frame (SockeyeGuideWindow *guide)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (guide));
  gint64 last = gdk_frame_clock_get_frame_counter (clock) + 2;

  while (gdk_frame_clock_get_frame_counter (clock) < last)
    {
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* One after the other, in one window, and one that does not exist changes nothing. */
static void
test_chapters (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) chapters = sockeye_guide_load (english);
  SockeyeGuideWindow *guide = open_guide (self, "");
  GtkListBox *contents = window_child (guide, "contents");
  GtkTextView *view = window_child (guide, "view");

  g_assert_cmpstr (sockeye_guide_window_get_chapter (guide), ==, "start");
  for (guint i = 0; i < chapters->len; i++)
    {
      const SockeyeGuideChapter *chapter = chapters->pdata[i];
      GtkTextIter start, end;
      g_autofree char *title = NULL;

      g_assert_true (open_guide (self, chapter->id) == guide);
      g_assert_cmpstr (sockeye_guide_window_get_chapter (guide), ==, chapter->id);
      g_assert_cmpint (gtk_list_box_row_get_index (gtk_list_box_get_selected_row (contents)), ==, (int) i);
      gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &start);
      end = start;
      gtk_text_iter_forward_to_line_end (&end);
      title = gtk_text_iter_get_text (&start, &end);
      g_assert_cmpstr (title, ==, chapter->title);
      wait_for_frame (guide);
    }
  open_guide (self, "no such chapter");
  g_assert_cmpstr (sockeye_guide_window_get_chapter (guide), ==, "keys");
  close_guide (self);
}

/* No mark is left to be read. */
static void
test_marks (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeGuideWindow *guide = open_guide (self, "send");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (window_child (guide, "view"));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_iter_get_text (&start, &end);
  g_assert_nonnull (strstr (text, "press Send or Ctrl+Enter."));
  g_assert_nonnull (strstr (text, "\nVariables\n"));
  g_assert_nonnull (strstr (text, "\n•\t${random:8}, ${uuid}:"));
  g_assert_null (strpbrk (text, "*`#"));
  close_guide (self);
}

static void
assert_leads (WindowFixture *self, gpointer focus, const char *chapter)
{
  g_assert_true (gtk_widget_grab_focus (focus));
  g_assert_cmpstr (sockeye_guide_context_find (GTK_WINDOW (self->window)), ==, chapter);
}

static void
test_here (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  assert_leads (self, window_child (self->page->network_panel, "protocol"), "protocols");
  assert_leads (self, sockeye_data_log_get_view (self->page->data_log), "log");
  assert_leads (self, window_child (self->page->receive_panel, "encoding"), "log");
  assert_leads (self, self->page->send_box, "send");
}

/* What F1 leads to exists. */
static void
test_context (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const *pairs = sockeye_guide_context_list ();

  for (guint i = 0; pairs[i] != NULL; i += 2)
    {
      SockeyeGuideWindow *guide = open_guide (self, pairs[i + 1]);

      g_assert_cmpstr (sockeye_guide_window_get_chapter (guide), ==, pairs[i + 1]);
    }
  close_guide (self);
}

static const char *
get_found_text (SockeyeGuideWindow *guide)
{
  return gtk_label_get_text (window_child (guide, "found_text"));
}

/* From the chapter that is shown on, through all of them and around. */
static void
test_find (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeGuideWindow *guide = open_guide (self, "log");
  GtkEditable *search = window_child (guide, "search");
  g_autoptr (GString) way = g_string_new (NULL);

  g_assert_false (gtk_widget_get_sensitive (window_child (guide, "next")));
  gtk_editable_set_text (search, "gBk");
  window_wait_for (g_str_equal (get_found_text (guide), "5 matches"));
  for (guint i = 0; i < 6; i++)
    {
      g_string_append_printf (way, "%s ", sockeye_guide_window_get_chapter (guide));
      gtk_widget_activate_action (GTK_WIDGET (guide), "guide.next", NULL);
      wait_for_frame (guide);
    }
  g_assert_cmpstr (way->str, ==, "log cli class trouble trouble log ");
  for (guint i = 0; i < 2; i++)
    gtk_widget_activate_action (GTK_WIDGET (guide), "guide.previous", NULL);
  g_assert_cmpstr (sockeye_guide_window_get_chapter (guide), ==, "trouble");

  gtk_editable_set_text (search, "nothing of the kind");
  window_wait_for (g_str_equal (get_found_text (guide), "Not in the guide"));
  g_assert_false (gtk_widget_get_sensitive (window_child (guide, "next")));
  g_assert_cmpstr (sockeye_guide_window_get_chapter (guide), ==, "trouble");
  g_signal_emit_by_name (search, "stop-search");
  window_wait_for (g_str_equal (get_found_text (guide), ""));
  g_signal_emit_by_name (search, "stop-search");
  window_wait_for (find_guide (self) == NULL);
}

static gboolean
is_found_in_sight (SockeyeGuideWindow *guide)
{
  GtkTextView *view = window_child (guide, "view");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextMark *mark = gtk_text_buffer_get_mark (buffer, "found");
  GdkRectangle visible, line;
  GtkTextIter iter;

  if (mark == NULL)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, mark);
  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_iter_location (view, &iter, &line);
  return line.y >= visible.y && line.y + line.height <= visible.y + visible.height;
}

/* From one chapter into another, whose height is not known yet, and back. */
static void
test_scroll (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const texts[] = { "glib-networking", "completes them", "glib-networking",
                                       "completes them" };
  SockeyeGuideWindow *guide = open_guide (self, "start");
  GtkAdjustment *scrolled = window_child (guide, "scrolled");

  gtk_window_set_default_size (GTK_WINDOW (guide), 900, 360);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gtk_editable_set_text (window_child (guide, "search"), texts[i]);
      window_wait_for (g_str_has_suffix (get_found_text (guide), "match")
                       || g_str_has_suffix (get_found_text (guide), "matches"));
      for (guint j = 0; j < 10; j++)
        wait_for_frame (guide);
      g_test_message ("%s: %s, at %g of %g", texts[i], sockeye_guide_window_get_chapter (guide),
                      gtk_adjustment_get_value (scrolled), gtk_adjustment_get_upper (scrolled));
      g_assert_true (is_found_in_sight (guide));
    }
  close_guide (self);
}

/* A guide does not keep the program. */
static void
test_last_window (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  open_guide (self, "");
  window_fixture_close (self);
  window_wait_for (find_guide (self) == NULL);
  window_fixture_open (self);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  window_get_application ();

  g_test_add_func ("/guide/parse", test_parse);
  g_test_add_func ("/guide/languages", test_languages);
  WINDOW_TEST ("/guide/chapters", test_chapters);
  WINDOW_TEST ("/guide/marks", test_marks);
  WINDOW_TEST ("/guide/here", test_here);
  WINDOW_TEST ("/guide/context", test_context);
  WINDOW_TEST ("/guide/find", test_find);
  WINDOW_TEST ("/guide/scroll", test_scroll);
  WINDOW_TEST ("/guide/last-window", test_last_window);

  return g_test_run ();
}
