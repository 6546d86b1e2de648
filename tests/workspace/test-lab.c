/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-file.h"
#include "lab-run.h"
#include "lab-shelf.h"
#include "workspace-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define HEAD  "[Lab]\nTitle=A\n[Session one]\nCommand=udp 127.0.0.1:$PORT1\n"
#define STEP  "[Step]\nText=Do it\n"
#define AGAIN "this has happened already, but before its turn. Do it again, or press Start again."

/* --- Files */

static SockeyeLab *
read_lab (const char *text, GError **error)
{
  return sockeye_lab_file_read ("a.lab", text, strlen (text), error);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    const char *error;
  } cases[] = {
    { "", "a.lab, line 1: The lab has no Title." },
    { "Title=A\n", "a.lab, line 1: Before the first key there has to be a group, such as [Lab]." },
    { "[Lab]\nGoal=A\n\n[Step]\n", "a.lab, line 4: The lab has no Title." },
    { "[Lab]\nTitle=A\n", "a.lab, line 2: A lab needs a session and a step at least." },
    { "[Lab]\nTitle=A\nTitle=B\n", "a.lab, line 3: Title stands in this group twice." },
    { "[Lab]\nTitel=A\n", "a.lab, line 2: The key “Titel” is unknown here." },
    { "[Lab]\nTitle\n", "a.lab, line 2: This is neither a [group]" },
    { "[Lap]\n", "a.lab, line 1: The group “Lap” is unknown." },
    { "[Lab]\nTitle=A\n[Session a b]\n", "a.lab, line 3: Behind Session stands one word" },
    { HEAD "[Session one]\n", "a.lab, line 5: There are two sessions with the name “one”." },
    { "[Lab]\nTitle=A\n[Session one]\n" STEP, "a.lab, line 4: The session above has no Command" },
    { "[Lab]\nTitle=A\n[Session one]\nCommand=tcp\n", "a.lab, line 4: “tcp” is no protocol." },
    { "[Lab]\nTitle=A\n[Session one]\nCommand=udp --fast\n", "a.lab, line 4: " },
    { "[Lab]\nTitle=A\n[Session one]\nCommand=unix-server /tmp/a\n",
      "a.lab, line 4: A lab has sessions of udp" },
    { HEAD "Open=yes\n", "a.lab, line 5: Open can be true or false only." },
    { HEAD "Repeat=0\n", "a.lab, line 5: Repeat has to be a number from 1 to 1000000." },
    { HEAD "Colour=red\n", "a.lab, line 5: A session has no key “Colour”." },
    { HEAD "Group=127.0.0.1\n", "a.lab, line 5: “127.0.0.1” is not the address of a multicast group" },
    { HEAD "[Step]\nCheck=received one anything\n", "a.lab, line 6: The step above has no Text" },
    { HEAD STEP "Check=\n", "a.lab, line 7: A check needs words" },
    { HEAD STEP "Check=received one \"a\n", "a.lab, line 7: A check needs words" },
    { HEAD STEP "Check=gets one\n", "a.lab, line 7: A check cannot begin with “gets”." },
    { HEAD STEP "Check=received two anything\n",
      "a.lab, line 7: There is no session “two” above this check." },
    { HEAD STEP "Check=received\n", "a.lab, line 7: The name of a session is missing" },
    { HEAD STEP "Check=received one\n", "a.lab, line 7: What the bytes are to be is missing" },
    { HEAD STEP "Check=received one hex 4\n", "a.lab, line 7: " },
    { HEAD STEP "Check=received one \"\"\n", "a.lab, line 7: From 1 to 256 bytes can be looked for." },
    { HEAD STEP "Check=received one anything to here\n", "a.lab, line 7: " },
    { HEAD STEP "Check=event one exploded\n", "a.lab, line 7: “exploded” is no event" },
    { HEAD STEP "Check=state one LISTEN\n", "a.lab, line 7: “LISTEN” is no state of a connection" },
    { HEAD STEP "Check=encoding one klingon\n", "a.lab, line 7: “klingon” is no encoding" },
    { HEAD STEP "In=two\n", "a.lab, line 7: There is no session “two” above this step." },
    { HEAD STEP "Needs=one  two\n", "a.lab, line 7: There is no session “two” above this step." },
    { HEAD STEP "Colour=red\n", "a.lab, line 7: The key “Colour” is unknown here." },
    { HEAD STEP "Check=sent one anything often\n", "a.lab, line 7: “often” is too much, or no number" },
    { HEAD STEP "Check=sent one anything 2 3\n", "a.lab, line 7: “3” is too much at the end" },
    { HEAD STEP "Check=merged one nobody\n", "a.lab, line 7: There is no session “nobody”" },
    { "[Lab]\nTitle=\xff\n", "a.lab, line 2: This is no text in UTF-8. Save it in that encoding." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_lab (cases[i].text, &error));
      g_assert_nonnull (error);
      if (!g_str_has_prefix (error->message, cases[i].error))
        g_error ("%s\ngives: %s", cases[i].text, error->message);
    }
}

static void
test_texts (void)
{
  static const guint16 ports[SOCKEYE_LAB_PORTS] = { 1001, 1002, 1003, 1004 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeLab) lab = read_lab (HEAD "Name[zh_CN]=一\nSend=a\\nb\nReuse=true\nGroup=239.1.2.3\n" STEP
                                              "Hint=At $PORT1 and $PORT4\n",
                                         &error);
  const SockeyeLabSession *session;
  SockeyeLabStep *step;
  g_autoptr (SockeyeLaunch) launch = NULL;
  g_autoptr (SockeyeWishes) wishes = NULL;
  g_autofree char *hint = NULL;
  g_autofree char *name = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (lab->id, ==, "a");
  session = lab->sessions->pdata[0];
  step = lab->steps->pdata[0];
  hint = sockeye_lab_get_text (step->texts, "Hint", ports);
  name = sockeye_lab_get_text (session->texts, "Name", ports);
  g_assert_cmpstr (hint, ==, "At 1001 and 1004");
  g_assert_cmpstr (name, ==, "");
  g_assert_cmpstr (session->send, ==, "a\nb");
  g_assert_true (sockeye_lab_is_datagram (lab));
  launch = sockeye_lab_session_make_launch (session, ports, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (launch->local_port, ==, 1001);
  wishes = sockeye_lab_session_make_wishes (session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sockeye_wishes_get_n_groups (wishes), ==, 1);
  g_assert_cmpint (sockeye_wishes_get (wishes, SOCKEYE_OPTION_SO_REUSEADDR)->number, ==, 1);
}

/* Each kind of Chinese has its own words; whoever has none of his own reads the other one. */
static void
test_languages (void)
{
  static const char *const cases[][2] = {
    { "zh_CN", "服务器" }, { "zh_TW", "伺服器" }, { "zh_HK", "服务器" },
    { "de", "Server" },    { "C", "Server" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeLab)
      lab = read_lab (HEAD "Name=Server\nName[zh_CN]=服务器\nName[zh_TW]=伺服器\n" STEP, &error);
  const SockeyeLabSession *session;

  g_assert_no_error (error);
  session = lab->sessions->pdata[0];
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = NULL;

      g_setenv ("LANGUAGE", cases[i][0], TRUE);
      name = sockeye_lab_get_text (session->texts, "Name", NULL);
      g_assert_cmpstr (name, ==, cases[i][1]);
    }
}

/* Where a step is done, and what it needs. */
static void
test_places (void)
{
  static const char text[] = HEAD "[Session two]\nCommand=udp 127.0.0.1:$PORT2\n" STEP
                                  "Check=received two anything\n" STEP
                                  "In=one\nNeeds=two one\nCheck=received two anything\n" STEP;
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeLab) lab = read_lab (text, &error);
  const SockeyeLabStep *const *steps;

  g_assert_no_error (error);
  steps = (const SockeyeLabStep *const *) lab->steps->pdata;
  g_assert_cmpuint (steps[0]->in, ==, 1);
  g_assert_cmpuint (steps[0]->needs, ==, 0);
  g_assert_cmpuint (steps[1]->in, ==, 0);
  g_assert_cmpuint (steps[1]->needs, ==, 3);
  g_assert_cmpuint (steps[2]->in, ==, 0);
}

/* --- All that come with the program */

static void
on_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeLabShelf **shelf = data;

  *shelf = sockeye_lab_shelf_load_finish (result);
}

static SockeyeLabShelf *
load_shelf (const char *folder)
{
  SockeyeLabShelf *shelf = NULL;
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;
  guint source = g_timeout_add (10, wake_up, NULL);

  sockeye_lab_shelf_load_async (folder, on_loaded, &shelf);
  while (shelf == NULL && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_nonnull (shelf);
  return shelf;
}

static void
assert_complete (const SockeyeLab *lab, GHashTable *texts, const char *key)
{
  g_autofree char *chinese = g_strconcat (key, "[zh_CN]", NULL);
  g_autofree char *taiwan = g_strconcat (key, "[zh_TW]", NULL);

  for (const char *const *k = (const char *const[]){ key, chinese, taiwan, NULL }; *k != NULL; k++)
    if (g_hash_table_lookup (texts, *k) == NULL || *(char *) g_hash_table_lookup (texts, *k) == '\0')
      g_error ("%s: %s is missing", lab->id, *k);
}

static void
test_shipped (void)
{
  g_autoptr (SockeyeLabShelf) shelf = load_shelf ("/nonexistent");

  g_assert_cmpuint (shelf->problems->len, ==, 0);
  g_assert_cmpuint (shelf->labs->len, ==, 10);
  for (guint i = 0; i < shelf->labs->len; i++)
    {
      SockeyeLab *lab = shelf->labs->pdata[i];

      assert_complete (lab, lab->texts, "Title");
      assert_complete (lab, lab->texts, "Goal");
      assert_complete (lab, lab->texts, "Expect");
      for (guint j = 0; j < lab->sessions->len; j++)
        assert_complete (lab, ((SockeyeLabSession *) lab->sessions->pdata[j])->texts, "Name");
      for (guint j = 0; j < lab->steps->len; j++)
        {
          SockeyeLabStep *step = lab->steps->pdata[j];

          assert_complete (lab, step->texts, "Text");
          assert_complete (lab, step->texts, "Hint");
          g_assert_cmpint (step->check.kind, !=, SOCKEYE_LAB_CHECK_NONE);
        }
    }
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* One more, one in the place of ours, a broken one, one that is too large, a folder, and what is no lab. */
static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sockeye-labs-XXXXXX", NULL);
  g_autofree char *nothing = g_build_filename (folder, "x.lab", NULL);
  g_autofree char *large = g_strnfill (SOCKEYE_LAB_FILE_MAX + 1, '#');
  g_autoptr (SockeyeLabShelf) shelf = NULL;
  const SockeyeLab *first;

  write_file (folder, "01-udp-hello.lab", HEAD STEP);
  write_file (folder, "99-mine.lab", HEAD STEP);
  write_file (folder, "broken.lab", HEAD "Open=maybe\n");
  write_file (folder, "large.lab", large);
  write_file (folder, "notes.txt", "?");
  g_assert_cmpint (g_mkdir (nothing, 0700), ==, 0);
  shelf = load_shelf (folder);

  g_assert_cmpuint (shelf->labs->len, ==, 11);
  first = shelf->labs->pdata[0];
  g_assert_cmpstr (first->id, ==, "01-udp-hello");
  g_assert_cmpuint (first->sessions->len, ==, 1);
  g_assert_cmpuint (shelf->problems->len, ==, 3);
  g_assert_true (g_ptr_array_find_with_equal_func (
      shelf->problems, "broken.lab, line 5: Open can be true or false only.", g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (shelf->problems, "x.lab cannot be read: It is no file.",
                                                   g_str_equal, NULL));

  remove_file (folder, "01-udp-hello.lab");
  remove_file (folder, "99-mine.lab");
  remove_file (folder, "broken.lab");
  remove_file (folder, "large.lab");
  remove_file (folder, "notes.txt");
  remove_file (folder, "x.lab");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* --- What has happened; without sockets */

typedef struct
{
  SockeyeWorkspace *workspace;
  SockeyeSink *sink;
  SockeyeLabRun *run;
  gint64 time;
  guint32 peers[2];
} Story;

static void
story_begin (Story *self, const char *steps)
{
  static const guint16 ports[SOCKEYE_LAB_PORTS] = { 1, 2, 3, 4 };
  g_autofree char *text = g_strconcat (HEAD, steps, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeLab) lab = read_lab (text, &error);

  g_assert_no_error (error);
  self->workspace = make_workspace ();
  self->sink = SOCKEYE_SINK (sockeye_workspace_get_capture (self->workspace));
  self->run = sockeye_lab_run_new (lab, &self->workspace, ports);
  self->time = G_USEC_PER_SEC;
  for (guint i = 0; i < 2; i++)
    {
      SockeyeEndpoint local = { 0 }, remote = { 0 };

      g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 1, NULL));
      g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", (guint16) (1000 + i), NULL));
      self->peers[i] = sockeye_sink_add_peer (self->sink, &local, &remote, TRUE, self->time);
    }
}

static void
story_end (Story *self)
{
  g_assert_finalize_object (self->run);
  g_object_unref (self->workspace);
}

/* A second later */
static void
receive (Story *self, guint peer, guint16 flags, const char *text)
{
  self->time += G_USEC_PER_SEC;
  g_assert_true (sockeye_sink_append (self->sink, SOCKEYE_RECORD_RECEIVED, flags, self->peers[peer],
                                      self->time, (const guint8 *) text, strlen (text)));
  sockeye_sink_publish (self->sink);
}

static void
happen (Story *self, SockeyeEventType type, int error_number)
{
  SockeyeEvent event = { .type = type, .error_number = error_number };

  self->time += G_USEC_PER_SEC;
  sockeye_sink_append_event (self->sink, 0, self->time, &event);
  sockeye_sink_publish (self->sink);
}

static guint
get_step (Story *self)
{
  while (sockeye_lab_run_update (self->run))
    continue;
  return sockeye_lab_run_get_step (self->run);
}

static void
assert_explains (Story *self, const char *expected)
{
  g_autofree char *text = sockeye_lab_run_explain (self->run);

  g_assert_cmpstr (text, ==, expected);
}

/* A text may come in pieces, but only over one connection. */
static void
test_pieces (void)
{
  Story story;

  story_begin (&story, STEP "Check=received one \"hello\"\nHint=Go on.\n");
  g_assert_cmpuint (get_step (&story), ==, 0);
  assert_explains (&story, "one has received nothing yet. Go on.");
  receive (&story, 0, 0, "hel");
  receive (&story, 1, 0, "lo");
  g_assert_cmpuint (get_step (&story), ==, 0);
  assert_explains (&story, "one has not received “hello”, but something else (bytes: 5). Go on.");
  receive (&story, 0, 0, "xhe");
  receive (&story, 1, 0, "ll");
  receive (&story, 0, 0, "l");
  receive (&story, 0, 0, "lo");
  g_assert_cmpuint (get_step (&story), ==, 1);
  assert_explains (&story, "");
  story_end (&story);
}

static void
test_datagrams (void)
{
  Story story;

  story_begin (&story, STEP "Check=received one \"hello\"\n");
  receive (&story, 0, SOCKEYE_RECORD_DATAGRAM, "hel");
  receive (&story, 0, SOCKEYE_RECORD_DATAGRAM, "lo");
  g_assert_cmpuint (get_step (&story), ==, 0);
  receive (&story, 0, SOCKEYE_RECORD_DATAGRAM, "hello");
  g_assert_cmpuint (get_step (&story), ==, 1);
  story_end (&story);
}

static void
test_times (void)
{
  Story story;

  story_begin (&story, STEP "Check=received one \"aa\" 3\n");
  receive (&story, 0, 0, "aaa");
  g_assert_cmpuint (get_step (&story), ==, 0);
  assert_explains (&story, "one: received so far: 1 of 3 times.");
  receive (&story, 0, 0, "aa");
  g_assert_cmpuint (get_step (&story), ==, 0);
  receive (&story, 0, 0, "a");
  g_assert_cmpuint (get_step (&story), ==, 1);
  g_assert_cmpint (sockeye_lab_run_get_duration (story.run, 0), ==, 2 * G_USEC_PER_SEC);
  story_end (&story);
}

/* What was done before its turn does not count, and a step without a check does not stop anybody. */
static void
test_order (void)
{
  Story story;

  story_begin (&story, STEP "Check=event one listening\n" STEP STEP "Check=received one \"a\"\n");
  receive (&story, 0, 0, "a");
  happen (&story, SOCKEYE_EVENT_LISTENING, 0);
  g_assert_cmpuint (get_step (&story), ==, 2);
  assert_explains (&story, "one: " AGAIN);
  receive (&story, 0, 0, "a");
  g_assert_cmpuint (get_step (&story), ==, 3);
  story_end (&story);
}

static void
test_events (void)
{
  Story story;

  story_begin (&story, STEP "Check=event one refused\n" STEP "Check=event one accepted 2\n");
  happen (&story, SOCKEYE_EVENT_ERROR, ETIMEDOUT);
  g_assert_cmpuint (get_step (&story), ==, 0);
  assert_explains (&story, "one has got no ICMP message “port unreachable” yet.");
  happen (&story, SOCKEYE_EVENT_ERROR, ECONNREFUSED);
  g_assert_cmpuint (get_step (&story), ==, 1);
  happen (&story, SOCKEYE_EVENT_ACCEPTED, 0);
  g_assert_cmpuint (get_step (&story), ==, 1);
  assert_explains (&story, "one: happened so far: 1 of 2 times.");
  happen (&story, SOCKEYE_EVENT_ACCEPTED, 0);
  g_assert_cmpuint (get_step (&story), ==, 2);
  story_end (&story);
}

/* What was done too early is told, and what an earlier step has asked for is not too early. */
static void
test_early (void)
{
  Story story;

  story_begin (&story, STEP "Check=event one accepted\n" STEP "Check=event one accepted 2\nHint=Go on.\n" STEP
                            "Check=event one listening\n" STEP "Check=received one \"hi\"\n");
  happen (&story, SOCKEYE_EVENT_LISTENING, 0);
  receive (&story, 0, 0, "ho");
  happen (&story, SOCKEYE_EVENT_ACCEPTED, 0);
  g_assert_cmpuint (get_step (&story), ==, 1);
  assert_explains (&story, "one: since this step began, this has not happened. Go on.");
  happen (&story, SOCKEYE_EVENT_ACCEPTED, 0);
  g_assert_cmpuint (get_step (&story), ==, 1);
  assert_explains (&story, "one: since this step began: 1 of 2 times. Go on.");
  happen (&story, SOCKEYE_EVENT_ACCEPTED, 0);
  g_assert_cmpuint (get_step (&story), ==, 2);
  assert_explains (&story, "one: " AGAIN);
  happen (&story, SOCKEYE_EVENT_LISTENING, 0);
  g_assert_cmpuint (get_step (&story), ==, 3);
  assert_explains (&story, "one: since this step began, this has not happened.");
  receive (&story, 0, 0, "he");
  g_assert_cmpuint (get_step (&story), ==, 3);
  assert_explains (&story, "one has not received “hi”, but something else (bytes: 2).");
  receive (&story, 0, 0, "hi");
  g_assert_cmpuint (get_step (&story), ==, 4);
  story_end (&story);
}

/* A listener that was closed together with its connections is another thing than one that was closed alone. */
static void
test_listener_closed (void)
{
  static const char missing[] = "one has not yet stopped listening in such a way that its connections go on.";
  SockeyeEvent stopped = { .type = SOCKEYE_EVENT_STOPPED_LISTENING };
  Story story;

  story_begin (&story, STEP "Check=event one listener-closed\n");
  for (stopped.number = 0; stopped.number < 2; stopped.number++)
    {
      g_assert_cmpuint (get_step (&story), ==, 0);
      assert_explains (&story, missing);
      sockeye_sink_append_event (story.sink, 0, story.time, &stopped);
      sockeye_sink_publish (story.sink);
    }
  g_assert_cmpuint (get_step (&story), ==, 1);
  story_end (&story);
}

/* More than is looked at in one turn: nothing is left out, and no turn is long. */
static void
test_many (void)
{
  Story story;
  guint turns = 1;

  story_begin (&story, STEP "Check=received one \"a\" 10000\n");
  for (guint i = 0; i < 10000; i++)
    receive (&story, 0, 0, "a");
  while (!sockeye_lab_run_update (story.run))
    g_assert_cmpuint (turns++, <, 10);
  g_assert_cmpuint (turns, >, 1);
  story_end (&story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/errors", test_errors);
  g_test_add_func ("/lab/texts", test_texts);
  g_test_add_func ("/lab/languages", test_languages);
  g_test_add_func ("/lab/places", test_places);
  g_test_add_func ("/lab/shipped", test_shipped);
  g_test_add_func ("/lab/folder", test_folder);
  g_test_add_func ("/lab/pieces", test_pieces);
  g_test_add_func ("/lab/datagrams", test_datagrams);
  g_test_add_func ("/lab/times", test_times);
  g_test_add_func ("/lab/order", test_order);
  g_test_add_func ("/lab/events", test_events);
  g_test_add_func ("/lab/early", test_early);
  g_test_add_func ("/lab/listener-closed", test_listener_closed);
  g_test_add_func ("/lab/many", test_many);
  return g_test_run ();
}
