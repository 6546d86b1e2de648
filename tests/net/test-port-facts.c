/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "port-facts.h"

#include <string.h>

static const SockeyePortRules rules = { .first_unprivileged = 1024,
                                        .ephemeral_first = 32768,
                                        .ephemeral_last = 60999 };

static const char *
find (GPtrArray *facts, const char *label)
{
  for (guint i = 0; i < facts->len; i++)
    {
      const SockeyeFact *fact = facts->pdata[i];

      if (g_str_equal (fact->label, label))
        return fact->value;
    }
  return "";
}

static void
expect (guint16 port, const SockeyePortRules *with, const char *label, const char *begin)
{
  g_autoptr (GPtrArray) facts = sockeye_port_facts_list (port, with);

  g_test_message ("%u %s: %s", port, label, find (facts, label));
  g_assert_true (g_str_has_prefix (find (facts, label), begin));
  g_assert_cmpint (*begin == '\0', ==, *find (facts, label) == '\0');
}

static void
test_table (void)
{
  SockeyePortRules web = rules;

  expect (80, &rules, "Range", "well-known");
  expect (1023, &rules, "Range", "well-known");
  expect (1024, &rules, "Range", "registered");
  expect (49151, &rules, "Range", "registered");
  expect (49152, &rules, "Range", "dynamic");
  expect (65535, &rules, "Range", "dynamic");
  expect (1023, &rules, "Binding",
          "only with the right CAP_NET_BIND_SERVICE (below 1024), which this program does not");
  expect (1024, &rules, "Binding", "any user may bind it (from 1024 on)");
  expect (32767, &rules, "Beware", "");
  expect (32768, &rules, "Beware", "the system gives it to clients at times: it chooses from 32768–60999");
  expect (61000, &rules, "Beware", "");
  expect (0, &rules, "Binding", "the system chooses a free port from 32768–60999");
  expect (80, &rules, "Service", "none");

  web.tcp_service = "http";
  expect (80, &web, "Service", "http (TCP)");
  web.udp_service = "http";
  expect (80, &web, "Service", "http (TCP and UDP)");
  web.udp_service = "quic";
  expect (80, &web, "Service", "http (TCP), quic (UDP)");
  web.tcp_service = NULL;
  expect (80, &web, "Service", "quic (UDP)");
  web.privileged = TRUE;
  web.first_unprivileged = 81;
  expect (80, &web, "Binding", "only with the right CAP_NET_BIND_SERVICE (below 81), which this program has");
}

static void
on_facts (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **) data = sockeye_port_facts_list_finish (result, &error);
  g_assert_no_error (error);
}

/* What this machine says: whatever its rules are, both are about the same number as the kernel's. */
static void
test_machine (void)
{
  g_autoptr (GPtrArray) facts = NULL;
  g_autofree char *start = NULL;
  g_autofree char *text = NULL;

  sockeye_port_facts_list_async (65000, NULL, on_facts, &facts);
  fixture_wait (facts != NULL);
  g_assert_true (g_str_has_prefix (find (facts, "Range"), "dynamic"));
  g_assert_true (g_file_get_contents ("/proc/sys/net/ipv4/ip_unprivileged_port_start", &start, NULL, NULL));
  text = g_strdup_printf ("any user may bind it (from %s on)", g_strchomp (start));
  g_assert_cmpstr (find (facts, "Binding"), ==, text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/port-facts/table", test_table);
  g_test_add_func ("/port-facts/machine", test_machine);
  return g_test_run ();
}
