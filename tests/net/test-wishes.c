/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "wishes.h"

#include <string.h>

static SockeyeGroup
make_group (const char *address, const char *source, const char *interface)
{
  SockeyeGroup group;
  g_autoptr (GError) error = NULL;

  sockeye_group_set (&group, address, interface, &error);
  g_assert_no_error (error);
  sockeye_group_set_source (&group, source, &error);
  g_assert_no_error (error);
  return group;
}

static void
test_groups (void)
{
  SockeyeGroup group = make_group (" 239.1.2.3 ", "", NULL);
  SockeyeGroup other = make_group ("239.1.2.3", "10.0.0.1", "eth0");
  SockeyeGroup ipv6 = make_group ("ff02::1%lo", "", "");

  g_assert_cmpint (sockeye_endpoint_get_family (&group.group), ==, AF_INET);
  g_assert_cmpstr (group.interface, ==, "");
  g_assert_false (sockeye_endpoint_is_set (&group.source));
  g_assert_true (sockeye_endpoint_is_set (&other.source));
  g_assert_cmpstr (other.interface, ==, "eth0");
  g_assert_cmpstr (ipv6.interface, ==, "lo");
  g_assert_false (sockeye_group_equal (&group, &other));
  other = make_group ("239.1.2.3", " ", "");
  g_assert_true (sockeye_group_equal (&group, &other));
}

/* What is no group is refused in a sentence, and changes nothing. */
static void
test_no_groups (void)
{
  static const char *const texts[] = { "",    " ",       "10.0.0.1", "223.255.255.255", "240.0.0.1",
                                       "::1", "fe00::1", "a.b",      "239.1.2",         "239.1.2.3:80" };
  SockeyeGroup group = make_group ("239.1.2.3", "", "");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      SockeyeGroup before = group;
      g_autoptr (GError) error = NULL;

      g_assert_false (sockeye_group_set (&group, texts[i], "eth0", &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST);
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_true (sockeye_group_equal (&before, &group));
    }
}

static void
test_no_sources (void)
{
  static const char *const texts[] = { "::1", "239.1.2.3", "0.0.0.0", "x", "10.0.0" };
  SockeyeGroup group = make_group ("239.1.2.3", "", "");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sockeye_group_set_source (&group, texts[i], &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST);
      g_assert_false (sockeye_endpoint_is_set (&group.source));
    }
}

static void
wish_number (SockeyeWishes *wishes, SockeyeOption option, gint64 number)
{
  SockeyeOptionValue value = { .number = number };

  sockeye_wishes_set (wishes, option, &value);
}

static void
wish_text (SockeyeWishes *wishes, SockeyeOption option, const char *text)
{
  SockeyeOptionValue value = { 0 };

  g_strlcpy (value.text, text, sizeof value.text);
  sockeye_wishes_set (wishes, option, &value);
}

static void
test_round_trip (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  g_autoptr (SockeyeWishes) copy = NULL;
  g_autoptr (SockeyeWishes) back = NULL;
  g_autoptr (GVariant) variant = NULL;
  SockeyeGroup group = make_group ("239.1.2.3", "10.0.0.1", "eth0");
  SockeyeGroup ipv6 = make_group ("ff02::1", "", "eth1");

  wish_number (wishes, SOCKEYE_OPTION_TCP_NODELAY, 0);
  wish_number (wishes, SOCKEYE_OPTION_SO_RCVBUF, 65536);
  wish_number (wishes, SOCKEYE_OPTION_IP_TTL, 7);
  wish_text (wishes, SOCKEYE_OPTION_TCP_CONGESTION, "reno");
  g_assert_true (sockeye_wishes_add_group (wishes, &group));
  g_assert_false (sockeye_wishes_add_group (wishes, &group));
  g_assert_true (sockeye_wishes_add_group (wishes, &ipv6));
  copy = sockeye_wishes_copy (wishes);
  sockeye_wishes_set (wishes, SOCKEYE_OPTION_IP_TTL, NULL);
  g_assert_true (sockeye_wishes_remove_group (wishes, &group));
  g_assert_false (sockeye_wishes_remove_group (wishes, &group));
  g_assert_cmpuint (sockeye_wishes_get_n_groups (wishes), ==, 1);
  g_assert_null (sockeye_wishes_get (wishes, SOCKEYE_OPTION_IP_TTL));

  variant = g_variant_ref_sink (sockeye_wishes_to_variant (copy));
  back = sockeye_wishes_new_from_variant (variant);
  g_assert_cmpint (sockeye_wishes_get (back, SOCKEYE_OPTION_TCP_NODELAY)->number, ==, 0);
  g_assert_cmpint (sockeye_wishes_get (back, SOCKEYE_OPTION_SO_RCVBUF)->number, ==, 65536);
  g_assert_cmpint (sockeye_wishes_get (back, SOCKEYE_OPTION_IP_TTL)->number, ==, 7);
  g_assert_cmpstr (sockeye_wishes_get (back, SOCKEYE_OPTION_TCP_CONGESTION)->text, ==, "reno");
  g_assert_null (sockeye_wishes_get (back, SOCKEYE_OPTION_SO_SNDBUF));
  g_assert_cmpuint (sockeye_wishes_get_n_groups (back), ==, 2);
  g_assert_true (sockeye_group_equal (sockeye_wishes_get_group (back, 0), &group));
  g_assert_true (sockeye_group_equal (sockeye_wishes_get_group (back, 1), &ipv6));
}

/* Settings that somebody else has written: what does not fit is no wish. */
static void
test_foreign (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
      "{'TCP_NODELAY': <'yes'>, 'SO_RCVBUF': <true>, 'IP_TTL': <int64 256>, 'IP_TOS': <int64 -1>,"
      " 'TCP_KEEPCNT': <int64 5>, 'nonsense': <1>, 'SO_LINGER': <int64 -1>,"
      " 'TCP_CONGESTION': <'a name that is longer than all names in the kernel'>,"
      " 'groups': <[('10.0.0.1', '', ''), ('239.1.2.3', '::1', ''), ('239.1.2.4', '', '')]>}"));
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new_from_variant (variant);

  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    g_assert_true ((sockeye_wishes_get (wishes, i) != NULL) == (i == SOCKEYE_OPTION_TCP_KEEPCNT));
  g_assert_cmpuint (sockeye_wishes_get_n_groups (wishes), ==, 1);
}

static void
test_bound (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();

  for (guint i = 0; i <= SOCKEYE_GROUPS_MAX; i++)
    {
      g_autofree char *address = g_strdup_printf ("239.0.%u.%u", i / 256, i % 256);
      SockeyeGroup group = make_group (address, "", "");

      g_assert_true (sockeye_wishes_add_group (wishes, &group) == (i < SOCKEYE_GROUPS_MAX));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wishes/groups", test_groups);
  g_test_add_func ("/wishes/no-groups", test_no_groups);
  g_test_add_func ("/wishes/no-sources", test_no_sources);
  g_test_add_func ("/wishes/round-trip", test_round_trip);
  g_test_add_func ("/wishes/foreign", test_foreign);
  g_test_add_func ("/wishes/bound", test_bound);
  return g_test_run ();
}
