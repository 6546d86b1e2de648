/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-item.h"
#include "compare-row.h"
#include "compare-window-private.h"
#include "window-fixture.h"
#include "window-private.h"

#include <glib/gstdio.h>

/* Two captures in tabs, compared. */

#define BEGINNING (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static SockeyeCapture *
make_capture (const char *const *texts)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeCapture *capture;
  SockeyeSink *sink;
  guint32 peer;

  limits.directory = g_get_tmp_dir ();
  limits.leave_free = 0;
  capture = sockeye_capture_new (&limits);
  sink = SOCKEYE_SINK (capture);
  peer = sockeye_sink_add_peer (sink, NULL, NULL, TRUE, BEGINNING);
  for (guint i = 0; texts[i] != NULL; i++)
    g_assert_true (sockeye_sink_append (
        sink, *texts[i] == '<' ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT, 0, peer,
        BEGINNING + (gint64) i * 1000, (const guint8 *) texts[i] + 1, strlen (texts[i] + 1)));
  sockeye_sink_publish (sink);
  return capture;
}

static SockeyeSessionPage *
show_capture (WindowFixture *self, const char *name, const char *const *texts)
{
  g_autoptr (SockeyeCapture) capture = make_capture (texts);
  g_autoptr (GFile) file = g_file_new_for_path (name);

  sockeye_window_show_capture (self->window, capture, file);
  return sockeye_window_get_page (self->window);
}

static SockeyeCompareWindow *
find_comparison (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_COMPARE_WINDOW (l->data))
      return l->data;
  return NULL;
}

static SockeyeCompareWindow *
open_comparison (WindowFixture *self)
{
  SockeyeCompareWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "compare", NULL);
  window = find_comparison ();
  g_assert_nonnull (window);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

static const char *
get_text (SockeyeCompareWindow *window, const char *name)
{
  return gtk_label_get_label (GTK_LABEL (window_child (window, name)));
}

static void
wait_for_summary (SockeyeCompareWindow *window, const char *summary)
{
  window_wait_for (!sockeye_compare_window_is_busy (window)
                   && g_str_equal (get_text (window, "summary"), summary));
}

static void
act (SockeyeCompareWindow *window, const char *action)
{
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window->actions), action));
  g_action_group_activate_action (G_ACTION_GROUP (window->actions), action, NULL);
}

static guint
get_selected (SockeyeCompareWindow *window)
{
  return gtk_single_selection_get_selected (window->selection);
}

/* Without the program's window, which would have the keyboard again. */
static void
end (WindowFixture *self)
{
  gpointer comparison = find_comparison ();

  g_object_add_weak_pointer (comparison, &comparison);
  sockeye_window_close_unasked (self->window);
  window_wait_for (comparison == NULL);
  self->window = NULL;
}

static GtkWidget *
find_row (GtkWidget *widget, const char *text)
{
  if (SOCKEYE_IS_COMPARE_ROW (widget)
      && g_strcmp0 (sockeye_compare_row_get_text (SOCKEYE_COMPARE_ROW (widget), 1), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint64
get_shown_record (SockeyeSessionPage *page)
{
  SockeyeLogPosition from, to;

  g_assert_true (sockeye_log_view_get_selection (sockeye_data_log_get_view (page->data_log), &from, &to));
  return from.number;
}

static const char *const before[] = { ">hello", "<value 17", "<same", "<only before", ">bye", NULL };
static const char *const after[] = { ">hello", "<value 99", "<same", ">bye", "<one more", NULL };

static void
test_comparison (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *old = show_capture (self, "/tmp/before.pcapng", before);
  SockeyeSessionPage *new = show_capture (self, "/tmp/after.pcapng", after);
  SockeyeCompareWindow *window = open_comparison (self);

  /* This tab is the left one, the nearest one with data the right one: both begin at the same time. */
  g_assert_true (sockeye_compare_choice_get_workspace (window->left) == new->workspace);
  sockeye_compare_window_choose (window, old->workspace, new->workspace);
  wait_for_summary (window, "1 changed, 1 only left, 1 only right, 3 equal");
  g_assert_cmpstr (sockeye_compare_choice_get_label (window->left), ==, "before.pcapng");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (old->document_note)));
  g_assert_nonnull (strstr (gtk_label_get_label (old->document_note), "/tmp/before.pcapng"));
  g_assert_nonnull (strstr (get_text (window, "remark"), "No framing is set in either tab"));

  /* The first difference is selected, and what differs is named. */
  g_assert_cmpuint (get_selected (window), ==, 1);
  window_wait_for (find_row (GTK_WIDGET (window->list), "value 99") != NULL);
  gtk_test_accessible_assert_property (find_row (GTK_WIDGET (window->list), "value 99"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Changed. Left: 0.001 ← 8 B value 17. Right: 0.001 ← 8 B value 99");
  act (window, "next");
  g_assert_cmpuint (get_selected (window), ==, 3);
  act (window, "next");
  g_assert_cmpuint (get_selected (window), ==, 5);
  act (window, "next");
  g_assert_cmpstr (get_text (window, "place"), ==, "There is no further difference.");
  act (window, "previous");
  g_assert_cmpuint (get_selected (window), ==, 3);

  /* Its record, in its log. */
  gtk_widget_activate_action (GTK_WIDGET (window->list), "list.activate-item", "u", 3);
  g_assert_true (sockeye_window_get_page (self->window) == old);
  g_assert_cmpuint (get_shown_record (old), ==, 3);
  gtk_single_selection_set_selected (window->selection, 1);
  g_action_group_activate_action (G_ACTION_GROUP (window->actions), "show", g_variant_new_uint32 (1));
  g_assert_true (sockeye_window_get_page (self->window) == new);
  g_assert_cmpuint (get_shown_record (new), ==, 1);

  gtk_check_button_set_active (window->only_differences, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window->model)), ==, 3);
  g_assert_cmpuint (get_selected (window), ==, 0);
  gtk_check_button_set_active (window->hex, TRUE);
  window_wait_for (find_row (GTK_WIDGET (window->list), "76 61 6C 75 65 20 39 39") != NULL);

  gtk_drop_down_set_selected (window->direction, 3);
  wait_for_summary (window, "No difference: 2 equal");
  g_assert_cmpstr (get_text (window, "nothing"), ==, "There is no difference.");
  end (self);
}

/* A difference that is far behind is seen, and so is the beginning, where there is room for both. */
static void
test_room (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const one[] = { "<a message that tells at its end: 17", NULL };
  static const char *const two[] = { "<a message that tells at its end: 99", NULL };
  const char *whole = two[0] + 1;
  SockeyeSessionPage *old = show_capture (self, "/tmp/before.pcapng", one);
  SockeyeSessionPage *new = show_capture (self, "/tmp/after.pcapng", two);
  SockeyeCompareWindow *window = open_comparison (self);

  sockeye_compare_window_choose (window, old->workspace, new->workspace);
  wait_for_summary (window, "1 changed, 0 equal");
  gtk_window_set_default_size (GTK_WINDOW (window), 1270, 500);
  window_wait_for (find_row (GTK_WIDGET (window->list), whole) != NULL);
  gtk_check_button_set_active (window->hex, TRUE);
  window_wait_for (find_row (GTK_WIDGET (window->list), "…74 73 20 65 6E 64 3A 20 39 39") != NULL);
  gtk_check_button_set_active (window->hex, FALSE);
  window_wait_for (find_row (GTK_WIDGET (window->list), whole) != NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 500);
  window_wait_for (find_row (GTK_WIDGET (window->list), "…ts end: 99") != NULL);
  end (self);
}

static void
test_saved (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "differences.diff", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  g_autofree char *message = g_strdup_printf ("Saved the differences to %s", path);
  SockeyeSessionPage *old = show_capture (self, "/tmp/before.pcapng", before);
  SockeyeSessionPage *new = show_capture (self, "/tmp/after.pcapng", after);
  SockeyeCompareWindow *window = open_comparison (self);

  sockeye_compare_window_choose (window, old->workspace, new->workspace);
  wait_for_summary (window, "1 changed, 1 only left, 1 only right, 3 equal");
  act (window, "swap");
  wait_for_summary (window, "1 changed, 1 only left, 1 only right, 3 equal");
  window_wait_for (sockeye_compare_choice_get_workspace (window->left)
                   == new->workspace &&g_strcmp0 (window->names[0], "after.pcapng") == 0);
  sockeye_compare_window_save_to (window, file);
  window_wait_for (g_strcmp0 (sockeye_notice_bar_get_message (window->notice), message) == 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "--- after.pcapng\n+++ before.pcapng\n"));
  g_assert_nonnull (strstr (text, "\n- 0.001000 ← 8 B value 99\n+ 0.001000 ← 8 B value 17\n"));
  act (window, "copy");
  window_wait_for (
      g_strcmp0 (sockeye_notice_bar_get_message (window->notice), "The differences were copied as text.")
      == 0);

  /* Where nothing can be written. */
  g_unlink (path);
  g_rmdir (folder);
  sockeye_compare_window_save_to (window, file);
  window_wait_for (g_str_has_prefix (sockeye_notice_bar_get_message (window->notice),
                                     "The differences could not be saved to"));
  end (self);
}

/* What is still running is compared as it is; and a tab that is closed stays compared. */
static void
test_changing (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *page = self->page;
  SockeyeCompareWindow *window = open_comparison (self);
  SockeyeSessionPage *old;
  guint32 peer;

  g_assert_true (g_str_has_prefix (get_text (window, "nothing"), "This is one capture on both sides."));
  old = show_capture (self, "/tmp/before.pcapng", before);
  sockeye_compare_window_choose (window, NULL, old->workspace);
  wait_for_summary (window, "5 only right, 0 equal");
  peer = sockeye_sink_add_peer (SOCKEYE_SINK (self->capture), NULL, NULL, TRUE, BEGINNING);
  g_assert_true (sockeye_sink_append (SOCKEYE_SINK (self->capture), SOCKEYE_RECORD_SENT, 0, peer, BEGINNING,
                                      (const guint8 *) "hello", 5));
  sockeye_sink_publish (SOCKEYE_SINK (self->capture));
  act (window, "again");
  wait_for_summary (window, "4 only right, 1 equal");

  sockeye_window_close_page (self->window, old);
  window_wait_for (sockeye_window_get_page (self->window) == page);
  gtk_single_selection_set_selected (window->selection, 1);
  g_action_group_activate_action (G_ACTION_GROUP (window->actions), "show", g_variant_new_uint32 (1));
  g_assert_true (g_str_has_prefix (sockeye_notice_bar_get_message (window->notice),
                                   "The log does not show this record: its tab was closed"));
  act (window, "again");
  wait_for_summary (window, "4 only right, 1 equal");
  g_assert_cmpstr (sockeye_compare_choice_get_label (window->right), ==, "Tab that was closed");
  end (self);
}

/* The second connection, which has ended, and the fourth one, which has not, have nothing but what was cleared. */
static SockeyeSessionPage *
show_connections (WindowFixture *self, const char *name)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (SockeyeCapture) capture = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (name);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_LISTENING };
  SockeyeEndpoint local, remote;

  limits.directory = g_get_tmp_dir ();
  limits.leave_free = 0;
  capture = sockeye_capture_new (&limits);
  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  for (guint16 i = 1; i <= 4; i++)
    {
      g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", 40000 + i, NULL));
      sockeye_sink_add_peer (SOCKEYE_SINK (capture), &local, &remote, TRUE, BEGINNING);
    }
  sockeye_sink_close_peer (SOCKEYE_SINK (capture), 2, BEGINNING);
  sockeye_sink_append_event (SOCKEYE_SINK (capture), 0, BEGINNING + 1000, &event);
  for (guint32 peer = 1; peer <= 3; peer += 2)
    g_assert_true (sockeye_sink_append (SOCKEYE_SINK (capture), SOCKEYE_RECORD_SENT, 0, peer,
                                        BEGINNING + 2000, (const guint8 *) "hello", 5));
  sockeye_sink_publish (SOCKEYE_SINK (capture));
  sockeye_window_show_capture (self->window, capture, file);
  return sockeye_window_get_page (self->window);
}

static GtkDropDown *
get_connections (SockeyeCompareChoice *choice)
{
  return GTK_DROP_DOWN (
      gtk_widget_get_template_child (GTK_WIDGET (choice), SOCKEYE_TYPE_COMPARE_CHOICE, "connection"));
}

/* Each side is chosen by itself, from what there is to compare. Events are not, unless they are asked for. */
static void
test_connections (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *old = show_connections (self, "/tmp/before.pcapng");
  SockeyeSessionPage *new = show_connections (self, "/tmp/after.pcapng");
  SockeyeCompareWindow *window = open_comparison (self);

  sockeye_compare_window_choose (window, old->workspace, new->workspace);
  wait_for_summary (window, "No difference: 2 equal");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (get_connections (window->left))), ==,
                    3);
  gtk_drop_down_set_selected (get_connections (window->left), 2);
  g_assert_cmpuint (sockeye_compare_choice_get_peer (window->left), ==, 3);
  wait_for_summary (window, "1 only right, 1 equal");
  g_assert_cmpuint (sockeye_compare_choice_get_peer (window->right), ==, 0);
  gtk_drop_down_set_selected (get_connections (window->left), 0);
  gtk_drop_down_set_selected (window->direction, 0);
  wait_for_summary (window, "No difference: 3 equal");

  /* What is cleared in the tab is not offered either, but what is chosen stays. */
  gtk_drop_down_set_selected (get_connections (window->left), 1);
  sockeye_log_model_set_start (sockeye_workspace_get_log (old->workspace), 2);
  act (window, "again");
  g_assert_cmpuint (sockeye_compare_choice_get_peer (window->left), ==, 1);
  gtk_drop_down_set_selected (get_connections (window->left), 0);
  act (window, "again");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (get_connections (window->left))), ==,
                    2);
  end (self);
}

/* A file is compared with a file, though a session with data is as near. */
static void
test_nearest (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *live = self->page;
  SockeyeSessionPage *old, *new;
  SockeyeCompareWindow *window;
  guint32 peer = sockeye_sink_add_peer (SOCKEYE_SINK (self->capture), NULL, NULL, TRUE, BEGINNING);

  g_assert_true (sockeye_sink_append (SOCKEYE_SINK (self->capture), SOCKEYE_RECORD_SENT, 0, peer, BEGINNING,
                                      (const guint8 *) "hello", 5));
  sockeye_sink_publish (SOCKEYE_SINK (self->capture));
  old = show_capture (self, "/tmp/before.pcapng", before);
  new = show_capture (self, "/tmp/after.pcapng", after);
  window = open_comparison (self);
  g_assert_true (sockeye_compare_window_is_about (window, old->workspace));
  g_assert_true (sockeye_compare_window_is_about (window, new->workspace));
  gtk_window_destroy (GTK_WINDOW (window));

  sockeye_window_activate_page (self->window, live);
  window = open_comparison (self);
  g_assert_true (sockeye_compare_window_is_about (window, live->workspace));
  g_assert_true (sockeye_compare_window_is_about (window, old->workspace));
  end (self);
}

/* In a small window most of the room is the list's. */
static void
test_size (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *old = show_capture (self, "/tmp/before.pcapng", before);
  SockeyeCompareWindow *window;

  show_capture (self, "/tmp/after.pcapng", after);
  window = open_comparison (self);
  g_assert_true (sockeye_compare_window_is_about (window, old->workspace));
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  /* With the frame, which is the window's own. */
  window_wait_for (gtk_widget_get_height (GTK_WIDGET (window->details)) > 0
                   && gtk_widget_get_height (GTK_WIDGET (window)) <= 600);
  window_wait_for (gtk_widget_get_height (GTK_WIDGET (window->pages))
                   >= 2 * gtk_widget_get_height (GTK_WIDGET (window->details)));
  end (self);
}

static void
send_text (SockeyeSessionPage *page, const char *text)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  g_assert_true (
      sockeye_session_send (sockeye_workspace_get_session (page->workspace), &target, payload, NULL));
}

/* Of a pair, what one has sent is what the other has received. */
static void
test_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *server, *client;
  SockeyeCompareWindow *window;
  SockeyeTraffic traffic = { 0 };

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  server = sockeye_window_get_page (self->window);
  client = sockeye_session_page_get_twin (server);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (client)));
  gtk_widget_activate_action (GTK_WIDGET (server), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_state (sockeye_workspace_get_session (server->workspace))
                   == SOCKEYE_SESSION_OPEN);
  gtk_widget_activate_action (GTK_WIDGET (client), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_n_connections (sockeye_workspace_get_session (server->workspace))
                   == 1);
  window_wait_for (sockeye_session_get_state (sockeye_workspace_get_session (client->workspace))
                   == SOCKEYE_SESSION_OPEN);
  send_text (client, "question");
  window_wait_for ((sockeye_capture_get_traffic (sockeye_workspace_get_capture (server->workspace), &traffic),
                    traffic.received_bytes == strlen ("question")));
  send_text (server, "answer");
  window_wait_for ((sockeye_capture_get_traffic (sockeye_workspace_get_capture (client->workspace), &traffic),
                    traffic.received_bytes == strlen ("answer")));

  window = open_comparison (self);
  wait_for_summary (window, "No difference: 2 equal");
  gtk_drop_down_set_selected (window->direction, 1);
  wait_for_summary (window, "1 changed, 1 only left, 1 only right, 0 equal");
  end (self);
}

/* What a widget shows, four bytes for each pixel; NULL: it was not drawn yet. */
static guint32 *
take_picture (GtkWidget *widget, int *width, int *height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint32 *pixels;

  *width = gtk_widget_get_width (widget);
  *height = gtk_widget_get_height (widget);
  gdk_paintable_snapshot (paintable, snapshot, *width, *height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || *width == 0 || *height == 0)
    return NULL;

  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) *width, (float) *height));
  pixels = g_new (guint32, (gsize) *width * (gsize) *height);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) *width * sizeof *pixels);
  return pixels;
}

static gboolean
is_plain (const guint32 *pixels, int n)
{
  for (int i = 1; i < n; i++)
    if (pixels[i] != pixels[0])
      return FALSE;
  return TRUE;
}

static GtkWidget *
find_text (SockeyeCompareWindow *window, const char *text)
{
  GtkWidget *row = find_row (GTK_WIDGET (window->list), text);

  return row != NULL ? gtk_widget_get_last_child (gtk_widget_get_last_child (row)) : NULL;
}

/* Whether two texts that begin with the same letters show them in the same place. */
static gboolean
begin_alike (SockeyeCompareWindow *window, const char *one, const char *other, int n_pixels)
{
  GtkWidget *widgets[] = { find_text (window, one), find_text (window, other) };
  int width, other_width, height, other_height;
  g_autofree guint32 *pixels = NULL;
  g_autofree guint32 *others = NULL;

  if (widgets[0] == NULL || widgets[1] == NULL)
    return FALSE;
  pixels = take_picture (widgets[0], &width, &height);
  others = take_picture (widgets[1], &other_width, &other_height);
  if (pixels == NULL || others == NULL || width != other_width || height != other_height || width < n_pixels
      || is_plain (pixels, width * height))
    return FALSE;
  for (int y = 0; y < height; y++)
    if (memcmp (pixels + y * width, others + y * width, (gsize) n_pixels * sizeof *pixels) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_whole (SockeyeCompareWindow *window, const char *text)
{
  int width, height;
  g_autofree guint32 *pixels = take_picture (find_row (GTK_WIDGET (window->list), text), &width, &height);

  return pixels != NULL && !is_plain (pixels, width * height) && is_plain (pixels, width)
         && is_plain (pixels + (height - 1) * width, width);
}

/* Fallback fonts are taller; a row with them stands on the same line, and is not cut off. */
static void
test_baseline (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const texts[] = { ">first", "<temperature", "<temperature \xe8\xae\xb0\xe5\xbd\x95",
                                       "<gjpqy \xe8\xae\xb0\xe5\xbd\x95", NULL };
  SockeyeSessionPage *old = show_capture (self, "/tmp/before.pcapng", texts);
  SockeyeSessionPage *new = show_capture (self, "/tmp/after.pcapng", texts);
  SockeyeCompareWindow *window = open_comparison (self);
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  sockeye_compare_window_choose (window, old->workspace, new->workspace);
  wait_for_summary (window, "No difference: 4 equal");
  window_wait_for (find_text (window, texts[1] + 1) != NULL && find_text (window, texts[2] + 1) != NULL
                   && find_text (window, texts[3] + 1) != NULL);
  layout = gtk_widget_create_pango_layout (find_text (window, texts[1] + 1), "temperatur");
  pango_layout_get_pixel_size (layout, &width, NULL);
  window_wait_for (begin_alike (window, texts[1] + 1, texts[2] + 1, width));
  window_wait_for (is_whole (window, texts[3] + 1));
  end (self);
}

static void
tear_down (WindowFixture *self, gconstpointer data)
{
  if (self->window != NULL)
    window_fixture_tear_down (self, data);
}

#define COMPARE_TEST(name, test)                                                                             \
  g_test_add (name, WindowFixture, NULL, window_fixture_set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  COMPARE_TEST ("/window-compare/comparison", test_comparison);
  COMPARE_TEST ("/window-compare/baseline", test_baseline);
  COMPARE_TEST ("/window-compare/room", test_room);
  COMPARE_TEST ("/window-compare/saved", test_saved);
  COMPARE_TEST ("/window-compare/changing", test_changing);
  COMPARE_TEST ("/window-compare/connections", test_connections);
  COMPARE_TEST ("/window-compare/nearest", test_nearest);
  COMPARE_TEST ("/window-compare/size", test_size);
  COMPARE_TEST ("/window-compare/pair", test_pair);

  return g_test_run ();
}
