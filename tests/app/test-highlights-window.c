/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlight-row.h"
#include "highlights-window.h"
#include "window-fixture.h"

/* The window with the rules, and what is in it. */
typedef struct
{
  GSettings *settings; /* borrowed */
  GtkWindow *window;
  GtkWidget *rows;
} RulesFixture;

static void
rules_open (RulesFixture *f)
{
  f->settings = sockeye_application_get_settings (window_get_application ());
  g_settings_reset (f->settings, "highlight-rules");
  f->window = sockeye_highlights_window_new (NULL, f->settings);
  f->rows = window_child (f->window, "rows");
  gtk_window_present (f->window);
}

static void
rules_close (RulesFixture *f)
{
  gpointer window = f->window;

  g_object_add_weak_pointer (G_OBJECT (f->window), &window);
  gtk_window_destroy (f->window);
  window_wait_for (window == NULL);
  g_settings_reset (f->settings, "highlight-rules");
}

static GtkWidget *
rules_get (RulesFixture *f, guint position)
{
  GtkWidget *row = gtk_widget_get_first_child (f->rows);

  while (position-- > 0 && row != NULL)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

static void
rules_add (RulesFixture *f, const char *text)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), "rules.add", NULL));
  gtk_editable_set_text (window_child (gtk_widget_get_last_child (f->rows), "text"), text);
}

static void
rules_remove (RulesFixture *f, guint position)
{
  g_assert_true (gtk_widget_activate_action (rules_get (f, position), "rule.remove", NULL));
}

/* What is kept: the texts in their order, with their colours. */
static void
rules_assert (RulesFixture *f, const char *expected)
{
  g_autoptr (GArray) rules = sockeye_highlights_load (f->settings);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const SockeyeHighlightRule *rule = &g_array_index (rules, SockeyeHighlightRule, i);

      g_string_append_printf (text, "%s%s:%u", i > 0 ? " " : "", rule->text, rule->color);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static gboolean
rules_in_view (RulesFixture *f, GtkWidget *row)
{
  GtkWidget *scrolled = window_child (f->window, "scrolled");
  graphene_rect_t bounds;

  return gtk_widget_get_height (row) > 0 && gtk_widget_compute_bounds (row, scrolled, &bounds)
         && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (scrolled);
}

/* Whoever adds a rule sees the field that has the keys. */
static void
test_in_view (void)
{
  RulesFixture f;

  rules_open (&f);
  for (guint i = 0; i < 12; i++)
    {
      rules_add (&f, "x");
      window_wait_for (rules_in_view (&f, gtk_widget_get_last_child (f.rows)));
    }
  g_assert_false (rules_in_view (&f, rules_get (&f, 0)));

  /* One that comes back, too. */
  rules_remove (&f, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f.window), "rules.undo", NULL));
  window_wait_for (rules_in_view (&f, rules_get (&f, 0)));
  rules_close (&f);
}

/* What was removed comes back, and no key does harm meanwhile. */
static void
test_undo (void)
{
  RulesFixture f;
  SockeyeNoticeBar *notice;

  rules_open (&f);
  notice = window_child (f.window, "notice");
  rules_add (&f, "one");
  rules_add (&f, "two");
  rules_add (&f, "three");

  rules_remove (&f, 0);
  g_assert_true (gtk_window_get_focus (f.window) == window_child (rules_get (&f, 0), "remove"));
  rules_remove (&f, 1);
  g_assert_true (gtk_window_get_focus (f.window) == window_child (rules_get (&f, 0), "remove"));
  rules_assert (&f, "two:1");
  g_assert_cmpstr (sockeye_notice_bar_get_message (notice), ==, "The rule for “three” was removed.");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f.window), "rules.undo", NULL));
  rules_assert (&f, "two:1 three:2");
  g_assert_cmpstr (sockeye_notice_bar_get_message (notice), ==, "The rule for “one” was removed.");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f.window), "rules.undo", NULL));
  rules_assert (&f, "one:0 two:1 three:2");
  g_assert_null (sockeye_notice_bar_get_message (notice));

  /* One that was never written is none to bring back. */
  rules_add (&f, "");
  rules_remove (&f, 3);
  g_assert_null (sockeye_notice_bar_get_message (notice));
  for (guint i = 0; i < 3; i++)
    rules_remove (&f, 0);
  g_assert_true (gtk_window_get_focus (f.window) == window_child (f.window, "add"));
  rules_close (&f);
}

/* A new rule has a colour that no other has, as long as there is one. */
static void
test_colors (void)
{
  RulesFixture f;

  rules_open (&f);
  rules_add (&f, "a");
  rules_add (&f, "b");
  rules_add (&f, "c");
  rules_remove (&f, 0);
  rules_add (&f, "d");
  rules_assert (&f, "b:1 c:2 d:0");
  for (guint i = 0; i < 4; i++)
    rules_add (&f, "e");
  rules_assert (&f, "b:1 c:2 d:0 e:3 e:4 e:5 e:0");
  rules_close (&f);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/highlights-window/in-view", test_in_view);
  g_test_add_func ("/highlights-window/undo", test_undo);
  g_test_add_func ("/highlights-window/colors", test_colors);
  return g_test_run ();
}
