/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sender-list.h"

typedef struct
{
  SockeyeCapture *capture;
  SockeyeSenderList *list;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  self->capture = sockeye_capture_new (&limits);
  self->list = sockeye_sender_list_new (self->capture);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (self->list);
  g_object_unref (self->capture);
}

static void
add (Fixture *self, guint16 port, gboolean stream)
{
  SockeyeEndpoint local, remote;

  sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL);
  sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL);
  sockeye_sink_add_peer (SOCKEYE_SINK (self->capture), &local, &remote, stream, 1);
}

static void
assert_list (Fixture *self, const guint16 *ports, guint n)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SockeyeConnectionItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      g_autofree char *expected = g_strdup_printf ("127.0.0.1:%u", ports[i]);

      g_assert_cmpstr (sockeye_connection_item_get_remote (item), ==, expected);
    }
}

/* Datagrams only, and each end point once, although a new opening gives it a new id. */
static void
test_new (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const guint16 first[] = { 1001, 1003 };
  static const guint16 second[] = { 1001, 1003, 1004 };

  sockeye_sender_list_refresh (self->list);
  assert_list (self, NULL, 0);
  add (self, 1001, FALSE);
  add (self, 1002, TRUE);
  add (self, 1003, FALSE);
  sockeye_sender_list_refresh (self->list);
  assert_list (self, first, 2);
  add (self, 1001, FALSE);
  add (self, 1004, FALSE);
  sockeye_sender_list_refresh (self->list);
  assert_list (self, second, 3);
}

/* However many there are, the newest stay. */
static void
test_many (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  guint16 newest[SOCKEYE_SENDERS_MAX];

  for (guint i = 0; i < 5000; i++)
    {
      add (self, (guint16) (2000 + i), FALSE);
      if (i % 700 == 0)
        sockeye_sender_list_refresh (self->list);
    }
  sockeye_sender_list_refresh (self->list);
  for (guint i = 0; i < SOCKEYE_SENDERS_MAX; i++)
    newest[i] = (guint16) (2000 + 5000 - SOCKEYE_SENDERS_MAX + i);
  assert_list (self, newest, SOCKEYE_SENDERS_MAX);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sender-list/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/sender-list/many", Fixture, NULL, set_up, test_many, tear_down);
  return g_test_run ();
}
