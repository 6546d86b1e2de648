/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address-facts.h"
#include "errors.h"

#include <string.h>

static const char *
find (GPtrArray *facts, const char *label)
{
  for (guint i = 0; i < facts->len; i++)
    {
      const SockeyeFact *fact = facts->pdata[i];

      if (g_str_equal (fact->label, label))
        return fact->value;
    }
  return NULL;
}

/* One line of each list: text, known prefix, label, and the value, or NULL when there is no such line. */
static void
test_table (void)
{
  static const struct
  {
    const char *text;
    int prefix;
    const char *label;
    const char *value;
  } cases[] = {
    { "192.168.1.77/26", -1, "Version", "IPv4" },
    { "192.168.1.77/26", -1, "Class", "C (its first bits are 110)" },
    { "192.168.1.77/26", -1, "For", "private (192.168.0.0/16, RFC 1918)" },
    { "192.168.1.77/26", -1, "Network", "192.168.1.64/26" },
    { "192.168.1.77/26", 8, "Network mask", "255.255.255.192" },
    { "192.168.1.77/26", -1, "Broadcast", "192.168.1.127" },
    { "192.168.1.77/26", -1, "Hosts", "192.168.1.65 – 192.168.1.126" },
    { "192.168.1.77/26", -1, "Number of hosts", "62" },
    { "192.168.1.77/26", -1, "Binary", "11000000.10101000.00000001.01|001101" },
    { "192.168.1.77/24", -1, "Binary", "11000000.10101000.00000001.|01001101" },
    { "192.168.1.77/26", -1, "Hexadecimal", "0xC0A8014D" },
    { "192.168.1.77/26", -1, "Prefix", NULL },
    { "192.168.1.77", 26, "Network", "192.168.1.64/26" },
    { "10.1.2.3", -1, "Network", "10.0.0.0/8" },
    { "10.1.2.3", -1, "Prefix", "/8, as its class has it; enter another one behind the address" },
    { "10.1.2.3/0", -1, "Network mask", "0.0.0.0" },
    { "10.1.2.3/0", -1, "Number of hosts", "4294967294" },
    { "10.1.2.2/31", -1, "Hosts", "10.1.2.2 – 10.1.2.3" },
    { "10.1.2.2/31", -1, "Broadcast", NULL },
    { "10.1.2.2/32", -1, "Number of hosts", "1" },
    { "127.255.255.254", -1, "Class", "A (its first bits are 0)" },
    { "128.0.0.0", -1, "Class", "B (its first bits are 10)" },
    { "191.255.0.1", -1, "Network", "191.255.0.0/16" },
    { "224.0.0.251", -1, "Class", "D (its first bits are 1110)" },
    { "224.0.0.251", -1, "Network", NULL },
    { "224.0.0.251", -1, "For", "multicast, within the network (224.0.0.0/24, RFC 5771)" },
    { "239.1.2.3", -1, "For", "multicast, within an organization (239.0.0.0/8, RFC 2365)" },
    { "240.0.0.1", -1, "Class", "E (its first bits are 1111)" },
    { "255.255.255.255", -1, "For", "broadcast to the own network (255.255.255.255/32, RFC 919)" },
    { "127.0.0.1", -1, "For", "loopback: this machine (127.0.0.0/8, RFC 1122)" },
    { "169.254.9.9", -1, "For", "link-local (169.254.0.0/16, RFC 3927)" },
    { "172.31.255.255", -1, "For", "private (172.16.0.0/12, RFC 1918)" },
    { "172.32.0.0", -1, "For", "public" },
    { "100.127.0.1", -1, "For", "shared by the customers of a provider (100.64.0.0/10, RFC 6598)" },
    { "203.0.113.5", -1, "For", "documentation (203.0.113.0/24, RFC 5737)" },
    { "0.0.0.0", -1, "For",
      "unspecified: all addresses of this machine, where it is bound to (0.0.0.0/32, RFC 1122)" },
    { "2001:0DB8::0:1/64", -1, "Version", "IPv6" },
    { "2001:0DB8::0:1/64", -1, "For", "documentation (2001:db8::/32, RFC 3849)" },
    { "2001:0DB8::0:1/64", -1, "Compressed", "2001:db8::1" },
    { "2001:0DB8::0:1/64", -1, "In full", "2001:0db8:0000:0000:0000:0000:0000:0001" },
    { "2001:0DB8::0:1/64", -1, "Network", "2001:db8::/64" },
    { "2001:0DB8::0:1/64", -1, "Addresses", "2001:db8:: – 2001:db8::ffff:ffff:ffff:ffff" },
    { "2001:0DB8::0:1/64", -1, "Number of addresses", "2^64 ≈ 1.84e+19" },
    { "2001:db8::17/124", -1, "Addresses", "2001:db8::10 – 2001:db8::1f" },
    { "2001:db8::17/124", -1, "Number of addresses", "16" },
    { "2001:db8::17/128", -1, "Number of addresses", "1" },
    { "2001:db8::1/33", -1, "Binary",
      "0010000000000001:0000110110111000\n0|000000000000000:0000000000000000\n"
      "0000000000000000:0000000000000000\n0000000000000000:0000000000000001" },
    { "::1", -1, "For", "loopback: this machine (::1/128, RFC 4291)" },
    { "::1", -1, "Scope", "this machine" },
    { "[::1]", -1, "Scope", "this machine" },
    { "fe80::1", -1, "Scope", "this link: the interface has to be given, as in fe80::1%eth0" },
    { "fd00::1", -1, "For", "unique local, as private as IPv4’s (fc00::/7, RFC 4193)" },
    { "fd00::1", -1, "Scope", "within the sites that agreed on it" },
    { "ff02::fb", -1, "Scope", "this link" },
    { "ff0e::1", -1, "Scope", "everywhere" },
    { "ff02::fb", -1, "Network", NULL },
    { "::ffff:1.2.3.4", -1, "For", "IPv4-mapped (::ffff:0:0/96, RFC 4291)" },
    { "::ffff:1.2.3.4", -1, "Scope", "not globally reachable: IPv6 sockets write IPv4 addresses so" },
    { "::ffff:1.2.3.4", -1, "Network", "::ffff:0.0.0.0/96" },
    { "::ffff:1.2.3.4", -1, "Addresses", "::ffff:0.0.0.0 – ::ffff:255.255.255.255" },
    { "::ffff:1.2.3.4", -1, "Number of addresses", "4294967296" },
    { "::ffff:1.2.3.4", -1, "IPv4 address", "1.2.3.4: public" },
    { "::ffff:10.2.3.4", -1, "IPv4 address", "10.2.3.4: private (10.0.0.0/8, RFC 1918)" },
    { "::1.2.3.4", -1, "IPv4 address", NULL },
    { "2606:4700::1", -1, "For", "public" },
    { "4000::", -1, "For", "reserved (::/0, RFC 4291)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) facts = sockeye_address_facts_list (cases[i].text, cases[i].prefix, &error);

      g_assert_no_error (error);
      g_test_message ("%s: %s", cases[i].text, cases[i].label);
      g_assert_cmpstr (find (facts, cases[i].label), ==, cases[i].value);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } cases[] = {
    { "", "Enter an IPv4 or IPv6 address" },
    { "localhost", "This is a name" },
    { "10.0.0.1/33", "has 32 bits" },
    { "10.0.0.1/", "The prefix behind the slash" },
    { "10.0.0.1/x", "The prefix behind the slash" },
    { "::1/129", "The prefix behind the slash" },
    { "10.0.0.256", "" },
    { "1:2:3", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (sockeye_address_facts_list (cases[i].text, -1, &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-facts/table", test_table);
  g_test_add_func ("/address-facts/bad", test_bad);
  return g_test_run ();
}
