/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history.h"

#include "history-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define TIMEOUT_US (60 * G_USEC_PER_SEC)
#define FLUSH_MS   20000

/* A history in a folder of its own, and a copy of it that follows its signals. */
typedef struct
{
  char *folder;
  char *path;
  SockeyeHistory *history;
  GPtrArray *copy;
  guint n_changes;
} Fixture;

static const SockeyeSendPlan text_plan = { 0 };
static const SockeyeSendPlan hex_plan = { .form = SOCKEYE_SEND_AS_HEX };

static gboolean
wake_up (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

#define wait_for(condition)                                                                                  \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;                                                  \
    guint source = g_timeout_add (10, wake_up, NULL);                                                        \
    while (!(condition) && g_get_monotonic_time () < deadline)                                               \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (source);                                                                                \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_changes++;
  if (removed > 0)
    g_ptr_array_remove_range (fixture->copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->copy, (int) (position + i), g_list_model_get_item (list, position + i));

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, fixture->copy->len);
  for (guint i = 0; i < fixture->copy->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      g_assert_true (item == g_ptr_array_index (fixture->copy, i));
    }
}

static void
open_history (Fixture *fixture)
{
  fixture->history = sockeye_history_new (fixture->path);
  g_ptr_array_set_size (fixture->copy, 0);
  g_signal_connect (fixture->history, "items-changed", G_CALLBACK (on_items_changed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("sockeye-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "deep", "history", NULL);
  fixture->copy = g_ptr_array_new_with_free_func (g_object_unref);
  open_history (fixture);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_folder (inside);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (fixture->history);
  g_ptr_array_unref (fixture->copy);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
flush (SockeyeHistory *history)
{
  g_autofree char *message = NULL;

  g_assert_true (sockeye_history_flush (history, FLUSH_MS));
  message = sockeye_history_take_message (history);
  g_assert_null (message);
}

/* As the next run of the program does. */
static void
open_again (Fixture *fixture)
{
  g_assert_finalize_object (fixture->history);
  open_history (fixture);
  sockeye_history_set_keep (fixture->history, TRUE);
  flush (fixture->history);
}

static void
add (SockeyeHistory *history, const char *text)
{
  sockeye_history_add (history, text, &text_plan, sockeye_charset_find ("utf-8"));
}

static SockeyeHistoryItem *
get (SockeyeHistory *history, guint position)
{
  SockeyeHistoryItem *item = g_list_model_get_item (G_LIST_MODEL (history), position);

  /* The history holds it. */
  g_object_unref (item);
  return item;
}

/* Texts, the newest first, with a blank between them. */
static void
assert_has (SockeyeHistory *history, const char *wanted)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (history)); i++)
    g_string_append_printf (texts, i > 0 ? " %s" : "%s", sockeye_history_item_get_text (get (history, i)));
  g_assert_cmpstr (texts->str, ==, wanted);
}

static char *
read_file (Fixture *fixture)
{
  char *contents = NULL;

  /* NULL: there may be none. */
  g_file_get_contents (fixture->path, &contents, NULL, NULL);
  return contents;
}

static void
write_file (Fixture *fixture, const char *contents)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (fixture->path, contents, -1, &error);
  g_assert_no_error (error);
}

static void
test_order (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeHistory *history = fixture->history;
  gint64 time;

  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (history)) == SOCKEYE_TYPE_HISTORY_ITEM);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (history), 0));
  add (history, "a");
  add (history, "b");
  add (history, "c");
  assert_has (history, "c b a");

  /* The same again moves to the top, and is counted. */
  time = g_get_real_time () - 1000;
  add (history, "a");
  assert_has (history, "a c b");
  g_assert_cmpuint (sockeye_history_item_get_times (get (history, 0)), ==, 2);
  g_assert_cmpint (sockeye_history_item_get_time (get (history, 0)), >=, time);
  add (history, "a");
  assert_has (history, "a c b");
  g_assert_cmpuint (sockeye_history_item_get_times (get (history, 0)), ==, 3);

  /* The same text, read in another way, is another one. */
  sockeye_history_add (history, "a", &hex_plan, sockeye_charset_find ("utf-8"));
  sockeye_history_add (history, "a", &text_plan, sockeye_charset_find ("gbk"));
  assert_has (history, "a a a c b");
  g_assert_cmpuint (sockeye_history_find (history, get (history, 3)), ==, 3);
  sockeye_history_remove (history, get (history, 1));
  assert_has (history, "a a c b");
  g_assert_cmpint (sockeye_history_item_get_plan (get (history, 1))->form, ==, SOCKEYE_SEND_AS_TEXT);
}

static void
test_bounds (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeHistory *history = fixture->history;
  g_autofree char *fill = g_strnfill (SOCKEYE_HISTORY_TEXT_MAX - 4, 'x');

  for (guint i = 0; i < SOCKEYE_HISTORY_ENTRIES_MAX + 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_true (sockeye_history_is_full (history) == (i >= SOCKEYE_HISTORY_ENTRIES_MAX));
      add (history, text);
    }
  g_assert_cmpuint (fixture->copy->len, ==, SOCKEYE_HISTORY_ENTRIES_MAX);
  g_assert_cmpstr (sockeye_history_item_get_text (get (history, 0)), ==, "502");
  g_assert_cmpstr (sockeye_history_item_get_text (get (history, SOCKEYE_HISTORY_ENTRIES_MAX - 1)), ==, "3");

  g_ptr_array_unref (sockeye_history_clear (history));
  g_assert_false (sockeye_history_is_full (history));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("%04u%s", i, fill);

      add (history, text);
      g_assert_true (sockeye_history_is_full (history) == (i >= 16));
    }
  g_assert_cmpuint (fixture->copy->len, ==, 16);
}

/* An entry says that there was something, and how much; a long text does not push the others out. */
static void
test_too_long (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (4u << 20, 'x');

  add (fixture->history, "short");
  add (fixture->history, text);
  g_assert_cmpuint (fixture->copy->len, ==, 2);
  g_assert_false (sockeye_history_item_is_whole (get (fixture->history, 0)));
  g_assert_cmpuint (sockeye_history_item_get_size (get (fixture->history, 0)), ==, 4u << 20);
}

static void
test_undo (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeHistory *history = fixture->history;
  g_autoptr (GPtrArray) items = NULL;

  sockeye_history_set_keep (history, TRUE);
  add (history, "a");
  add (history, "b");
  add (history, "b");
  add (history, "c");
  items = sockeye_history_clear (history);
  assert_has (history, "");
  g_assert_cmpuint (items->len, ==, 3);
  flush (history);
  add (history, "d");
  sockeye_history_restore (history, items);
  assert_has (history, "d c b a");
  g_assert_cmpuint (sockeye_history_item_get_times (get (history, 2)), ==, 2);
  flush (history);
  open_again (fixture);
  assert_has (fixture->history, "d c b a");
}

static void
test_kept (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const SockeyeSendPlan plan = { .form = SOCKEYE_SEND_AS_HEX,
                                        .checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS,
                                        .suffix = { 13, 10 },
                                        .suffix_length = 2 };
  g_autofree char *contents = NULL;
  GStatBuf status;

  sockeye_history_set_keep (fixture->history, TRUE);
  add (fixture->history, "line\nnext\t\x01 你好 😀");
  add (fixture->history, "line\nnext\t\x01 你好 😀");
  sockeye_history_add (fixture->history, "02 07", &plan, sockeye_charset_find ("utf-8"));
  flush (fixture->history);
  contents = read_file (fixture);
  g_assert_nonnull (strstr (contents, "'text': <'02 07'>"));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  open_again (fixture);
  assert_has (fixture->history, "02 07 line\nnext\t\x01 你好 😀");
  g_assert_cmpuint (sockeye_history_item_get_times (get (fixture->history, 1)), ==, 2);
  g_assert_cmpint (sockeye_history_item_get_plan (get (fixture->history, 0))->checksum, ==, plan.checksum);
  g_assert_cmpuint (sockeye_history_item_get_plan (get (fixture->history, 0))->suffix_length, ==, 2);
  g_assert_cmpuint (fixture->n_changes, <, 10);
}

static gboolean
file_has (Fixture *fixture, const char *text)
{
  g_autofree char *contents = read_file (fixture);

  return contents != NULL && strstr (contents, text) != NULL;
}

/* By itself, without anybody who flushes; but not at every change. */
static void
test_written_seldom (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gint64 start = g_get_monotonic_time ();

  sockeye_history_set_keep (fixture->history, TRUE);
  add (fixture->history, "first");
  wait_for (file_has (fixture, "'text': <'first'>"));
  add (fixture->history, "second");
  wait_for (file_has (fixture, "'text': <'second'>"));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
}

/* Two programs at once: neither loses what the other sent, nor gets back what the other removed. */
static void
test_two_programs (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeHistory) other = sockeye_history_new (fixture->path);
  g_autoptr (GPtrArray) items = NULL;

  sockeye_history_set_keep (fixture->history, TRUE);
  sockeye_history_set_keep (other, TRUE);
  flush (fixture->history);
  flush (other);

  add (fixture->history, "mine");
  add (fixture->history, "both");
  flush (fixture->history);
  add (other, "theirs");
  add (other, "both");
  flush (other);
  assert_has (other, "both theirs mine");
  g_assert_cmpuint (sockeye_history_item_get_times (get (other, 0)), ==, 2);
  assert_has (fixture->history, "both mine");

  add (fixture->history, "more");
  sockeye_history_remove (fixture->history, get (fixture->history, 2));
  flush (fixture->history);
  assert_has (fixture->history, "more both theirs");
  add (other, "last");
  flush (other);
  assert_has (other, "last more both theirs");

  items = sockeye_history_clear (fixture->history);
  flush (fixture->history);
  assert_has (fixture->history, "");
  add (other, "after");
  flush (other);
  assert_has (other, "after");
  open_again (fixture);
  assert_has (fixture->history, "after");
}

/* Nobody waits in a queue: whoever was always late tries again, as the next change would. */
static gboolean
write_once (const char *path, GPtrArray *changes)
{
  g_autofree char *remark = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = sockeye_history_file_update (path, changes, &remark, &error);

  g_assert_null (remark);
  g_assert_true ((entries != NULL) == (error == NULL));
  return entries != NULL;
}

static gpointer
run_writer (gpointer data)
{
  const char *path = data;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *text = g_strdup_printf ("%p-%u", (gpointer) g_thread_self (), i);
      g_autoptr (SockeyeHistoryItem)
          item = sockeye_history_item_new (text, &text_plan, sockeye_charset_find ("utf-8"), i);
      g_autoptr (GPtrArray)
          changes = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_history_change_free);
      guint n_tries = 0;

      g_ptr_array_add (changes, sockeye_history_change_new (SOCKEYE_HISTORY_SENT, item));
      while (!write_once (path, changes))
        g_assert_cmpuint (n_tries++, <, 20);
    }
  return NULL;
}

/* Locks are those of open files, so threads stand for programs. */
static void
test_many_writers (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", run_writer, fixture->path);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  open_again (fixture);
  g_assert_cmpuint (fixture->copy->len, ==, 50 * G_N_ELEMENTS (threads));
}

static void
assert_told (SockeyeHistory *history, const char *pattern)
{
  g_autofree char *message = sockeye_history_take_message (history);
  g_autofree char *again = sockeye_history_take_message (history);

  g_assert_nonnull (message);
  g_test_message ("%s", message);
  g_assert_true (g_pattern_match_simple (pattern, message));
  g_assert_null (again);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_damaged (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char contents[] =
      "# Sockeye history 1\n"
      "{'time': <'2026-02-11T14:03:05Z'>, 'encoding': <'utf-8'>, 'text': <'good'>}\n"
      "{'time': <'2026-02-11T14:03:04Z'>, 'enc";
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);
  g_autofree char *second = g_strconcat (fixture->path, ".damaged-2", NULL);
  g_autofree char *kept = NULL;
  guint n_messages = 0;

  write_file (fixture, contents);
  g_signal_connect_swapped (fixture->history, "message", G_CALLBACK (count), &n_messages);
  sockeye_history_set_keep (fixture->history, TRUE);
  add (fixture->history, "new");
  g_assert_true (sockeye_history_flush (fixture->history, FLUSH_MS));
  g_assert_cmpuint (n_messages, ==, 1);
  assert_told (fixture->history, "*damaged from line 3 on.*history.damaged.");
  assert_has (fixture->history, "new good");
  g_file_get_contents (aside, &kept, NULL, NULL);
  g_assert_cmpstr (kept, ==, contents);
  open_again (fixture);
  assert_has (fixture->history, "new good");

  /* What was kept earlier is not overwritten either. */
  write_file (fixture, "");
  add (fixture->history, "newer");
  g_assert_true (sockeye_history_flush (fixture->history, FLUSH_MS));
  assert_told (fixture->history, "*damaged from line 1 on.*history.damaged-2.");
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
}

/* Something else in its place is put aside as it is. */
static void
test_folder_in_its_place (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);

  g_assert_cmpint (g_mkdir_with_parents (fixture->path, 0700), ==, 0);
  sockeye_history_set_keep (fixture->history, TRUE);
  add (fixture->history, "x");
  g_assert_true (sockeye_history_flush (fixture->history, FLUSH_MS));
  assert_told (fixture->history, "*damaged*");
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_DIR));
  open_again (fixture);
  assert_has (fixture->history, "x");
}

/* What cannot be written is told once, stays, and is written when it can be. */
static void
test_not_writable (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_true (g_file_set_contents (folder, "no folder", -1, NULL));
  sockeye_history_set_keep (fixture->history, TRUE);
  add (fixture->history, "a");
  g_assert_false (sockeye_history_flush (fixture->history, FLUSH_MS));
  assert_told (fixture->history, "The history could not be kept: *");
  add (fixture->history, "b");
  g_assert_false (sockeye_history_flush (fixture->history, FLUSH_MS));
  g_assert_null (sockeye_history_take_message (fixture->history));
  for (guint i = 0; i < 1200; i++)
    add (fixture->history, i % 2 == 0 ? "a" : "b");
  g_assert_false (sockeye_history_flush (fixture->history, FLUSH_MS));
  assert_has (fixture->history, "b a");

  g_assert_cmpint (g_unlink (folder), ==, 0);
  add (fixture->history, "c");
  flush (fixture->history);
  assert_has (fixture->history, "c b a");
  open_again (fixture);
  assert_has (fixture->history, "c b a");
  g_assert_cmpuint (sockeye_history_item_get_times (get (fixture->history, 1)), ==, 601);
}

/* A program that was stopped while it had the file holds nobody up for ever, and least of all the main loop. */
static void
test_locked (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *lock_path = g_strconcat (fixture->path, ".lock", NULL);
  gint64 start;
  int fd;

  sockeye_history_set_keep (fixture->history, TRUE);
  add (fixture->history, "a");
  flush (fixture->history);
  fd = open (lock_path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);

  add (fixture->history, "b");
  start = g_get_monotonic_time ();
  g_assert_false (sockeye_history_flush (fixture->history, 100));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 4 * G_USEC_PER_SEC);
  g_assert_false (sockeye_history_flush (fixture->history, FLUSH_MS));
  assert_told (fixture->history, "The history could not be kept: *history.lock*");

  close (fd);
  add (fixture->history, "c");
  flush (fixture->history);
  open_again (fixture);
  assert_has (fixture->history, "c b a");
}

/* Not kept: nothing stays on the disk, and nothing of this run is lost. */
static void
test_keep (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  add (fixture->history, "before");
  flush (fixture->history);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  sockeye_history_set_keep (fixture->history, TRUE);
  flush (fixture->history);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  add (fixture->history, "kept");
  sockeye_history_set_keep (fixture->history, FALSE);
  flush (fixture->history);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  add (fixture->history, "not");
  flush (fixture->history);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  assert_has (fixture->history, "not kept before");

  sockeye_history_set_keep (fixture->history, TRUE);
  sockeye_history_set_keep (fixture->history, FALSE);
  sockeye_history_set_keep (fixture->history, TRUE);
  flush (fixture->history);

  /* Also while the file is being written, with what comes then. */
  add (fixture->history, "on its way");
  g_assert_false (sockeye_history_flush (fixture->history, 0));
  add (fixture->history, "behind it");
  sockeye_history_set_keep (fixture->history, FALSE);
  flush (fixture->history);
  assert_has (fixture->history, "behind it on its way not kept before");
  sockeye_history_set_keep (fixture->history, TRUE);
  flush (fixture->history);
  open_again (fixture);
  assert_has (fixture->history, "behind it on its way not kept before");
}

#define HISTORY_TEST(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  HISTORY_TEST ("/history/order", test_order);
  HISTORY_TEST ("/history/bounds", test_bounds);
  HISTORY_TEST ("/history/too-long", test_too_long);
  HISTORY_TEST ("/history/undo", test_undo);
  HISTORY_TEST ("/history/kept", test_kept);
  HISTORY_TEST ("/history/written-seldom", test_written_seldom);
  HISTORY_TEST ("/history/two-programs", test_two_programs);
  HISTORY_TEST ("/history/many-writers", test_many_writers);
  HISTORY_TEST ("/history/damaged", test_damaged);
  HISTORY_TEST ("/history/folder-in-its-place", test_folder_in_its_place);
  HISTORY_TEST ("/history/not-writable", test_not_writable);
  HISTORY_TEST ("/history/locked", test_locked);
  HISTORY_TEST ("/history/keep", test_keep);
  return g_test_run ();
}
