/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-list.h"

#include <string.h>

#define MANY        2000
#define CHANGES_MAX 64 /* in one refresh, whatever happened */

/* A list over a capture that the test fills by hand, and what the list said of its changes. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  SockeyeConnectionList *list;
  GString *changes; /* "position-removed+added " each */
  guint n_changes;
  GPtrArray *copy; /* the list as its signals tell it */
} Fixture;

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Fixture *fixture = data;

  g_string_append_printf (fixture->changes, "%u-%u+%u ", position, removed, added);
  fixture->n_changes++;

  if (removed > 0)
    g_ptr_array_remove_range (fixture->copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->copy, (int) (position + i), g_list_model_get_item (list, position + i));

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, fixture->copy->len);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  fixture->capture = sockeye_capture_new (&limits);
  fixture->sink = SOCKEYE_SINK (fixture->capture);
  fixture->list = sockeye_connection_list_new (fixture->capture);
  fixture->changes = g_string_new (NULL);
  fixture->copy = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_items_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_ptr_array_unref (fixture->copy);
  g_string_free (fixture->changes, TRUE);
  g_assert_finalize_object (fixture->list);
  g_object_unref (fixture->capture);
}

static guint32
add_peer (Fixture *fixture, guint16 port, gboolean stream)
{
  SockeyeEndpoint local, remote;
  guint32 peer;

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
  peer = sockeye_sink_add_peer (fixture->sink, &local, &remote, stream, G_USEC_PER_SEC);
  sockeye_sink_publish (fixture->sink);
  g_assert_cmpuint (peer, !=, 0);
  return peer;
}

static void
close_peer (Fixture *fixture, guint32 peer)
{
  sockeye_sink_close_peer (fixture->sink, peer, 2 * G_USEC_PER_SEC);
  sockeye_sink_publish (fixture->sink);
}

static void
receive (Fixture *fixture, guint32 peer, const char *text)
{
  g_assert_true (sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, peer, G_USEC_PER_SEC,
                                      (const guint8 *) text, strlen (text)));
  sockeye_sink_publish (fixture->sink);
}

/* Refreshes until nothing is left to do, and says what changed. The list must be as its signals told, and ordered. */
static const char *
refresh (Fixture *fixture)
{
  GListModel *list = G_LIST_MODEL (fixture->list);
  gboolean complete;

  g_string_truncate (fixture->changes, 0);
  fixture->n_changes = 0;
  do
    {
      guint before = fixture->n_changes;

      complete = sockeye_connection_list_refresh (fixture->list, NULL);
      g_assert_cmpuint (fixture->n_changes - before, <=, CHANGES_MAX);
    }
  while (!complete);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, fixture->copy->len);
  for (guint i = 0; i < fixture->copy->len; i++)
    {
      g_autoptr (SockeyeConnectionItem) item = g_list_model_get_item (list, i);

      g_assert_true (item == g_ptr_array_index (fixture->copy, i));
      if (i > 0)
        g_assert_cmpuint (sockeye_connection_item_get_peer (item), >,
                          sockeye_connection_item_get_peer (g_ptr_array_index (fixture->copy, i - 1)));
    }

  return fixture->changes->str;
}

static void
test_changes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint32 peers[5];

  g_assert_cmpstr (refresh (fixture), ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    peers[i] = add_peer (fixture, (guint16) (5000 + i), TRUE);
  g_assert_cmpstr (refresh (fixture), ==, "0-0+4 4-0+1 ");
  g_assert_cmpstr (refresh (fixture), ==, "");

  close_peer (fixture, peers[1]);
  g_assert_cmpstr (refresh (fixture), ==, "1-1+0 ");

  close_peer (fixture, peers[0]);
  close_peer (fixture, peers[3]);
  close_peer (fixture, peers[4]);
  add_peer (fixture, 6000, TRUE);
  g_assert_cmpstr (refresh (fixture), ==, "2-2+0 0-1+0 1-0+1 ");
}

/* Whoever sends datagrams is no connection; who came and went between two refreshes is never seen. */
static void
test_not_listed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  add_peer (fixture, 5000, FALSE);
  close_peer (fixture, add_peer (fixture, 5001, TRUE));
  g_assert_cmpstr (refresh (fixture), ==, "");
}

static void
count_notify (GObject *object G_GNUC_UNUSED, GParamSpec *pspec, gpointer data)
{
  GString *notified = data;

  g_string_append_printf (notified, "%s ", pspec->name);
}

static void
test_properties (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint32 peer = add_peer (fixture, 5000, TRUE);
  g_autoptr (SockeyeConnectionItem) item = NULL;
  g_autoptr (GString) notified = g_string_new (NULL);
  g_autofree char *remote = NULL;
  g_autofree char *since = NULL;
  g_autofree char *received = NULL;
  g_autofree char *sent = NULL;
  gboolean open;
  guint id;

  refresh (fixture);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_signal_connect (item, "notify", G_CALLBACK (count_notify), notified);

  refresh (fixture);
  g_assert_cmpstr (notified->str, ==, "");

  receive (fixture, peer, "hello");
  g_assert_cmpstr (refresh (fixture), ==, "");
  g_assert_cmpstr (notified->str, ==, "received ");

  g_object_get (item, "peer", &id, "remote", &remote, "since", &since, "received", &received, "sent", &sent,
                "open", &open, NULL);
  g_assert_cmpuint (id, ==, peer);
  g_assert_cmpstr (remote, ==, "127.0.0.1:5000");
  g_assert_cmpstr (since, ==, "00:00:01");
  g_assert_cmpstr (received, ==, "5 B");
  g_assert_cmpstr (sent, ==, "0 B");
  g_assert_true (open);

  /* Somebody may still look at a row that is gone from the list. */
  close_peer (fixture, peer);
  refresh (fixture);
  g_assert_cmpstr (notified->str, ==, "received open ");
}

static void
test_many (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree guint32 *peers = g_new (guint32, MANY);

  for (guint i = 0; i < MANY; i++)
    peers[i] = add_peer (fixture, (guint16) (1024 + i), TRUE);
  /* Few at a time while GTK makes its widgets of 200 rows, then all. */
  refresh (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, 200 / 4 + 1);

  /* With gaps everywhere, no refresh takes long. */
  for (guint i = 1; i < MANY; i += 2)
    close_peer (fixture, peers[i]);
  refresh (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, MANY / 2);

  for (guint i = 0; i < MANY; i += 2)
    close_peer (fixture, peers[i]);
  g_assert_cmpstr (refresh (fixture), ==, "0-1000+0 ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
}

static void
test_random (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint round = 0; round < 300; round++)
    {
      for (gint n = g_test_rand_int_range (0, 40); n > 0; n--)
        {
          guint32 peer = add_peer (fixture, (guint16) (1024 + round), TRUE);

          g_array_append_val (open, peer);
        }
      for (gint n = g_test_rand_int_range (0, 40); n > 0 && open->len > 0; n--)
        {
          guint i = (guint) g_test_rand_int_range (0, (gint) open->len);

          close_peer (fixture, g_array_index (open, guint32, i));
          g_array_remove_index (open, i);
        }

      refresh (fixture);
      g_assert_cmpuint (fixture->copy->len, ==, open->len);
      for (guint i = 0; i < open->len; i++)
        g_assert_cmpuint (sockeye_connection_item_get_peer (g_ptr_array_index (fixture->copy, i)), ==,
                          g_array_index (open, guint32, i));
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) g_test_add ("/connection-list/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("changes", test_changes);
  ADD ("not-listed", test_not_listed);
  ADD ("properties", test_properties);
  ADD ("many", test_many);
  ADD ("random", test_random);
#undef ADD

  return g_test_run ();
}
