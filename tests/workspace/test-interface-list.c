/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "interface-list.h"

#include <net/if.h>

static const SockeyeInterface *
find (GPtrArray *interfaces, const char *name)
{
  for (guint i = 0; i < interfaces->len; i++)
    {
      const SockeyeInterface *interface = interfaces->pdata[i];

      if (g_str_equal (interface->name, name))
        return interface;
    }
  return NULL;
}

static void
test_loopback (void)
{
  g_autoptr (GPtrArray) interfaces = sockeye_interface_list_read ();
  const SockeyeInterface *loopback = find (interfaces, "lo");

  g_assert_nonnull (loopback);
  g_assert_true (loopback->up);
  g_assert_true (loopback->loopback);
  g_assert_cmpuint (loopback->mtu, >, 0);
  g_assert_null (loopback->hardware);
  g_assert_null (loopback->broadcast);
  g_assert_true (g_strv_contains ((const char *const *) loopback->addresses, "127.0.0.1/8"));
}

/* Each once, as many as the kernel has. */
static void
test_all (void)
{
  g_autoptr (GPtrArray) interfaces = sockeye_interface_list_read ();
  struct if_nameindex *names = if_nameindex ();
  guint n = 0;

  for (const struct if_nameindex *name = names; name->if_name != NULL; name++, n++)
    g_assert_nonnull (find (interfaces, name->if_name));
  g_assert_cmpuint (interfaces->len, ==, n);
  if_freenameindex (names);
}

static void
test_prefix (void)
{
  g_autoptr (GPtrArray) interfaces = sockeye_interface_list_read ();

  g_assert_cmpint (sockeye_interface_list_find_prefix (interfaces, "127.0.0.1"), ==, 8);
  g_assert_cmpint (sockeye_interface_list_find_prefix (interfaces, "127.0.0"), ==, -1);
  g_assert_cmpint (sockeye_interface_list_find_prefix (interfaces, "198.51.100.1"), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interface-list/loopback", test_loopback);
  g_test_add_func ("/interface-list/all", test_all);
  g_test_add_func ("/interface-list/prefix", test_prefix);
  return g_test_run ();
}
