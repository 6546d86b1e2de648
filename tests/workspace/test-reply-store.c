/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ready-reply.h"
#include "reply-fields.h"
#include "reply-file.h"
#include "reply-store.h"

#include <glib/gstdio.h>
#include <string.h>

#define TIMEOUT_US (60 * G_USEC_PER_SEC)

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

/* --- The file's text */

static const SockeyeReplyFields everything = {
  .enabled = TRUE,
  .name = "名称 = [x]",
  .when = SOCKEYE_REPLY_WHEN_REGEX,
  .hex = TRUE,
  .pattern = " ^\\x01\t\\n;# ",
  .from = "[::1]:80",
  .with = SOCKEYE_REPLY_WITH_PAYLOAD,
  .text = "line 1\n line 2\r\n\\r ${0}; 你好\n",
  .plan = { .line_end = SOCKEYE_LINE_END_CR,
            .append_line_end = TRUE,
            .form = SOCKEYE_SEND_AS_TEXT,
            .escapes = TRUE,
            .variables = TRUE,
            .checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS,
            .checksum_little_endian = TRUE,
            .checksum_start = 3,
            .checksum_length = 7,
            .suffix = { 0x0d, 0x00, 0xff },
            .suffix_length = 3 },
  .delay_ms = 1500,
  .go_on = TRUE,
};

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_reply_rule_unref);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (rules, sockeye_reply_rule_new (&everything, NULL));
  for (guint i = 0; i < SOCKEYE_READY_REPLY_N_KINDS; i++)
    {
      g_autoptr (GPtrArray) ready = sockeye_ready_reply_make ((SockeyeReadyReply) i);

      g_ptr_array_extend (rules, ready, (GCopyFunc) (void (*) (void)) sockeye_reply_rule_ref, NULL);
    }
  text = sockeye_reply_file_write (rules);
  again = sockeye_reply_file_read (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, rules->len);
  for (guint i = 0; i < rules->len; i++)
    assert_same (sockeye_reply_rule_get_fields (rules->pdata[i]),
                 sockeye_reply_rule_get_fields (again->pdata[i]));
}

/* What is not there is as in a new rule, and what nobody knows does no harm. */
static void
test_by_hand (void)
{
  static const char text[] = "# mine\n[Echo]\nname=Echo\nreply=${0}\nvariables=true\nfuture=1\n\n[Two]\n";
  const SockeyeReplyFields echo = {
    .name = "Echo", .pattern = "", .from = "", .text = "${0}", .plan = { .variables = TRUE }
  };
  g_autoptr (GPtrArray) rules = sockeye_reply_file_read (text, strlen (text), NULL);

  g_assert_cmpuint (rules->len, ==, 2);
  assert_same (sockeye_reply_rule_get_fields (rules->pdata[0]), &echo);
}

static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "name=x\n",
    "[Rule 1\n",
    "[R]\nwhen=sometimes\n",
    "[R]\nenabled=yes\n",
    "[R]\nreply-with=flowers\n",
    "[R]\nchecksum=crc-17\n",
    "[R]\ndelay-ms=-1\n",
    "[R]\ndelay-ms=1 h\n",
    "[R]\ndelay-ms=3600001\n",
    "[R]\nchecksum-first-byte=0\n",
    "[R]\nsuffix=0\n",
    "[R]\nthen=jump\n",
    "[R]\nline-ends=lfcr\n",
    "[R]\nname=\xff\n",
    "\x7f"
    "ELF\x02\x01\x01",
  };
  g_autofree char *long_name = g_strnfill (300, 'n');
  g_autofree char *too_long = g_strdup_printf ("[R]\nname=%s\n", long_name);
  g_autoptr (GString) too_many = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GPtrArray) rules = sockeye_reply_file_read (wrong[i], strlen (wrong[i]), &error);

      if (rules != NULL)
        g_error ("case %u was read", i);
      g_assert_true ((rules == NULL) == (error != NULL));
      g_clear_error (&error);
    }

  g_assert_null (sockeye_reply_file_read (too_long, strlen (too_long), &error));
  g_clear_error (&error);
  for (guint i = 0; i <= SOCKEYE_REPLY_RULES_MAX; i++)
    g_string_append_printf (too_many, "[R%u]\n", i);
  g_assert_null (sockeye_reply_file_read (too_many->str, too_many->len, &error));
  g_assert_nonnull (error);
}

/* --- The store */

typedef struct
{
  char *folder;
  char *path;
  SockeyeReplyRules *rules;
  SockeyeReplyStore *store;
  char *message;
} Fixture;

static void
on_failed (Fixture *self, const GError *error)
{
  g_assert_null (self->message);
  self->message = g_strdup (error->message);
}

static void
open_store (Fixture *self)
{
  self->rules = sockeye_reply_rules_new ();
  self->store = sockeye_reply_store_new (self->rules, self->path);
  g_signal_connect_swapped (self->store, "failed", G_CALLBACK (on_failed), self);
  sockeye_reply_store_load (self->store);
  sockeye_reply_store_load (self->store);
  wait_for (sockeye_reply_store_is_loaded (self->store));
}

/* Whoever lets go at once loses nothing. */
static void
close_store (Fixture *self)
{
  gpointer store = self->store;

  sockeye_reply_store_flush (self->store);
  g_object_add_weak_pointer (G_OBJECT (self->store), &store);
  g_object_unref (self->store);
  wait_for (store == NULL);
  g_assert_finalize_object (self->rules);
}

static void
set_up (Fixture *self)
{
  *self = (Fixture){ .folder = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL) };
  self->path = g_build_filename (self->folder, "sub", "replies.ini", NULL);
}

static void
tear_down (Fixture *self)
{
  g_autofree char *sub = g_build_filename (self->folder, "sub", NULL);
  g_autofree char *broken = g_strconcat (self->path, ".broken", NULL);

  g_unlink (self->path);
  g_unlink (broken);
  g_rmdir (sub);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->message);
}

static void
add_echo (Fixture *self)
{
  g_autoptr (GPtrArray) ready = sockeye_ready_reply_make (SOCKEYE_READY_REPLY_ECHO);

  sockeye_reply_rules_append_all (self->rules, ready);
}

static guint
count_rules (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rules));
}

static void
test_keep (void)
{
  Fixture self;

  set_up (&self);
  open_store (&self);
  g_assert_cmpuint (count_rules (&self), ==, 0);
  g_assert_true (sockeye_reply_store_is_saved (self.store));
  add_echo (&self);
  g_assert_false (sockeye_reply_store_is_saved (self.store));
  wait_for (sockeye_reply_store_is_saved (self.store));
  g_assert_true (g_file_test (self.path, G_FILE_TEST_EXISTS));

  /* While one table is written, the next is made. */
  add_echo (&self);
  sockeye_reply_store_flush (self.store);
  add_echo (&self);
  close_store (&self);

  open_store (&self);
  g_assert_cmpuint (count_rules (&self), ==, 3);
  /* What was read only is not written. */
  g_assert_true (sockeye_reply_store_is_saved (self.store));
  close_store (&self);
  g_assert_cmpstr (self.message, ==, NULL);
  tear_down (&self);
}

static void
test_broken (void)
{
  Fixture self;
  g_autofree char *broken = NULL;
  g_autofree char *text = NULL;
  g_autofree char *folder = NULL;

  set_up (&self);
  folder = g_path_get_dirname (self.path);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (self.path, "[R]\nwhen=never\n", -1, NULL));
  open_store (&self);
  g_assert_cmpuint (count_rules (&self), ==, 0);
  g_assert_nonnull (strstr (self.message, "“when” cannot be “never”"));
  g_assert_nonnull (strstr (self.message, "replies.ini.broken"));
  add_echo (&self);
  close_store (&self);

  broken = g_strconcat (self.path, ".broken", NULL);
  g_assert_true (g_file_get_contents (broken, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "[R]\nwhen=never\n");
  open_store (&self);
  g_assert_cmpuint (count_rules (&self), ==, 1);
  close_store (&self);
  tear_down (&self);
}

static void
test_not_writable (void)
{
  Fixture self;
  g_autofree char *folder = NULL;

  set_up (&self);
  folder = g_path_get_dirname (self.path);
  /* A file where the folder should be. */
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  open_store (&self);
  g_clear_pointer (&self.message, g_free);
  add_echo (&self);
  wait_for (self.message != NULL);
  g_assert_nonnull (strstr (self.message, "could not be saved"));
  close_store (&self);
  g_unlink (folder);
  tear_down (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-file/round-trip", test_round_trip);
  g_test_add_func ("/reply-file/by-hand", test_by_hand);
  g_test_add_func ("/reply-file/wrong", test_wrong);
  g_test_add_func ("/reply-store/keep", test_keep);
  g_test_add_func ("/reply-store/broken", test_broken);
  g_test_add_func ("/reply-store/not-writable", test_not_writable);
  return g_test_run ();
}
