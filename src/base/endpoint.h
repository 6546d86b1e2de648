/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

G_BEGIN_DECLS

/* "[" + INET6_ADDRSTRLEN + "%" + scope + "]:65535", or a Unix path with its escapes. */
#define SOCKEYE_ENDPOINT_TEXT_MAX 512
/* Bytes of the path of a Unix socket, or of its abstract name: sun_path has room for one more (unix(7)). */
#define SOCKEYE_PATH_MAX 107

/**
 * SockeyeEndpoint:
 * @length: bytes of the native address that are in use; 0 means "no address"
 * @number: (Unix sockets without a name) tells two of them apart: the id of a connection; 0: nothing does
 *
 * One end of a socket, as the kernel writes it (struct sockaddr). A plain value: copy it by assignment.
 */
typedef struct
{
  guint32 length;
  guint32 number;
  union
  {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
  };
} SockeyeEndpoint;

/* What a host field's text is. */
typedef enum
{
  SOCKEYE_HOST_EMPTY,
  SOCKEYE_HOST_IPV4,
  SOCKEYE_HOST_IPV6, /* with or without a scope ("fe80::1%eth0") */
  SOCKEYE_HOST_NAME, /* to be resolved */
  SOCKEYE_HOST_INVALID,
} SockeyeHostKind;

SockeyeHostKind sockeye_host_classify (const char *text, GError **error);
gboolean sockeye_port_parse (const char *text, gboolean zero_allowed, guint16 *port, GError **error);
gboolean sockeye_path_check (const char *text, GError **error);

void sockeye_endpoint_clear (SockeyeEndpoint *endpoint);
gboolean sockeye_endpoint_is_set (const SockeyeEndpoint *endpoint);
void sockeye_endpoint_set_native (SockeyeEndpoint *endpoint, const struct sockaddr *native, socklen_t length);
gboolean
sockeye_endpoint_set_literal (SockeyeEndpoint *endpoint, const char *host, guint16 port, GError **error);
gboolean sockeye_endpoint_set_address (SockeyeEndpoint *endpoint, GSocketAddress *address, GError **error);
GSocketAddress *sockeye_endpoint_to_address (const SockeyeEndpoint *endpoint);
gboolean sockeye_endpoint_set_path (SockeyeEndpoint *endpoint, const char *text, GError **error);
void sockeye_endpoint_set_unnamed (SockeyeEndpoint *endpoint, guint32 number);

int sockeye_endpoint_get_family (const SockeyeEndpoint *endpoint);
guint16 sockeye_endpoint_get_port (const SockeyeEndpoint *endpoint);
gboolean sockeye_endpoint_is_any (const SockeyeEndpoint *endpoint);
gboolean sockeye_endpoint_is_unnamed (const SockeyeEndpoint *endpoint);
const char *sockeye_endpoint_get_path (const SockeyeEndpoint *endpoint);
gboolean sockeye_endpoint_equal (gconstpointer a, gconstpointer b);
guint sockeye_endpoint_hash (gconstpointer endpoint);

const char *sockeye_endpoint_format_host (const SockeyeEndpoint *endpoint, char *text, gsize size);
const char *sockeye_endpoint_format (const SockeyeEndpoint *endpoint, char *text, gsize size);
char *sockeye_endpoint_to_string (const SockeyeEndpoint *endpoint);

G_END_DECLS
