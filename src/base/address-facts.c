/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address-facts-private.h"

#include "errors.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define IPV6_PREFIX_DEFAULT 64
#define IPV6_PREFIX_MAPPED  96
/* From here on the exact number of addresses fits no integer of C. */
#define EXACT_BITS_MAX 63

static void
fact_free (gpointer data)
{
  SockeyeFact *fact = data;

  g_free (fact->label);
  g_free (fact->value);
  g_free (fact);
}

/**
 * sockeye_facts_new:
 *
 * Returns: (transfer full) (element-type SockeyeFact): an empty list
 */
GPtrArray *
sockeye_facts_new (void)
{
  return g_ptr_array_new_with_free_func (fact_free);
}

/**
 * sockeye_facts_add:
 * @facts: (element-type SockeyeFact): a list
 * @label: what it is about
 * @format: what is so, as of printf(3)
 * @...: for @format
 *
 * Adds a line at the end.
 */
void
sockeye_facts_add (GPtrArray *facts, const char *label, const char *format, ...)
{
  SockeyeFact *fact = g_new (SockeyeFact, 1);
  va_list arguments;

  va_start (arguments, format);
  fact->label = g_strdup (label);
  fact->value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (facts, fact);
}

/* IPv4 */

static const char *
format_ipv4 (guint32 address, char *text)
{
  struct in_addr native = { .s_addr = g_htonl (address) };

  return inet_ntop (AF_INET, &native, text, INET_ADDRSTRLEN);
}

/* RFC 791, 3.2; classes have meant nothing for routing since RFC 1519. */
static char
get_class (guint32 address)
{
  if (address < 0x80000000u)
    return 'A';
  if (address < 0xc0000000u)
    return 'B';
  if (address < 0xe0000000u)
    return 'C';
  return address < 0xf0000000u ? 'D' : 'E';
}

static int
get_class_prefix (guint32 address)
{
  switch (get_class (address))
    {
    case 'A':
      return 8;
    case 'B':
      return 16;
    case 'C':
      return 24;
    default:
      return -1; /* neither D nor E has networks */
    }
}

static void
add_class (GPtrArray *facts, guint32 address)
{
  static const char *const bits[] = { "0", "10", "110", "1110", "1111" };
  char letter = get_class (address);

  /* Translators: a letter from A to E, and bits such as "110" */
  sockeye_facts_add (facts, _ ("Class"), _ ("%c (its first bits are %s)"), letter, bits[letter - 'A']);
}

/* With a bar where the part of the network ends. */
static char *
format_bits_ipv4 (guint32 address, int prefix)
{
  GString *text = g_string_new (NULL);

  for (int bit = 0; bit < 32; bit++)
    {
      if (bit > 0 && bit % 8 == 0)
        g_string_append_c (text, '.');
      if (bit == prefix)
        g_string_append_c (text, '|');
      g_string_append_c (text, (address >> (31 - bit)) & 1 ? '1' : '0');
    }
  return g_string_free (text, FALSE);
}

/* Two ends of a point-to-point link, or one host, need no network or broadcast address (RFC 3021). */
static void
add_hosts (GPtrArray *facts, guint32 network, guint32 broadcast, int prefix)
{
  char first[INET_ADDRSTRLEN], last[INET_ADDRSTRLEN];
  guint32 spare = prefix >= 31 ? 0 : 1;
  guint64 n = (guint64) broadcast - network + 1 - 2 * spare;

  if (prefix < 31)
    sockeye_facts_add (facts, _ ("Broadcast"), "%s", format_ipv4 (broadcast, first));
  sockeye_facts_add (facts, _ ("Hosts"), "%s – %s", format_ipv4 (network + spare, first),
                     format_ipv4 (broadcast - spare, last));
  sockeye_facts_add (facts, _ ("Number of hosts"), "%'" G_GUINT64_FORMAT, n);
}

static void
add_network (GPtrArray *facts, guint32 address, int prefix)
{
  guint32 mask = prefix == 0 ? 0 : G_MAXUINT32 << (32 - prefix);
  char text[INET_ADDRSTRLEN];

  sockeye_facts_add (facts, C_ ("address", "Network"), "%s/%d", format_ipv4 (address & mask, text), prefix);
  sockeye_facts_add (facts, _ ("Network mask"), "%s", format_ipv4 (mask, text));
  add_hosts (facts, address & mask, address | ~mask, prefix);
}

static void
list_ipv4 (GPtrArray *facts, const SockeyeEndpoint *endpoint, int prefix)
{
  guint32 address = g_ntohl (endpoint->in.sin_addr.s_addr);
  gboolean assumed = prefix < 0;
  g_autofree char *kind = sockeye_address_kind_describe (endpoint);
  g_autofree char *bits = NULL;

  if (assumed)
    prefix = get_class_prefix (address);
  sockeye_facts_add (facts, _ ("Version"), "IPv4");
  add_class (facts, address);
  sockeye_facts_add (facts, _ ("For"), "%s", kind);
  if (prefix >= 0)
    {
      add_network (facts, address, prefix);
      if (assumed)
        sockeye_facts_add (facts, _ ("Prefix"),
                           _ ("/%d, as its class has it; enter another one behind the address"), prefix);
    }
  bits = format_bits_ipv4 (address, prefix);
  sockeye_facts_add (facts, _ ("Binary"), "%s", bits);
  sockeye_facts_add (facts, _ ("Hexadecimal"), "0x%08X", address);
}

/* IPv6 */

static char *
format_full (const guint8 *bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 16; i += 2)
    g_string_append_printf (text, "%s%02x%02x", i > 0 ? ":" : "", bytes[i], bytes[i + 1]);
  return g_string_free (text, FALSE);
}

static char *
format_bits_ipv6 (const guint8 *bytes, int prefix)
{
  GString *text = g_string_new (NULL);

  for (int bit = 0; bit < 128; bit++)
    {
      if (bit == prefix)
        g_string_append_c (text, '|');
      if (bit > 0 && bit % 16 == 0)
        g_string_append_c (text, bit % 32 == 0 ? '\n' : ':');
      g_string_append_c (text, (bytes[bit / 8] >> (7 - bit % 8)) & 1 ? '1' : '0');
    }
  return g_string_free (text, FALSE);
}

/* @ones: the bits behind the prefix are set: the last address */
static const char *
format_edge (const guint8 *bytes, int prefix, gboolean ones, char *text)
{
  guint8 edge[16];

  for (int i = 0; i < 16; i++)
    {
      int kept = CLAMP (prefix - i * 8, 0, 8);
      guint8 mask = (guint8) (0xff00 >> kept);

      edge[i] = (guint8) ((bytes[i] & mask) | (ones ? ~mask : 0));
    }
  return inet_ntop (AF_INET6, edge, text, INET6_ADDRSTRLEN);
}

static void
add_network_ipv6 (GPtrArray *facts, const guint8 *bytes, int prefix)
{
  char first[INET6_ADDRSTRLEN], last[INET6_ADDRSTRLEN];
  int bits = 128 - prefix;

  format_edge (bytes, prefix, FALSE, first);
  sockeye_facts_add (facts, C_ ("address", "Network"), "%s/%d", first, prefix);
  sockeye_facts_add (facts, C_ ("address", "Addresses"), "%s – %s", first,
                     format_edge (bytes, prefix, TRUE, last));
  if (bits <= EXACT_BITS_MAX)
    sockeye_facts_add (facts, _ ("Number of addresses"), "%'" G_GUINT64_FORMAT,
                       G_GUINT64_CONSTANT (1) << bits);
  else
    sockeye_facts_add (facts, _ ("Number of addresses"), "2^%d ≈ %.3Lg", bits, __builtin_powil (2.0L, bits));
}

/* In front of an IPv4 address there is nothing but what says so (RFC 4291, 2.5.5.2). */
static int
get_usual_prefix (const SockeyeEndpoint *endpoint)
{
  if (IN6_IS_ADDR_MULTICAST (&endpoint->in6.sin6_addr))
    return 128;
  return IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr) ? IPV6_PREFIX_MAPPED : IPV6_PREFIX_DEFAULT;
}

/* What an IPv4-mapped address stands for. */
static void
add_inner (GPtrArray *facts, const SockeyeEndpoint *endpoint)
{
  const guint8 *bytes = endpoint->in6.sin6_addr.s6_addr + 12;
  SockeyeEndpoint inner;
  g_autofree char *kind = NULL;
  char text[INET_ADDRSTRLEN];

  if (!IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr))
    return;
  inet_ntop (AF_INET, bytes, text, sizeof text);
  if (!sockeye_endpoint_set_literal (&inner, text, 0, NULL))
    return;
  kind = sockeye_address_kind_describe (&inner);
  /* Translators: %1$s is an IPv4 address, %2$s what it is for, such as "private" */
  sockeye_facts_add (facts, _ ("IPv4 address"), _ ("%1$s: %2$s"), text, kind);
}

static void
list_ipv6 (GPtrArray *facts, const SockeyeEndpoint *endpoint, int prefix)
{
  const guint8 *bytes = endpoint->in6.sin6_addr.s6_addr;
  g_autofree char *kind = sockeye_address_kind_describe (endpoint);
  g_autofree char *scope = sockeye_address_scope_describe (endpoint);
  g_autofree char *full = format_full (bytes);
  g_autofree char *bits = NULL;
  char compressed[INET6_ADDRSTRLEN];
  gboolean assumed = prefix < 0;

  if (assumed)
    prefix = get_usual_prefix (endpoint);
  sockeye_facts_add (facts, _ ("Version"), "IPv6");
  sockeye_facts_add (facts, _ ("For"), "%s", kind);
  sockeye_facts_add (facts, _ ("Scope"), "%s", scope);
  add_inner (facts, endpoint);
  sockeye_facts_add (facts, _ ("Compressed"), "%s",
                     inet_ntop (AF_INET6, bytes, compressed, sizeof compressed));
  sockeye_facts_add (facts, _ ("In full"), "%s", full);
  if (bytes[0] != 0xff)
    {
      add_network_ipv6 (facts, bytes, prefix);
      if (assumed)
        sockeye_facts_add (facts, _ ("Prefix"), _ ("/%d, as is usual; enter another one behind the address"),
                           prefix);
    }
  bits = format_bits_ipv6 (bytes, prefix);
  sockeye_facts_add (facts, _ ("Binary"), "%s", bits);
}

/* The text */

/* Returns the prefix, -1 for none, or -2 with @error. */
static int
take_prefix (char *text, GError **error)
{
  char *slash = strchr (text, '/');
  guint64 prefix;

  if (slash == NULL)
    return -1;
  *slash = '\0';
  g_strchomp (text);
  if (g_ascii_string_to_unsigned (g_strstrip (slash + 1), 10, 0, 128, &prefix, NULL))
    return (int) prefix;
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                       _ ("The prefix behind the slash is a number of bits: 0 to 32 for IPv4, 0 to 128 for "
                          "IPv6, as in 192.168.1.5/24."));
  return -2;
}

static gboolean
read_address (const char *text, SockeyeEndpoint *endpoint, GError **error)
{
  SockeyeHostKind kind = sockeye_host_classify (text, error);

  if (kind == SOCKEYE_HOST_IPV4 || kind == SOCKEYE_HOST_IPV6)
    return sockeye_endpoint_set_literal (endpoint, text, 0, error);
  if (kind == SOCKEYE_HOST_EMPTY)
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
        _ ("Enter an IPv4 or IPv6 address, with or without a prefix, as in 192.168.1.5/24."));
  if (kind == SOCKEYE_HOST_NAME)
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
        _ ("This is a name, not an address. The log lists its addresses when a session looks "
           "it up."));
  return FALSE;
}

/**
 * sockeye_address_facts_list:
 * @text: an IPv4 or IPv6 address, perhaps with a zone ("fe80::1%eth0"), and perhaps with a prefix behind a slash
 * @known_prefix: that of the interface that has this address; -1: it is not known. A prefix in @text goes first
 * @error: what is wrong with @text: %SOCKEYE_ERROR_INVALID_HOST
 *
 * Tells what can be said about an address from its bits: version, class (RFC 791), what it is for, network, mask,
 * broadcast, range and number of hosts, binary form; for IPv6 its scope and both forms of writing (RFC 5952).
 *
 * Returns: (transfer full) (nullable) (element-type SockeyeFact): line by line
 */
GPtrArray *
sockeye_address_facts_list (const char *text, int known_prefix, GError **error)
{
  g_autofree char *address = g_strstrip (g_strdup (text));
  g_autoptr (GPtrArray) facts = sockeye_facts_new ();
  int prefix = take_prefix (address, error);
  SockeyeEndpoint endpoint;
  gboolean ipv4;

  if (prefix == -2 || !read_address (address, &endpoint, error))
    return NULL;

  ipv4 = sockeye_endpoint_get_family (&endpoint) == AF_INET;
  if (ipv4 && prefix > 32)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                           _ ("An IPv4 address has 32 bits: the prefix cannot be longer."));
      return NULL;
    }
  if (prefix < 0)
    prefix = known_prefix;
  if (ipv4)
    list_ipv4 (facts, &endpoint, prefix);
  else
    list_ipv6 (facts, &endpoint, prefix);
  return g_steal_pointer (&facts);
}
