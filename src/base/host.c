/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "endpoint.h"
#include "errors.h"
#include "host-private.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <net/if.h>
#include <string.h>

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

/**
 * sockeye_host_parse_ipv6: (skip)
 * @host: an IPv6 address, with or without brackets and a scope
 * @address: (out): the address
 * @scope: (out): the number of its interface, or 0
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: whether it is one
 */
gboolean
sockeye_host_parse_ipv6 (const char *host, struct in6_addr *address, guint32 *scope, GError **error)
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

  /* What a browser shows is pasted as well. */
  if (strstr (host, "://") != NULL)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what the user typed, such as "http://localhost" */
                   _ ("“%s” is the address of a page. Enter only the host in it, such as www.example.org."),
                   host);
      return SOCKEYE_HOST_INVALID;
    }
  if (has_port (host))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what the user typed, such as "127.0.0.1:8080" */
                   _ ("“%s” holds a port as well. Enter the port in its own field."), host);
      return SOCKEYE_HOST_INVALID;
    }

  return sockeye_host_parse_ipv6 (host, &address, &scope, error) ? SOCKEYE_HOST_IPV6 : SOCKEYE_HOST_INVALID;
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
