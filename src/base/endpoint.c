/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "endpoint.h"
#include "errors.h"

#include <arpa/inet.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>

G_STATIC_ASSERT (IF_NAMESIZE < 64);

/* "[fe80::1%eth0]" and "fe80::1%2" as well; says why when the scope is none of this machine's. */
static gboolean
parse_scope (const char *scope, guint32 *index, GError **error)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (scope, 10, 1, G_MAXINT32, &number, NULL))
    {
      *index = (guint32) number;
      return TRUE;
    }

  *index = if_nametoindex (scope);
  if (*index != 0)
    return TRUE;

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
               /* Translators: %s is what stands behind the "%" of an IPv6 address, such as "eth0" */
               _ ("This machine has no network interface “%s”. After the percent sign of an IPv6 address "
                  "stands the name or the number of an interface, such as “eth0” or “2”."),
               scope);
  return FALSE;
}

static gboolean
parse_ipv6 (const char *host, struct in6_addr *address, guint32 *scope, GError **error)
{
  gsize length = strlen (host);
  gboolean brackets = length >= 2 && host[0] == '[' && host[length - 1] == ']';
  g_autofree char *text = brackets ? g_strndup (host + 1, length - 2) : g_strdup (host);
  char *percent = strchr (text, '%');

  *scope = 0;
  if (percent != NULL)
    *percent = '\0';
  if (inet_pton (AF_INET6, text, address) == 1)
    return percent == NULL || parse_scope (percent + 1, scope, error);

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
               /* Translators: %s is what the user typed */
               _ ("“%s” is not an IPv6 address. Such an address looks like “::1”, “2001:db8::5” or "
                  "“fe80::1%%eth0”."),
               host);
  return FALSE;
}

/* “127.0.0.1:8080” or “example.org:80” in the field that is for the host alone */
static gboolean
has_port (const char *text)
{
  const char *colon = strchr (text, ':');

  if (text[0] == '[')
    {
      const char *end = strstr (text, "]:");

      return end != NULL && end[2] != '\0' && strspn (end + 2, "0123456789") == strlen (end + 2);
    }

  return colon != NULL && colon != text && strchr (colon + 1, ':') == NULL && colon[1] != '\0'
         && strspn (colon + 1, "0123456789") == strlen (colon + 1);
}

/* getaddrinfo() takes "1.2.3", "0x7f.1" and "2130706433" for addresses of the old kind; who types that means
 * something else. A name's last label is therefore never a number (RFC 1123, section 2.1). */
static gboolean
ends_in_number (const char *name)
{
  gsize length = strlen (name);
  const char *label;
  gsize label_length;

  if (length > 0 && name[length - 1] == '.')
    length--;
  label = name + length;
  while (label > name && label[-1] != '.')
    label--;
  label_length = (gsize) (name + length - label);

  if (label_length > 1 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
    return strspn (label + 2, "0123456789abcdefABCDEF") >= label_length - 2;
  return label_length > 0 && strspn (label, "0123456789") >= label_length;
}

static gboolean
check_label (const char *label, GError **error)
{
  gsize length = strlen (label);

  if (length == 0)
    g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                         _ ("A part of the host name is empty. Between two dots stand letters, digits or "
                            "hyphens, as in “www.example.org”."));
  else if (length > 63)
    g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                         _ ("A part of the host name is too long. Between two dots stand at most 63 "
                            "characters."));
  else if (label[0] == '-' || label[length - 1] == '-')
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
        /* Translators: %s is a part of a host name, between two dots */
        _ ("“%s” begins or ends with a hyphen, which no part of a host name does. Remove the hyphen."),
        label);
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_characters (const char *text, const char *ascii, GError **error)
{
  for (const char *p = ascii; *p != '\0'; p++)
    {
      g_autofree char *shown = NULL;

      /* RFC 1123 has no underscore, but networks of containers are full of it. */
      if (g_ascii_isalnum (*p) || *p == '-' || *p == '.' || *p == '_')
        continue;
      shown = g_ascii_isgraph (*p) ? g_strndup (p, 1) : g_strdup_printf ("\\x%02X", (guint8) *p);
      if (*p == ' ')
        g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                     /* Translators: %s is what the user typed */
                     _ ("“%s” has a blank inside. Enter one IPv4 address, IPv6 address or host name."), text);
      else
        g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                     /* Translators: %s is a single character */
                     _ ("“%s” cannot stand in a host. Enter an IPv4 address such as 127.0.0.1, an IPv6 "
                        "address such as ::1, or a host name such as localhost."),
                     shown);
      return FALSE;
    }

  return TRUE;
}

/* RFC 1123 section 2.1, RFC 1035 section 2.3.4 (lengths), RFC 5890 (international names) */
static gboolean
check_name (const char *text, GError **error)
{
  g_autofree char *ascii = g_utf8_validate (text, -1, NULL) ? g_hostname_to_ascii (text) : NULL;
  g_auto (GStrv) labels = NULL;
  gsize length;

  if (ascii == NULL)
    {
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      g_set_error (
          error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
          /* Translators: %s is what the user typed */
          _ ("“%s” is not a host name. Enter an IPv4 address such as 127.0.0.1, an IPv6 address such "
             "as ::1, or a host name such as localhost."),
          valid);
      return FALSE;
    }
  if (!check_characters (text, ascii, error))
    return FALSE;

  length = strlen (ascii);
  if (length > 1 && ascii[length - 1] == '.')
    ascii[--length] = '\0';
  if (length > 253)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                           _ ("The host name is too long. A name has at most 253 characters."));
      return FALSE;
    }
  if (ends_in_number (ascii))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what the user typed */
                   _ ("“%s” is not an IPv4 address. Such an address is four numbers from 0 to 255 with dots "
                      "between them, without leading zeros, such as 127.0.0.1."),
                   text);
      return FALSE;
    }

  labels = g_strsplit (ascii, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    if (!check_label (labels[i], error))
      return FALSE;
  return TRUE;
}

static SockeyeHostKind
classify_colons (const char *host, GError **error)
{
  struct in6_addr address;
  guint32 scope;

  if (has_port (host))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what the user typed, such as "127.0.0.1:8080" */
                   _ ("“%s” holds a port as well. Enter the port in its own field."), host);
      return SOCKEYE_HOST_INVALID;
    }

  return parse_ipv6 (host, &address, &scope, error) ? SOCKEYE_HOST_IPV6 : SOCKEYE_HOST_INVALID;
}

/**
 * sockeye_host_classify:
 * @text: what stands in a host field; blanks around it do not count
 * @error: why it is %SOCKEYE_HOST_INVALID, in a sentence for the user
 *
 * Tells what a host field's text is. IPv4 is four decimal numbers with dots and nothing shorter; IPv6 follows
 * RFC 4291, with a scope of this machine's (RFC 4007) and with brackets if one likes; names follow RFC 1123 and
 * IDNA. No look-up is made and nothing blocks.
 *
 * Returns: the kind; @error is set for %SOCKEYE_HOST_INVALID only
 */
SockeyeHostKind
sockeye_host_classify (const char *text, GError **error)
{
  g_autofree char *host = g_strstrip (g_strdup (text != NULL ? text : ""));
  struct in_addr address;

  if (host[0] == '\0')
    return SOCKEYE_HOST_EMPTY;
  if (inet_pton (AF_INET, host, &address) == 1)
    return SOCKEYE_HOST_IPV4;
  if (g_utf8_validate (host, -1, NULL) && (host[0] == '[' || strchr (host, ':') != NULL))
    return classify_colons (host, error);

  return check_name (host, error) ? SOCKEYE_HOST_NAME : SOCKEYE_HOST_INVALID;
}

/**
 * sockeye_port_parse:
 * @text: what stands in a port field; blanks around it do not count
 * @zero_allowed: whether 0 ("the system chooses") makes sense
 * @port: (out) (optional): the port, unchanged on failure
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: whether @text is a port
 */
gboolean
sockeye_port_parse (const char *text, gboolean zero_allowed, guint16 *port, GError **error)
{
  g_autofree char *digits = g_strstrip (g_strdup (text != NULL ? text : ""));
  guint64 number = 0;

  if (digits[0] == '\0')
    g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PORT,
                         zero_allowed ? _ ("The port is missing. Enter a number from 0 to 65535.")
                                      : _ ("The port is missing. Enter a number from 1 to 65535."));
  else if (strspn (digits, "0123456789") != strlen (digits)
           || !g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT16, &number, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (digits, -1);

      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PORT,
                   /* Translators: %s is what the user typed */
                   zero_allowed ? _ ("“%s” is not a port: ports go from 0 to 65535.")
                                : _ ("“%s” is not a port: ports go from 1 to 65535."),
                   valid);
    }
  else if (number == 0 && !zero_allowed)
    g_set_error_literal (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PORT,
        _ ("Nobody can be reached at port 0: it only asks the system to choose a port for this "
           "end. Enter a number from 1 to 65535."));
  else
    {
      if (port != NULL)
        *port = (guint16) number;
      return TRUE;
    }

  return FALSE;
}

/**
 * sockeye_endpoint_clear:
 * @endpoint: an end point
 *
 * Makes it "no address".
 */
void
sockeye_endpoint_clear (SockeyeEndpoint *endpoint)
{
  memset (endpoint, 0, sizeof *endpoint);
}

gboolean
sockeye_endpoint_is_set (const SockeyeEndpoint *endpoint)
{
  return endpoint->length != 0;
}

/**
 * sockeye_endpoint_set_native:
 * @endpoint: an end point
 * @native: (nullable): an address that the kernel gave
 * @length: its bytes
 *
 * Takes an IPv4, IPv6 or Unix address. Anything else, or less than the family needs, is "no address".
 */
void
sockeye_endpoint_set_native (SockeyeEndpoint *endpoint, const struct sockaddr *native, socklen_t length)
{
  gsize used = 0;

  sockeye_endpoint_clear (endpoint);
  if (native == NULL || length < sizeof native->sa_family)
    return;

  if (native->sa_family == AF_INET && length >= sizeof endpoint->in)
    used = sizeof endpoint->in;
  else if (native->sa_family == AF_INET6 && length >= sizeof endpoint->in6)
    used = sizeof endpoint->in6;
  else if (native->sa_family == AF_UNIX)
    used = MIN (length, sizeof endpoint->un);

  memcpy (&endpoint->un, native, used);
  endpoint->length = (guint32) used;
}

/**
 * sockeye_endpoint_set_literal:
 * @endpoint: an end point, unchanged on failure
 * @host: an IPv4 or IPv6 address in text
 * @port: a port
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: whether @host is an address; a name is none
 */
gboolean
sockeye_endpoint_set_literal (SockeyeEndpoint *endpoint, const char *host, guint16 port, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (host != NULL ? host : ""));
  SockeyeEndpoint made = { .length = 0 };

  switch (sockeye_host_classify (text, error))
    {
    case SOCKEYE_HOST_IPV4:
      made.length = sizeof made.in;
      made.in.sin_family = AF_INET;
      made.in.sin_port = g_htons (port);
      inet_pton (AF_INET, text, &made.in.sin_addr);
      break;

    case SOCKEYE_HOST_IPV6:
      made.length = sizeof made.in6;
      made.in6.sin6_family = AF_INET6;
      made.in6.sin6_port = g_htons (port);
      if (!parse_ipv6 (text, &made.in6.sin6_addr, &made.in6.sin6_scope_id, error))
        return FALSE;
      break;

    case SOCKEYE_HOST_EMPTY:
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                           _ ("The host is missing. Enter an IPv4 or IPv6 address."));
      return FALSE;

    case SOCKEYE_HOST_NAME:
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what the user typed */
                   _ ("“%s” is a name, and an address is needed here. Enter an IPv4 or IPv6 address."), text);
      return FALSE;

    case SOCKEYE_HOST_INVALID:
    default:
      return FALSE;
    }

  *endpoint = made;
  return TRUE;
}

/**
 * sockeye_endpoint_set_address:
 * @endpoint: an end point, unchanged on failure
 * @address: an address of GIO's
 * @error: why it has no native form
 *
 * Returns: whether it is an IPv4, IPv6 or Unix address
 */
gboolean
sockeye_endpoint_set_address (SockeyeEndpoint *endpoint, GSocketAddress *address, GError **error)
{
  struct sockaddr_storage native = { .ss_family = AF_UNSPEC };
  SockeyeEndpoint made;
  gssize size;

  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (address), FALSE);

  size = g_socket_address_get_native_size (address);
  if (size > 0 && !g_socket_address_to_native (address, &native, sizeof native, error))
    return FALSE;

  sockeye_endpoint_set_native (&made, (const struct sockaddr *) &native, (socklen_t) MAX (size, 0));
  if (!sockeye_endpoint_is_set (&made))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is the name of a type, such as "GProxyAddress" */
                   _ ("An address of the kind %s cannot be used. Choose an IPv4, IPv6 or Unix address."),
                   G_OBJECT_TYPE_NAME (address));
      return FALSE;
    }

  *endpoint = made;
  return TRUE;
}

/**
 * sockeye_endpoint_to_address:
 * @endpoint: an end point
 *
 * Returns: (transfer full) (nullable): the same for GIO; %NULL for "no address"
 */
GSocketAddress *
sockeye_endpoint_to_address (const SockeyeEndpoint *endpoint)
{
  SockeyeEndpoint copy = *endpoint;

  if (!sockeye_endpoint_is_set (endpoint))
    return NULL;

  return g_socket_address_new_from_native (&copy.any, copy.length);
}

/**
 * sockeye_endpoint_get_family:
 * @endpoint: an end point
 *
 * Returns: AF_INET, AF_INET6, AF_UNIX, or AF_UNSPEC for "no address"
 */
int
sockeye_endpoint_get_family (const SockeyeEndpoint *endpoint)
{
  return sockeye_endpoint_is_set (endpoint) ? endpoint->any.sa_family : AF_UNSPEC;
}

/**
 * sockeye_endpoint_get_port:
 * @endpoint: an end point
 *
 * Returns: the port; 0 when the family has none
 */
guint16
sockeye_endpoint_get_port (const SockeyeEndpoint *endpoint)
{
  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      return g_ntohs (endpoint->in.sin_port);
    case AF_INET6:
      return g_ntohs (endpoint->in6.sin6_port);
    default:
      return 0;
    }
}

/**
 * sockeye_endpoint_is_any:
 * @endpoint: an end point
 *
 * Returns: whether it stands for all addresses of this machine: 0.0.0.0 or ::
 */
gboolean
sockeye_endpoint_is_any (const SockeyeEndpoint *endpoint)
{
  static const guint8 mapped[16] = { [10] = 0xFF, [11] = 0xFF };

  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      return endpoint->in.sin_addr.s_addr == INADDR_ANY;
    case AF_INET6:
      return IN6_IS_ADDR_UNSPECIFIED (&endpoint->in6.sin6_addr)
             || memcmp (&endpoint->in6.sin6_addr, mapped, sizeof mapped) == 0;
    default:
      return FALSE;
    }
}

/**
 * sockeye_endpoint_equal:
 * @a: (type SockeyeEndpoint): an end point
 * @b: (type SockeyeEndpoint): another
 *
 * A #GEqualFunc. Fields that do not say where the end is (padding, flow labels) do not count.
 *
 * Returns: whether they are the same
 */
gboolean
sockeye_endpoint_equal (gconstpointer a, gconstpointer b)
{
  const SockeyeEndpoint *one = a;
  const SockeyeEndpoint *two = b;

  if (sockeye_endpoint_get_family (one) != sockeye_endpoint_get_family (two)
      || sockeye_endpoint_get_port (one) != sockeye_endpoint_get_port (two))
    return FALSE;

  switch (sockeye_endpoint_get_family (one))
    {
    case AF_INET:
      return one->in.sin_addr.s_addr == two->in.sin_addr.s_addr;
    case AF_INET6:
      return IN6_ARE_ADDR_EQUAL (&one->in6.sin6_addr, &two->in6.sin6_addr)
             && one->in6.sin6_scope_id == two->in6.sin6_scope_id;
    case AF_UNIX:
      return one->length == two->length && memcmp (&one->un, &two->un, one->length) == 0;
    default:
      return TRUE;
    }
}

/* FNV-1a */
static guint
hash_bytes (guint hash, const void *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ ((const guint8 *) bytes)[i]) * 16777619u;
  return hash;
}

/**
 * sockeye_endpoint_hash:
 * @endpoint: (type SockeyeEndpoint): an end point
 *
 * A #GHashFunc that goes with sockeye_endpoint_equal().
 *
 * Returns: the hash
 */
guint
sockeye_endpoint_hash (gconstpointer endpoint)
{
  const SockeyeEndpoint *self = endpoint;
  guint16 port = sockeye_endpoint_get_port (self);
  guint hash = hash_bytes (2166136261u, &port, sizeof port);

  switch (sockeye_endpoint_get_family (self))
    {
    case AF_INET:
      return hash_bytes (hash, &self->in.sin_addr, sizeof self->in.sin_addr);
    case AF_INET6:
      hash = hash_bytes (hash, &self->in6.sin6_scope_id, sizeof self->in6.sin6_scope_id);
      return hash_bytes (hash, &self->in6.sin6_addr, sizeof self->in6.sin6_addr);
    case AF_UNIX:
      return hash_bytes (hash, &self->un, self->length);
    default:
      return hash;
    }
}
