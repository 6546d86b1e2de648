/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local-addresses.h"

#include "endpoint.h"

static gboolean
contains (GPtrArray *addresses, const char *address)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const SockeyeLocalAddress *entry = g_ptr_array_index (addresses, i);

      if (g_str_equal (entry->address, address))
        return TRUE;
    }

  return FALSE;
}

static void
test_loopback (void)
{
  g_autoptr (GPtrArray) addresses = sockeye_local_addresses_list (FALSE);

  g_assert_true (contains (addresses, "127.0.0.1"));
  g_assert_false (contains (addresses, "0.0.0.0"));
  g_assert_false (contains (addresses, "::"));
}

static void
test_any (void)
{
  g_autoptr (GPtrArray) addresses = sockeye_local_addresses_list (TRUE);
  const SockeyeLocalAddress *first = g_ptr_array_index (addresses, 0);
  const SockeyeLocalAddress *second = g_ptr_array_index (addresses, 1);

  g_assert_cmpstr (first->address, ==, "0.0.0.0");
  g_assert_cmpstr (second->address, ==, "::");
  g_assert_true (contains (addresses, "127.0.0.1"));
}

/* Whatever is offered can be chosen. */
static void
test_usable (void)
{
  g_autoptr (GPtrArray) addresses = sockeye_local_addresses_list (TRUE);

  for (guint i = 0; i < addresses->len; i++)
    {
      const SockeyeLocalAddress *entry = g_ptr_array_index (addresses, i);
      SockeyeHostKind kind = sockeye_host_classify (entry->address, NULL);

      g_assert_true (kind == SOCKEYE_HOST_IPV4 || kind == SOCKEYE_HOST_IPV6);
      g_assert_cmpstr (entry->note, !=, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-addresses/loopback", test_loopback);
  g_test_add_func ("/local-addresses/any", test_any);
  g_test_add_func ("/local-addresses/usable", test_usable);
  return g_test_run ();
}
