/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layers-text.h"

#include <glib/gi18n-lib.h>

static gboolean
is_tcp (const SockeyeLayers *layers)
{
  return layers->kind == SOCKEYE_LAYERS_TCP;
}

static void
add (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
take (GString *text, char *line)
{
  add (text, line);
  g_free (line);
}

/* Which packets they are is certain of fragments; where segments end only the kernels know. What was sent in one call may
 * share its segments with other calls' bytes; what was received in one may have come in as many as it has bytes. */
static char *
describe_cost (const SockeyeLayers *layers)
{
  g_autofree char *total = g_strdup_printf ("%" G_GUINT64_FORMAT, layers->total);

  if (is_tcp (layers) && layers->received)
    /* Translators: %1$u and %2$s are numbers of bytes, %3$u is a number of TCP segments */
    return g_strdup_printf (
        ngettext ("%1$u B of data cost at least %2$s B, in at least %3$u segment: a socket "
                  "cannot know in how many they came.",
                  "%1$u B of data cost at least %2$s B, in at least %3$u segments: a "
                  "socket cannot know in how many they came.",
                  layers->packets),
        layers->length, total, layers->packets);
  if (is_tcp (layers))
    /* Translators: %1$u and %2$s are numbers of bytes, %3$u is a number of TCP segments */
    return g_strdup_printf (ngettext ("%1$u B of data cost about %2$s B, if they go alone in %3$u segment.",
                                      "%1$u B of data cost about %2$s B, if they go alone in %3$u segments.",
                                      layers->packets),
                            layers->length, total, layers->packets);
  if (layers->packets > 1)
    /* Translators: %1$u and %2$s are numbers of bytes, %3$u is a number of fragments of a datagram */
    return g_strdup_printf (ngettext ("%1$u B of data cost about %2$s B, in about %3$u fragment.",
                                      "%1$u B of data cost about %2$s B, in about %3$u fragments.",
                                      layers->packets),
                            layers->length, total, layers->packets);
  /* Translators: %1$u and %2$s are numbers of bytes */
  return g_strdup_printf (_ ("%1$u B of data cost %2$s B, in one datagram."), layers->length, total);
}

/**
 * sockeye_layers_text_summarize:
 * @layers: layers
 *
 * Returns: (transfer full): what the message costs, and what is not known about that
 */
char *
sockeye_layers_text_summarize (const SockeyeLayers *layers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  switch (layers->kind)
    {
    case SOCKEYE_LAYERS_NONE:
      return g_strdup (_ ("This record is an event, not a message: nothing is wrapped around it."));
    case SOCKEYE_LAYERS_UNIX:
      return g_strdup (
          _ ("A Unix socket has no layers: the bytes go from one program to the other inside this "
             "machine, and no header is added."));
    case SOCKEYE_LAYERS_UNKNOWN:
      return g_strdup (_ ("It is not known between whom these bytes went, so their headers are not known."));
    case SOCKEYE_LAYERS_UDP:
    case SOCKEYE_LAYERS_TCP:
    default:
      break;
    }

  take (text, describe_cost (layers));
  add (text,
       layers->loopback
           ? _ ("They do not leave this machine: the loopback interface carries them without a cable.")
           : _ ("Counted for an Ethernet cable, with what is between frames; Wi-Fi, VLANs and tunnels add "
                "other headers."));
  if (is_tcp (layers))
    add (text, _ ("This is what one call of send() or recv() moved: TCP cuts and joins it as it likes. The "
                  "handshake and acknowledgements come on top."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sockeye_layers_text_describe_link:
 * @layers: layers of an IP packet
 *
 * Returns: (transfer full): lines about the frame's header
 */
char *
sockeye_layers_text_describe_link (const SockeyeLayers *layers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  take (text, g_strdup_printf (_ ("Type: %s"), layers->ipv6 ? "0x86dd (IPv6)" : "0x0800 (IPv4)"));
  add (text, layers->loopback ? _ ("MAC addresses: all zero") : _ ("MAC addresses: not known to a socket"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sockeye_layers_text_describe_check:
 * @layers: layers of an IP packet
 *
 * Returns: (transfer full) (nullable): lines about what comes behind the packet, and between frames
 */
char *
sockeye_layers_text_describe_check (const SockeyeLayers *layers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (layers->loopback)
    return NULL;
  if (layers->padding > 0)
    take (text, g_strdup_printf (_ ("Padding, because a frame carries %u B at least: %u B"),
                                 SOCKEYE_ETHERNET_PAYLOAD_MIN, layers->padding));
  take (text, g_strdup_printf (_ ("Frame check sequence: %u B"), SOCKEYE_ETHERNET_CHECK));
  take (text, g_strdup_printf (_ ("Preamble before the frame: %u B; gap behind it: %u B"),
                               SOCKEYE_ETHERNET_PREAMBLE, SOCKEYE_ETHERNET_GAP));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_address (const SockeyeEndpoint *endpoint)
{
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];

  if (!sockeye_endpoint_is_set (endpoint) || sockeye_endpoint_is_any (endpoint))
    return g_strdup (_ ("not known"));
  return g_strdup (sockeye_endpoint_format_host (endpoint, host, sizeof host));
}

static void
add_fragments (GString *text, const SockeyeLayers *layers)
{
  if (layers->packets < 2 || is_tcp (layers))
    return;
  take (text, g_strdup_printf (
                  _ ("Fragments: about %u, of %u B at most, when no link on the way takes less than %u B"),
                  layers->packets, layers->packet_payload,
                  layers->loopback ? SOCKEYE_LOOPBACK_MTU : SOCKEYE_ETHERNET_MTU));
  if (layers->ipv6)
    take (text, g_strdup_printf (_ ("Fragment header in each of them: %u B"), SOCKEYE_FRAGMENT_HEADER));
}

/**
 * sockeye_layers_text_describe_ip:
 * @layers: layers of an IP packet
 *
 * Returns: (transfer full): lines about its IP header
 */
char *
sockeye_layers_text_describe_ip (const SockeyeLayers *layers)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *source = format_address (&layers->source);
  g_autofree char *destination = format_address (&layers->destination);

  /* Translators: %s is an IP address, or “not known” */
  take (text, g_strdup_printf (_ ("Source address: %s"), source));
  /* Translators: %s is an IP address, or “not known” */
  take (text, g_strdup_printf (_ ("Destination address: %s"), destination));
  take (text, g_strdup_printf (_ ("Protocol: %s"), is_tcp (layers) ? "6 (TCP)" : "17 (UDP)"));
  if (layers->packets == 1 && !is_tcp (layers))
    take (text, layers->ipv6
                    ? g_strdup_printf (_ ("Payload length: %u B"), layers->transport_header + layers->length)
                    : g_strdup_printf (_ ("Total length: %u B"),
                                       layers->ip_header + layers->transport_header + layers->length));
  add_fragments (text, layers);
  add (text, layers->received ? _ ("Time to live (hop limit): not known")
                              : _ ("Time to live (hop limit): not known, usually 64 when Linux sends"));
  add (text, layers->ipv6 ? _ ("Flow label: not known") : _ ("Identification and checksum: not known"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
describe_tcp (GString *text, const SockeyeLayers *layers)
{
  take (text, g_strdup_printf (_ ("Options: usually %u B, the timestamps, within these %u B"),
                               SOCKEYE_TCP_OPTIONS_USUAL, layers->transport_header));
  if (layers->segment > 0)
    take (text, g_strdup_printf (_ ("Data of a segment: %u B at most, as the socket has it now"),
                                 layers->packet_payload));
  else
    take (text,
          g_strdup_printf (_ ("Data of a segment: not known, about %u B at most"), layers->packet_payload));
  add (text, _ ("Sequence numbers, flags, window and checksum: not known"));
  if (layers->tls_unknown)
    add (text,
         _ ("Whether TLS was used: not known, because the beginning of the connection is not in the log"));
}

/**
 * sockeye_layers_text_describe_transport:
 * @layers: layers of an IP packet
 *
 * Returns: (transfer full): lines about its UDP or TCP header
 */
char *
sockeye_layers_text_describe_transport (const SockeyeLayers *layers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  take (text, g_strdup_printf (_ ("Source port: %u"), sockeye_endpoint_get_port (&layers->source)));
  take (text, g_strdup_printf (_ ("Destination port: %u"), sockeye_endpoint_get_port (&layers->destination)));
  if (is_tcp (layers))
    describe_tcp (text, layers);
  else
    {
      take (text, g_strdup_printf (_ ("Length: %u B"), layers->transport_header + layers->length));
      add (text, _ ("Checksum: not known"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sockeye_layers_text_describe_tls:
 * @layers: layers with TLS
 *
 * Returns: (transfer full): lines about what TLS adds
 */
char *
sockeye_layers_text_describe_tls (const SockeyeLayers *layers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  take (text, g_strdup_printf (_ ("Records: %u at least, of %u B at most"), layers->tls_records,
                               SOCKEYE_TLS_PAYLOAD_MAX));
  take (text, g_strdup_printf (_ ("Header of a record: %u B"), SOCKEYE_TLS_HEADER));
  add (text, layers->tls_13 ? _ ("Behind the data: usually 17 B, the content type and the tag")
                            : _ ("Around the data: usually 24 B, a nonce and the tag"));
  add (text, _ ("The data is encrypted: nobody on the way can read it."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
