/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "explain-private.h"
#include "icmp.h"
#include "sentences.h"
#include "tls-words.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <sys/un.h>

#define ANY           G_MAXUINT
#define DATA          (ON (RECEIVE) | ON (SEND))
#define GROUP         (ON (JOIN) | ON (LEAVE))
#define ON(operation) (1u << SOCKEYE_OPERATION_##operation)

/* Cause and remedy of what the manual pages socket(2), bind(2), listen(2), connect(2), accept(2), recv(2),
 * send(2), setsockopt(2), ip(7), tcp(7), udp(7), unix(7) and getaddrinfo(3) list. The first row that fits counts. */
static const struct
{
  guint operations;
  gint error_number;
  const char *cause;
  const char *remedy;
} causes[] = {
  /* Names */
  { ON (RESOLVE), EAI_NONAME, N_ ("no such name is known"),
    N_ ("Check the spelling, or enter an address such as 127.0.0.1.") },
  { ON (RESOLVE), EAI_NODATA, N_ ("the name exists but has no address"),
    N_ ("Check the spelling, or enter an address such as 127.0.0.1.") },
  { ON (RESOLVE), EAI_ADDRFAMILY, N_ ("the name has no address of the kind that is asked for"),
    N_ ("Choose the other IP version, or enter an address.") },
  { ON (RESOLVE), EAI_AGAIN, N_ ("no name server could be asked, or none gave an answer"),
    N_ ("Check the network connection and try again, or enter an address instead of the name.") },
  { ON (RESOLVE), EAI_FAIL, N_ ("the name server reported a failure that will not pass by itself"),
    N_ ("Check the name server’s settings, or enter an address instead of the name.") },
  { ON (RESOLVE), EAI_MEMORY, N_ ("there is not enough memory"), N_ ("Close other programs and try again.") },
  { ON (RESOLVE), EAI_IDN_ENCODE, N_ ("the name has characters that no host name can have"),
    N_ ("Check the spelling.") },
  { ON (RESOLVE), EAI_CANCELED, N_ ("it was cancelled"), N_ ("Try again.") },
  { ON (RESOLVE), EAI_OVERFLOW, N_ ("the name is too long"), N_ ("Enter a name of at most 253 characters.") },
  { ON (RESOLVE), EAI_SYSTEM, N_ ("the system’s name look-up failed"),
    N_ ("Check the network connection and try again, or enter an address instead of the name.") },
  { ON (RESOLVE), EAI_FAMILY, N_ ("this IP version is not supported"), N_ ("Choose the other IP version.") },
  { ON (RESOLVE), EAI_SERVICE, N_ ("the port is not known"), N_ ("Enter the port as a number.") },
  { ON (RESOLVE), EAI_SOCKTYPE, N_ ("this kind of socket is not supported"),
    N_ ("Choose another protocol.") },
  { ON (RESOLVE), EAI_BADFLAGS, N_ ("the request was not understood"),
    N_ ("Enter an address instead of the name.") },

  /* This end's address */
  { ON (BIND) | ON (LISTEN), EADDRNOTAVAIL, N_ ("this address is not one of this machine’s"),
    N_ ("Choose one of this machine’s addresses, or 0.0.0.0 for all of them.") },
  { ON (CONNECT), EADDRNOTAVAIL,
    N_ ("no local address or port is left for this connection, or it was none of this machine’s"),
    N_ ("Leave the local host and port empty, or wait a minute until closed connections have expired.") },
  { ON (SEND), EADDRNOTAVAIL, N_ ("no local address or port is left for this"),
    N_ ("Bind to another local address and try again.") },
  { ON (CONNECT), EADDRINUSE,
    N_ ("the local port is already in use, perhaps by a connection that closed a moment ago"),
    N_ ("Leave the local port empty or at 0, or choose another one.") },
  { ON (LISTEN), EINVAL, N_ ("the socket is already connected"), N_ ("Close it and listen again.") },
  { ON (BIND), EINVAL, N_ ("the address does not fit this socket, or it is bound already"),
    N_ ("Check the local host; a link-local IPv6 address needs its interface, as in fe80::1%eth0.") },
  { ON (CONNECT), EINVAL, N_ ("this address cannot be connected to in this way"),
    N_ ("Check the remote host; a link-local IPv6 address needs its interface, as in fe80::1%eth0.") },
  { ON (BIND), ENODEV, N_ ("the interface of this address does not exist"),
    N_ ("Check the interface behind the percent sign.") },
  { ON (BIND) | ON (CONNECT) | ON (SEND), ENOENT, N_ ("there is no such path"),
    N_ ("Check the path of the socket.") },
  { ON (BIND) | ON (CONNECT), ENOTDIR, N_ ("a part of the path is not a folder"),
    N_ ("Check the path of the socket.") },
  { ON (BIND), EROFS, N_ ("the path is on a file system that is read-only"), N_ ("Choose another path.") },
  { ON (BIND) | ON (CONNECT), ENAMETOOLONG, N_ ("the path is too long"),
    N_ ("Choose a path of at most 107 bytes.") },
  { ON (BIND) | ON (CONNECT), ELOOP, N_ ("the path has too many symbolic links"),
    N_ ("Choose another path.") },
  { ON (BIND), EACCES, N_ ("the system does not permit it"), N_ ("Check the permissions of the path.") },
  { ON (CONNECT) | ON (SEND), EACCES,
    N_ ("the system does not permit it: the address is for broadcasting, which this socket may not do, or a "
        "rule of the firewall forbids it"),
    N_ ("Switch SO_BROADCAST on in the socket options, or check the host and the firewall’s rules.") },

  /* Rights */
  { ON (SOCKET), EACCES, N_ ("the system does not permit sockets of this kind"),
    N_ ("Ask the system’s administrator, or run the program outside its sandbox.") },
  { ON (OPTION), EACCES, N_ ("the option needs more rights than this program has"),
    N_ ("Leave the option as it is, or ask the system’s administrator.") },
  { ON (OPTION), EPERM, N_ ("the option needs more rights than this program has"),
    N_ ("Leave the option as it is, or ask the system’s administrator.") },
  { ANY, EPERM, N_ ("the system does not permit it; this is often a rule of the firewall"),
    N_ ("Check the firewall’s rules on this machine.") },
  { ANY, EACCES, N_ ("the system does not permit it"),
    N_ ("Check the permissions and the firewall’s rules.") },

  /* The way to the far end */
  { ON (CONNECT), ECONNREFUSED, N_ ("nobody listens there"),
    N_ ("Start the other program first, or check the host and the port.") },
  { DATA, ECONNREFUSED, N_ ("the far end answered that nobody receives on that port"),
    N_ ("Start the other program first, or check the host and the port.") },
  { ON (CONNECT), ETIMEDOUT, N_ ("no answer came in time"),
    N_ ("Check the host and the port; a firewall may drop the packets, or the machine may be off.") },
  { ANY, ETIMEDOUT, N_ ("the far end has not answered any more"),
    N_ ("Check the network between the two machines and connect again.") },
  { ANY, EHOSTUNREACH, N_ ("no way leads to that machine"),
    N_ ("Check that it is switched on and in the same network, or that a router knows the way.") },
  { ANY, EHOSTDOWN, N_ ("that machine does not answer"), N_ ("Check that it is switched on and connected.") },
  { ANY, ENETUNREACH, N_ ("no way leads to that network"),
    N_ ("Check this machine’s network connection and its routes, and whether it has an address of that IP "
        "version.") },
  { ANY, ENETDOWN, N_ ("the network interface is down"), N_ ("Switch the interface on and try again.") },
  { ANY, ENETRESET, N_ ("the network dropped the connection"), N_ ("Connect again.") },
  { ANY, ENONET, N_ ("this machine is on no network"), N_ ("Check this machine’s network connection.") },
  { ON (CONNECT), ECONNRESET, N_ ("the far end broke off at once"),
    N_ ("Check that the program there speaks this protocol and is not overloaded.") },
  { ON (CONNECT), EINPROGRESS, N_ ("the connection is still being made"), N_ ("Wait, or cancel.") },
  { ON (CONNECT), EALREADY, N_ ("the connection is still being made"), N_ ("Wait, or cancel.") },
  { ON (CONNECT), EISCONN, N_ ("the socket is connected already"), N_ ("Disconnect first.") },
  { ON (CONNECT), EPROTOTYPE, N_ ("the socket there is of another kind"), N_ ("Choose the other protocol.") },
  { ON (CONNECT), EAGAIN, N_ ("the other program’s queue is full, or no local port is free"),
    N_ ("Wait a moment and try again.") },

  /* Data */
  { ANY, ECONNRESET, N_ ("the far end reset the connection"),
    N_ ("It may have crashed, or closed with data unread; connect again.") },
  { ANY, ECONNABORTED, N_ ("the connection was broken off"), N_ ("Connect again.") },
  { ANY, EPIPE, N_ ("the connection is closed for sending"), N_ ("Connect again before sending.") },
  { ON (SEND), EMSGSIZE, N_ ("the datagram is too large"),
    N_ ("Send at most 65507 bytes in one datagram (65527 with IPv6), or as much as the way there allows.") },
  { DATA, ENOTCONN, N_ ("there is no connection"), N_ ("Connect first.") },
  { ON (SEND), EDESTADDRREQ, N_ ("it is not said to whom"), N_ ("Enter the remote host and port.") },
  { ON (SEND), EINVAL, N_ ("this address cannot be sent to in this way"),
    N_ ("Check the remote host and port; a link-local IPv6 address needs its interface, as in "
        "fe80::1%eth0.") },
  { DATA, EAGAIN, N_ ("the socket is not ready"), N_ ("Wait a moment and try again.") },
  { DATA, EIO, N_ ("the system reported an input/output error"), N_ ("Close the socket and open it again.") },
  { ON (ACCEPT), EPROTO, N_ ("the client broke off while it was accepted"),
    N_ ("The client has to connect again.") },
  { ON (ACCEPT), EINVAL, N_ ("the socket does not listen"), N_ ("Listen again.") },

  /* Groups */
  { GROUP, ENODEV, N_ ("there is no such network interface, or no route says which one leads to the group"),
    N_ ("Choose the interface.") },
  { ON (JOIN), EADDRINUSE, N_ ("the socket is in this group already"), N_ ("Nothing needs to be done.") },
  { GROUP, EADDRNOTAVAIL, N_ ("the socket is not in this group, or the interface has no address"),
    N_ ("Check the group’s address and the interface.") },
  { GROUP, EINVAL, N_ ("the address is no multicast group, or the socket was already joined in another way"),
    N_ ("Check the group’s address; leave the group before joining it for one source only.") },
  { GROUP, ENOPROTOOPT, N_ ("the socket is for the other IP version"),
    N_ ("Bind to an address of the group’s IP version.") },
  { GROUP, ENOBUFS, N_ ("the socket is in as many groups, or hears as many sources, as it may"),
    N_ ("Leave some groups, or raise the limits (sysctl net.ipv4.igmp_max_memberships, igmp_max_msf).") },

  /* Limits */
  { ANY, EMFILE, N_ ("this program has as many files and sockets open as it may"),
    N_ ("Close some connections, or raise the limit (ulimit -n).") },
  { ANY, ENFILE, N_ ("the system has as many files open as it can"),
    N_ ("Close other programs, or raise the limit (sysctl fs.file-max).") },
  { ANY, ENOBUFS, N_ ("the system has no buffer space left"),
    N_ ("Wait a moment, or send more slowly; the network interface’s queue may be full.") },
  { ANY, ENOMEM, N_ ("the system has not enough memory"), N_ ("Close other programs and try again.") },
  { ANY, ENOSPC, N_ ("no room is left"), N_ ("Make room on the disk, or leave some groups, and try again.") },

  /* What this system cannot do */
  { ANY, EAFNOSUPPORT, N_ ("this system or this socket does not support that IP version"),
    N_ ("Use an address of the other IP version; IPv6 may be switched off on this machine.") },
  { ANY, EPFNOSUPPORT, N_ ("this system does not support that family of addresses"),
    N_ ("Use an IPv4 address.") },
  { ANY, EPROTONOSUPPORT, N_ ("this system does not support that protocol"),
    N_ ("Choose another protocol.") },
  { ANY, ESOCKTNOSUPPORT, N_ ("this system does not support that kind of socket"),
    N_ ("Choose another protocol.") },
  { ON (OPTION), ENOPROTOOPT, N_ ("this kind of socket does not know the option"),
    N_ ("Leave the option as it is.") },
  { ON (OPTION), EINVAL, N_ ("the value does not fit the option"), N_ ("Choose another value.") },
  { ON (OPTION), EDOM, N_ ("the value does not fit the option"), N_ ("Choose another value.") },
  { ON (OPTION), ENODEV, N_ ("there is no such network interface"), N_ ("Choose another interface.") },
  { ON (OPTION), ENOENT, N_ ("the kernel does not have it"), N_ ("Choose another value.") },
  { ON (OPTION), EADDRINUSE, N_ ("this was done already"), N_ ("Nothing needs to be done.") },
  { ON (OPTION), EADDRNOTAVAIL, N_ ("there is no such group or interface"),
    N_ ("Check the group’s address and the interface.") },
  { ANY, ENOPROTOOPT, N_ ("the protocol is not available"), N_ ("Choose another protocol.") },
  { ANY, EOPNOTSUPP, N_ ("this kind of socket cannot do that"), N_ ("Choose another protocol.") },
  { ANY, EINTR, N_ ("a signal interrupted it"), N_ ("Try again.") },
  { ANY, ECANCELED, N_ ("it was cancelled"), N_ ("Try again.") },
};

static char *
describe_receiving (const char *local, const char *remote)
{
  if (remote[0] != '\0')
    /* Translators: %s is the far end, such as "127.0.0.1:8080"; a reason follows */
    return g_strdup_printf (_ ("Could not receive from %s"), remote);
  if (local[0] != '\0')
    /* Translators: %s is this end, such as "127.0.0.1:8080"; a reason follows */
    return g_strdup_printf (_ ("Could not receive on %s"), local);
  return g_strdup (_ ("Could not receive"));
}

static char *
describe_group (const SockeyeEvent *event)
{
  gboolean joins = event->operation == SOCKEYE_OPERATION_JOIN;
  char group[SOCKEYE_ENDPOINT_TEXT_MAX];

  sockeye_endpoint_format_host (&event->remote, group, sizeof group);
  if (*group == '\0')
    return joins ? g_strdup (_ ("Could not join a group")) : g_strdup (_ ("Could not leave a group"));
  if (event->text == NULL)
    /* Translators: %s is the address of a multicast group; a reason follows */
    return joins ? g_strdup_printf (_ ("Could not join the group %s"), group)
                 /* Translators: %s is the address of a multicast group; a reason follows */
                 : g_strdup_printf (_ ("Could not leave the group %s"), group);
  /* Translators: the address of a multicast group, and a network interface; a reason follows */
  return joins ? g_strdup_printf (_ ("Could not join the group %s on %s"), group, event->text)
               /* Translators: the address of a multicast group, and a network interface; a reason follows */
               : g_strdup_printf (_ ("Could not leave the group %s on %s"), group, event->text);
}

/* What failed: the beginning of the sentence */
static char *
describe_operation (const SockeyeEvent *event, const char *local, const char *remote)
{
  switch (event->operation)
    {
    case SOCKEYE_OPERATION_RESOLVE:
      return event->text != NULL
                 /* Translators: %s is a host name; a reason follows */
                 ? g_strdup_printf (_ ("Could not look up “%s”"), event->text)
                 : g_strdup (_ ("Could not look up the host"));
    case SOCKEYE_OPERATION_SOCKET:
      return g_strdup (_ ("Could not make a socket"));
    case SOCKEYE_OPERATION_BIND:
      /* Translators: %s is this end, such as "127.0.0.1:8080"; a reason follows */
      return local[0] != '\0' ? g_strdup_printf (_ ("Could not bind to %s"), local)
                              : g_strdup (_ ("Could not bind the socket"));
    case SOCKEYE_OPERATION_LISTEN:
      /* Translators: %s is this end, such as "127.0.0.1:8080"; a reason follows */
      return local[0] != '\0' ? g_strdup_printf (_ ("Could not listen on %s"), local)
                              : g_strdup (_ ("Could not listen"));
    case SOCKEYE_OPERATION_CONNECT:
      /* Translators: %s is the far end, such as "127.0.0.1:8080"; a reason follows */
      return remote[0] != '\0' ? g_strdup_printf (_ ("Could not connect to %s"), remote)
                               : g_strdup (_ ("Could not connect"));
    case SOCKEYE_OPERATION_ACCEPT:
      /* Translators: %s is this end, such as "127.0.0.1:8080"; a reason follows */
      return local[0] != '\0' ? g_strdup_printf (_ ("Could not accept a connection on %s"), local)
                              : g_strdup (_ ("Could not accept a connection"));
    case SOCKEYE_OPERATION_RECEIVE:
      return describe_receiving (local, remote);
    case SOCKEYE_OPERATION_SEND:
      /* Translators: %s is the far end, such as "127.0.0.1:8080"; a reason follows */
      return remote[0] != '\0' ? g_strdup_printf (_ ("Could not send to %s"), remote)
                               : g_strdup (_ ("Could not send"));
    case SOCKEYE_OPERATION_OPTION:
      /* Translators: %s is the name of a socket option, such as SO_RCVBUF; a reason follows */
      return event->text != NULL ? g_strdup_printf (_ ("Could not set the socket option %s"), event->text)
                                 : g_strdup (_ ("Could not set a socket option"));
    case SOCKEYE_OPERATION_JOIN:
    case SOCKEYE_OPERATION_LEAVE:
      return describe_group (event);
    case SOCKEYE_OPERATION_NONE:
    default:
      return g_strdup (_ ("A call of the system failed"));
    }
}

static char *
explain_in_use (const SockeyeEvent *event)
{
  guint port = sockeye_endpoint_get_port (&event->local);
  const char *holder = event->text;

  if (port == 0)
    return g_strdup (_ ("The local port is already in use (EADDRINUSE). Choose another port."));
  if (holder != NULL && holder[0] != '\0')
    return g_strdup_printf (
        /* Translators: %u is a port, %s a program such as "python3 (pid 4711)" */
        _ ("Port %u is already in use by %s. Choose another port or stop that program."), port, holder);

  return g_strdup_printf (
      /* Translators: %u is a port */
      _ ("Port %u is already in use by another program (EADDRINUSE); the system does not tell which one, "
         "perhaps "
         "because it belongs to another user. Choose another port or stop that program."),
      port);
}

/* ip(7): below this port a program needs CAP_NET_BIND_SERVICE */
static guint
get_first_free_port (void)
{
  g_autofree char *text = NULL;
  guint64 port;

  /* Where the file is missing the limit is the old one; there is nothing to tell anybody. */
  if (g_file_get_contents ("/proc/sys/net/ipv4/ip_unprivileged_port_start", &text, NULL, NULL)
      && g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXUINT16 + 1, &port, NULL))
    return (guint) port;

  return 1024;
}

static char *
explain_low_port (const SockeyeEvent *event)
{
  guint first = get_first_free_port ();
  guint port = sockeye_endpoint_get_port (&event->local);

  if (port >= first)
    first = 1024;
  return g_strdup_printf (
      /* Translators: the first %u is a port, the others the smallest port that everybody may use, such as 1024 */
      _ ("Port %u is reserved: ports below %u need the rights of the system’s administrator (EACCES). Choose "
         "a "
         "port of %u or above, or let the administrator lower the limit "
         "net.ipv4.ip_unprivileged_port_start."),
      port, first, first);
}

/* ENOBUFS by this program, not by the system: the connection's own queue is full. */
static char *
explain_full_queue (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *bytes = g_strdup_printf ("%'" G_GUINT64_FORMAT, event->number);

  return g_strdup_printf (
      /* Translators: the far end, such as "127.0.0.1:8080", and a number of bytes */
      ngettext (
          "Nothing was sent to %s: %s byte already waits for it, because it reads more slowly than this end "
          "sends. Wait until it has read, or disconnect it.",
          "Nothing was sent to %s: %s bytes already wait for it, because it reads more slowly than this end "
          "sends. Wait until it has read, or disconnect it.",
          (gulong) event->number),
      remote, bytes);
}

/* It was asked for: nothing is wrong, and there is nothing to do. */
static char *
explain_cancelled_sending (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *bytes = g_strdup_printf ("%'" G_GUINT64_FORMAT, event->number);

  if (remote[0] == '\0')
    return g_strdup_printf (
        /* Translators: %s is a number of bytes */
        ngettext ("Sending was cancelled: %s byte was not sent",
                  "Sending was cancelled: %s bytes were not sent", (gulong) event->number),
        bytes);

  return g_strdup_printf (
      /* Translators: the far end, such as "127.0.0.1:8080", and a number of bytes */
      ngettext ("Sending to %s was cancelled: %s byte was not sent",
                "Sending to %s was cancelled: %s bytes were not sent", (gulong) event->number),
      remote, bytes);
}

/* Unix sockets have words of their own for ELOOP. */
static char *
explain_loop (const char *remote)
{
  return g_strdup_printf (
      /* Translators: %s is an address and port, such as "127.0.0.1:8080" */
      _ ("The relay would be its own target: it listens on %s itself, so each connection would make another "
         "one, without end (ELOOP). Choose another remote host or port, or another local port."),
      remote);
}

static char *
explain_special (const SockeyeEvent *event, const char *remote)
{
  gboolean queued = event->operation == SOCKEYE_OPERATION_SEND && event->number > 0;
  gboolean own_end = event->operation == SOCKEYE_OPERATION_BIND
                     || event->operation == SOCKEYE_OPERATION_LISTEN;
  guint port = sockeye_endpoint_get_port (&event->local);
  char *unix_words = sockeye_explain_unix_specially (event);

  if (unix_words != NULL)
    return unix_words;
  if (event->operation == SOCKEYE_OPERATION_TLS)
    return sockeye_tls_explain (event);
  if (event->operation == SOCKEYE_OPERATION_CONNECT && event->error_number == ELOOP
      && sockeye_endpoint_is_set (&event->remote) && sockeye_endpoint_get_family (&event->remote) != AF_UNIX)
    return explain_loop (remote);
  /* What is wrong with the host was already said in full when it was read. */
  if (event->operation == SOCKEYE_OPERATION_RESOLVE && event->detail != NULL)
    return g_strdup (event->detail);
  if (own_end && event->error_number == EADDRINUSE)
    return explain_in_use (event);
  if (own_end && event->error_number == EACCES && port > 0 && port < MAX (1024, get_first_free_port ()))
    return explain_low_port (event);
  if (queued && event->error_number == ENOBUFS)
    return explain_full_queue (event, remote);
  if (queued && event->error_number == ECANCELED)
    return explain_cancelled_sending (event, remote);

  return NULL;
}

static char *
explain_other (const SockeyeEvent *event, const char *what)
{
  const char *reason = event->error_number < 0 ? gai_strerror (event->error_number)
                                               : g_strerror (event->error_number);

  return g_strdup_printf (
      /* Translators: what failed, the reason in the system's words, and its symbol, such as EIO */
      _ ("%s: the system says “%s” (%s). Try again; if it stays so, search for the symbol in the manual "
         "pages."),
      what, reason, sockeye_errno_symbol (event->error_number));
}

/* Who has refused an earlier datagram, and in which words. NULL: nobody, this machine did it itself. */
static char *
explain_icmp (const SockeyeEvent *event)
{
  SockeyeIcmp icmp;
  const char *version;
  const char *name;
  guint type, code;

  if (event->operation != SOCKEYE_OPERATION_SEND || event->detail == NULL
      || !sockeye_icmp_unpack (event->number, &icmp))
    return NULL;

  version = icmp.ipv6 ? "ICMPv6" : "ICMP";
  name = sockeye_icmp_get_name (&icmp);
  type = icmp.type;
  code = icmp.code;
  if (name == NULL)
    /* Translators: an address, "ICMP" or "ICMPv6", and the numbers of the message */
    return g_strdup_printf (_ ("This was reported by %s: %s type %u, code %u."), event->detail, version, type,
                            code);
  if (event->number2 > 0 && event->error_number == EMSGSIZE)
    return g_strdup_printf (
        /* Translators: an address, "ICMP" or "ICMPv6", what the message says, its numbers, and a number of bytes */
        _ ("This was reported by %s: %s “%s” (type %u, code %u); packets of up to %u bytes can go on."),
        event->detail, version, name, type, code, (guint) event->number2);
  return g_strdup_printf (
      /* Translators: an address, "ICMP" or "ICMPv6", what the message says, and its numbers */
      _ ("This was reported by %s: %s “%s” (type %u, code %u)."), event->detail, version, name, type, code);
}

/* How long was waited for a connection. NULL: the system gave up by itself, or it is another failure. */
static char *
explain_timeout (const SockeyeEvent *event)
{
  g_autofree char *delay = NULL;

  if (event->operation != SOCKEYE_OPERATION_CONNECT || event->number2 == 0
      || (event->error_number != ETIMEDOUT && event->error_number != EAGAIN))
    return NULL;
  delay = sockeye_format_delay (event->number2);
  /* Translators: %s is "1200 ms" or "10 s" */
  return g_strdup_printf (_ ("It was waited for %s, the time-out for connecting."), delay);
}

static int
get_family (const SockeyeEndpoint *endpoint)
{
  return sockeye_endpoint_is_set (endpoint) ? sockeye_endpoint_get_family (endpoint) : AF_UNSPEC;
}

/* What depends on the IP versions of the ends. */
static gboolean
find_cause_in_versions (const SockeyeEvent *event, const char **cause, const char **remedy)
{
  int local = get_family (&event->local);
  int remote = get_family (&event->remote);
  gboolean own_end = event->operation == SOCKEYE_OPERATION_BIND
                     || event->operation == SOCKEYE_OPERATION_LISTEN;

  if (event->error_number == EAFNOSUPPORT
      && ((local == AF_INET && remote == AF_INET6) || (local == AF_INET6 && remote == AF_INET)))
    {
      *cause = _ ("one end’s address is an IPv4 address, the other’s an IPv6 address");
      *remedy = _ ("Choose a local host of the same IP version as the far end’s.");
      return TRUE;
    }
  if (event->error_number == EADDRNOTAVAIL && own_end && local == AF_INET6)
    {
      *cause = _ ("this address is not one of this machine’s");
      *remedy = _ ("Choose one of this machine’s addresses, or :: for all of them.");
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_cause (const SockeyeEvent *event, const char **cause, const char **remedy)
{
  if (sockeye_explain_unix (event, cause, remedy) || find_cause_in_versions (event, cause, remedy))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].error_number == event->error_number
        && (causes[i].operations & (1u << event->operation)) != 0)
      {
        *cause = _ (causes[i].cause);
        *remedy = _ (causes[i].remedy);
        return TRUE;
      }
  return FALSE;
}

static char *
explain_cause (const SockeyeEvent *event, const char *local, const char *remote)
{
  g_autofree char *what = describe_operation (event, local, remote);
  const char *cause, *remedy;

  if (!find_cause (event, &cause, &remedy))
    return explain_other (event, what);

  /* Translators: what failed ("Could not send"), why ("no way leads to that machine"), the error's symbol
   * ("EHOSTUNREACH"), and a sentence that says what to do */
  return g_strdup_printf (_ ("%s: %s (%s). %s"), what, cause, sockeye_errno_symbol (event->error_number),
                          remedy);
}

/**
 * sockeye_explain:
 * @event: an event of the type %SOCKEYE_EVENT_ERROR; of a failed look-up a detail, if there is one, is the sentence
 *
 * Says what failed, why (with the symbol that the manual pages use) and what to do about it, in the user's
 * language.
 *
 * Returns: (transfer full): one or more whole sentences
 */
char *
sockeye_explain (const SockeyeEvent *event)
{
  g_autofree char *local = sockeye_endpoint_to_string (&event->local);
  g_autofree char *remote = sockeye_endpoint_to_string (&event->remote);
  g_autofree char *icmp = explain_icmp (event);
  g_autofree char *timeout = explain_timeout (event);
  g_autofree char *cause = NULL;
  char *special = explain_special (event, remote);

  if (special != NULL)
    return special;

  cause = explain_cause (event, local, remote);
  return sockeye_sentences_join (cause, icmp != NULL ? icmp : timeout, NULL);
}

/**
 * sockeye_event_to_error:
 * @event: an event of the type %SOCKEYE_EVENT_ERROR or %SOCKEYE_EVENT_STORE_FAILED
 *
 * Returns: (transfer full): an error of the domain %SOCKEYE_ERROR with the words of sockeye_event_describe();
 *   %SOCKEYE_ERROR_SYSTEM, or the code that says it more closely
 */
GError *
sockeye_event_to_error (const SockeyeEvent *event)
{
  g_autofree char *sentence = sockeye_event_describe (event);
  SockeyeError code = SOCKEYE_ERROR_SYSTEM;

  if (event->type == SOCKEYE_EVENT_STORE_FAILED)
    code = SOCKEYE_ERROR_STORE;
  else if (event->operation == SOCKEYE_OPERATION_SEND && event->error_number == EMSGSIZE)
    code = SOCKEYE_ERROR_TOO_LARGE;
  else if (event->operation == SOCKEYE_OPERATION_SEND && event->error_number == EDESTADDRREQ)
    code = SOCKEYE_ERROR_NO_TARGET;

  return g_error_new_literal (SOCKEYE_ERROR, code, sentence);
}
