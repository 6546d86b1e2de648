/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "status.h"

typedef struct
{
  guint n_calls;
  SockeyeSnapshot seen;
  GPtrArray *failures;
} Listener;

static Listener listener;

static void
changed (GObject *object G_GNUC_UNUSED, SockeyeStatus *status)
{
  GList *failures = sockeye_status_take_failures (status);

  listener.n_calls++;
  sockeye_status_get_announced (status, &listener.seen);
  for (GList *l = failures; l != NULL; l = l->next)
    g_ptr_array_add (listener.failures, g_strdup (((GError *) l->data)->message));
  g_list_free_full (failures, (GDestroyNotify) g_error_free);
}

static void
set_unsent (SockeyeStatus *status, guint64 unsent)
{
  sockeye_status_begin (status)->unsent = unsent;
  sockeye_status_end (status);
}

static void
add_failure (SockeyeStatus *status, guint number)
{
  sockeye_status_add_failure (status, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "failure %u", number));
}

static void
iterate_for (guint milliseconds)
{
  for (gint64 end = g_get_monotonic_time () + milliseconds * 1000; g_get_monotonic_time () < end;)
    fixture_iterate ();
}

static void
test_announce (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (SockeyeStatus) status = sockeye_status_new (object, g_main_context_default (), changed);
  SockeyeSnapshot snapshot;

  listener = (Listener){ .failures = g_ptr_array_new_with_free_func (g_free) };
  set_unsent (status, 5);
  add_failure (status, 1);
  sockeye_status_get (status, &snapshot);
  g_assert_cmpuint (snapshot.unsent, ==, 5);
  sockeye_status_get_announced (status, &snapshot);
  g_assert_cmpuint (snapshot.unsent, ==, 0);
  iterate_for (30);
  g_assert_cmpuint (listener.n_calls, ==, 0);

  sockeye_status_announce (status);
  fixture_wait (listener.n_calls == 1);
  g_assert_cmpuint (listener.seen.unsent, ==, 5);
  g_assert_cmpint (listener.seen.state, ==, SOCKEYE_SESSION_OPENING);
  g_assert_cmpuint (listener.failures->len, ==, 1);

  /* Nothing new: nobody is called. */
  sockeye_status_announce (status);
  iterate_for (30);
  g_assert_cmpuint (listener.n_calls, ==, 1);
  g_ptr_array_unref (listener.failures);
}

/* Many changes, few calls; the newest failures are kept. */
static void
test_bounds (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (SockeyeStatus) status = sockeye_status_new (object, g_main_context_default (), changed);
  gint64 start = g_get_monotonic_time ();

  listener = (Listener){ .failures = g_ptr_array_new_with_free_func (g_free) };
  for (guint i = 1; i <= 1000; i++)
    {
      set_unsent (status, i);
      add_failure (status, i);
      sockeye_status_announce (status);
    }
  fixture_wait (listener.seen.unsent == 1000);
  g_assert_cmpuint (listener.failures->len, <=, 16);
  g_assert_cmpstr (g_ptr_array_index (listener.failures, listener.failures->len - 1), ==, "failure 1000");
  for (guint i = 1; i <= 200; i++)
    {
      set_unsent (status, i);
      sockeye_status_announce (status);
      fixture_iterate ();
    }
  fixture_wait (listener.seen.unsent == 200);
  g_assert_cmpuint (listener.n_calls, <=, (guint) (g_get_monotonic_time () - start) / 16000 + 2);
  g_ptr_array_unref (listener.failures);
}

static void
test_listener_gone (void)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (SockeyeStatus) status = sockeye_status_new (object, g_main_context_default (), changed);

  listener = (Listener){ .failures = NULL };
  set_unsent (status, 5);
  sockeye_status_announce (status);
  g_object_unref (object);
  iterate_for (50);
  g_assert_cmpuint (listener.n_calls, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status/announce", test_announce);
  g_test_add_func ("/status/bounds", test_bounds);
  g_test_add_func ("/status/listener-gone", test_listener_gone);
  return g_test_run ();
}
