/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ladder-fixture.h"
#include "own-network.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the diagram draws between the ends, against what tshark reports of the same connection, in a network where nobody
 * else is. */

#define FIN 0x01u
#define SYN 0x02u
#define RST 0x04u
#define ACK 0x10u
/* Of RFC 863; nobody is there. */
#define DISCARD_PORT 9

typedef struct
{
  guint source;
  guint target;
  guint flags;
  guint length;
  guint64 sequence; /* relative, as tshark counts it */
  guint64 acknowledged;
  gboolean udp;
  gboolean icmp;
} Packet;

typedef struct
{
  GSubprocess *tshark;
  GInputStream *output;
  GString *line;
  GArray *packets; /* of Packet */
} Wire;

static const char *why_not; /* NULL: it may capture */
static Wire wire;

/* --- tshark */

static void
write_map (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0 || write (fd, text, strlen (text)) < 0)
    why_not = "the network of its own has no root";
  if (fd >= 0)
    close (fd);
}

/* Who calls unshare() without being root is nobody in there, and programs that he starts may do nothing. */
static void
become_root (uid_t user, gid_t group)
{
  g_autofree char *users = g_strdup_printf ("0 %u 1", user);
  g_autofree char *groups = g_strdup_printf ("0 %u 1", group);

  if (user == 0)
    return;
  write_map ("/proc/self/setgroups", "deny");
  write_map ("/proc/self/uid_map", users);
  write_map ("/proc/self/gid_map", groups);
}

static const char *
find_network (void)
{
  uid_t user = getuid ();
  gid_t group = getgid ();
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  g_autofree char *dumpcap = g_find_program_in_path ("dumpcap");

  if (tshark == NULL || dumpcap == NULL)
    return "tshark is not installed";
  why_not = own_network_enter ();
  if (why_not == NULL)
    become_root (user, group);
  return why_not;
}

static guint64
get_number (char **fields, guint i)
{
  return i < g_strv_length (fields) ? g_ascii_strtoull (fields[i], NULL, 0) : 0;
}

static void
take_line (Wire *self)
{
  g_auto (GStrv) fields = g_strsplit (self->line->str, "|", -1);
  Packet packet = { .source = (guint) get_number (fields, 0),
                    .target = (guint) get_number (fields, 1),
                    .flags = (guint) get_number (fields, 2),
                    .length = (guint) get_number (fields, 3),
                    .sequence = get_number (fields, 4),
                    .acknowledged = get_number (fields, 5) };

  /* Of an ICMP message these are the ports of what it is about. */
  if (g_strv_length (fields) > 9 && *fields[6] != '\0')
    packet = (Packet){ .source = (guint) get_number (fields, 6),
                       .target = (guint) get_number (fields, 7),
                       .length = (guint) get_number (fields, 8) - 8,
                       .udp = TRUE,
                       .icmp = *fields[9] != '\0' };
  g_array_append_val (self->packets, packet);
  g_string_set_size (self->line, 0);
}

/* Does not wait. */
static void
read_wire (Wire *self)
{
  char bytes[4096];
  gssize n;

  /* NULL: nothing is there. */
  while ((n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->output), bytes,
                                                        sizeof bytes, NULL, NULL))
         > 0)
    for (gssize i = 0; i < n; i++)
      if (bytes[i] == '\n')
        take_line (self);
      else
        g_string_append_c (self->line, bytes[i]);
}

static void
knock (void)
{
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);

  peer_send_to (fd, "127.0.0.1", DISCARD_PORT, "?", 1);
  close (fd);
}

/* It captures when it has seen something. */
static void
wire_open (Wire *self)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;
  GError *error = NULL;

  self->packets = g_array_new (FALSE, FALSE, sizeof (Packet));
  self->line = g_string_new (NULL);
  self->tshark = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "tshark", "-l", "-n", "-i",
      "lo", "-f", "tcp or udp or icmp", "-T", "fields", "-E", "separator=|", "-E", "occurrence=l", "-e",
      "tcp.srcport", "-e", "tcp.dstport", "-e", "tcp.flags", "-e", "tcp.len", "-e", "tcp.seq", "-e",
      "tcp.ack", "-e", "udp.srcport", "-e", "udp.dstport", "-e", "udp.length", "-e", "icmp.type", NULL);
  g_assert_no_error (error);
  self->output = g_subprocess_get_stdout_pipe (self->tshark);
  while (self->packets->len == 0 && g_subprocess_get_identifier (self->tshark) != NULL
         && g_get_monotonic_time () < deadline)
    {
      knock ();
      g_usleep (50000);
      read_wire (self);
      g_main_context_iteration (NULL, FALSE);
    }
  if (self->packets->len == 0)
    why_not = "tshark may not capture here";
}

static void
wire_close (Wire *self)
{
  if (self->tshark == NULL)
    return;
  g_subprocess_send_signal (self->tshark, SIGTERM);
  g_subprocess_wait (self->tshark, NULL, NULL); /* NULL: it cannot be cancelled */
  g_object_unref (self->tshark);
  g_string_free (self->line, TRUE);
  g_array_unref (self->packets);
}

/* --- What it saw, as the diagram has it */

typedef struct
{
  guint server; /* its port */
  GString *text;
  guint64 fin_end[2]; /* by who sent it: what acknowledges it; 0: it was not sent, or it is acknowledged */
  gboolean shaken;    /* the handshake is over */
} Report;

static void
report_segment (Report *self, gboolean right, const char *kind, guint length)
{
  g_string_append_printf (self->text, "%s%s:%s", self->text->len > 0 ? " " : "", right ? "R" : "L", kind);
  if (length > 0)
    g_string_append_printf (self->text, "=%u", length);
}

/* An ACK of its own is drawn only where it ends the handshake, or is for a FIN. */
static void
report_ack (Report *self, const Packet *packet, gboolean right)
{
  gboolean of_fin = self->fin_end[!right] != 0 && packet->acknowledged >= self->fin_end[!right];
  gboolean alone = packet->length == 0 && (packet->flags & (FIN | SYN)) == 0;

  if (of_fin)
    self->fin_end[!right] = 0;
  if (alone && (of_fin || !self->shaken))
    report_segment (self, right, "ack", 0);
  self->shaken = TRUE;
}

static void
report_packet (Report *self, const Packet *packet)
{
  gboolean right = packet->source == self->server;

  if (packet->flags & SYN)
    {
      report_segment (self, right, packet->flags & ACK ? "syn-ack" : "syn", 0);
      return;
    }
  if (packet->flags & RST)
    {
      report_segment (self, right, "rst", 0);
      return;
    }
  report_ack (self, packet, right);
  if (packet->length > 0)
    report_segment (self, right, "data", packet->length);
  if ((packet->flags & FIN) == 0)
    return;
  report_segment (self, right, "fin", 0);
  self->fin_end[right] = packet->sequence + packet->length + 1;
}

static char *
report (guint16 server)
{
  Report self = { .server = server, .text = g_string_new (NULL) };

  read_wire (&wire);
  for (guint i = 0; i < wire.packets->len; i++)
    {
      const Packet *packet = &g_array_index (wire.packets, Packet, i);

      if (!packet->udp && (packet->source == server || packet->target == server))
        report_packet (&self, packet);
    }
  return g_string_free (self.text, FALSE);
}

/* The same of datagrams: the left end's port is told. */
static char *
report_datagrams (guint16 left)
{
  Report self = { .text = g_string_new (NULL) };

  read_wire (&wire);
  for (guint i = 0; i < wire.packets->len; i++)
    {
      const Packet *packet = &g_array_index (wire.packets, Packet, i);

      if (packet->icmp && packet->source == left)
        report_segment (&self, TRUE, "icmp", 0);
      else if (packet->udp && (packet->source == left || packet->target == left))
        report_segment (&self, packet->target == left, "datagram", packet->length);
    }
  return g_string_free (self.text, FALSE);
}

/* --- What is drawn */

/* An ACK that may have travelled with a FIN is drawn, and says so; @joined: it did. */
static char *
write_segments (const SockeyeCallLadder *ladder, gboolean joined)
{
  Report self = { .text = g_string_new (NULL) };

  for (guint i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (ladder, i);
      gboolean bytes = step->kind == SOCKEYE_CALL_STEP_DATA || step->kind == SOCKEYE_CALL_STEP_DATAGRAM;

      if (!sockeye_call_step_is_call (step) && !(joined && step->remark == SOCKEYE_REMARK_MAY_JOIN))
        report_segment (&self, step->end == SOCKEYE_END_RIGHT, sockeye_call_step_get_nick (step),
                        bytes ? (guint) step->number : 0);
    }
  return g_string_free (self.text, FALSE);
}

typedef struct
{
  SockeyeWorkspace *own;
  SockeyeWorkspace *twin;
  guint16 port;
  gboolean datagrams;
  char *drawn;
  char *seen;
} Comparison;

static gboolean
is_same (Comparison *self)
{
  g_autoptr (SockeyeCallFeed) feed = sockeye_call_feed_new (self->own, self->twin, FALSE);
  g_autoptr (SockeyeCallLadder) ladder = build (feed);
  g_autofree char *joined = write_segments (ladder, TRUE);

  g_free (self->drawn);
  g_free (self->seen);
  self->drawn = write_segments (ladder, FALSE);
  self->seen = self->datagrams ? report_datagrams (self->port) : report (self->port);
  return g_str_equal (self->drawn, self->seen) || g_str_equal (joined, self->seen);
}

static void
compare (Comparison *self, const char *wanted)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;

  while ((!is_same (self) || !g_str_equal (self->drawn, wanted)) && g_get_monotonic_time () < deadline)
    g_usleep (10000);
  g_assert_cmpstr (self->drawn, ==, wanted);
  if (!is_same (self))
    g_assert_cmpstr (self->drawn, ==, self->seen);
  g_free (self->drawn);
  g_free (self->seen);
}

/* --- Both ends in this program */

static void
open_pair (Comparison *self)
{
  self->twin = make_workspace ();
  self->own = make_workspace ();
  open_session (self->twin, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  self->port = get_port (self->twin);
  open_session (self->own, SOCKEYE_PROTOCOL_TCP_CLIENT, self->port);
  wait_for (self->twin, count_connections (self->twin) == 1);
}

static void
play_client_closes (Comparison *self)
{
  open_pair (self);
  send_text (self->own, SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (self->twin, count_received (self->twin) == 5);
  send_text (self->twin, SOCKEYE_TARGET_ALL, "yes");
  wait_for (self->own, count_received (self->own) == 3);
  close_session (self->own);
  wait_for (self->twin, count_connections (self->twin) == 0);
}

static void
play_server_closes (Comparison *self)
{
  open_pair (self);
  close_session (self->twin);
  wait_for (self->own, count_connections (self->own) == 0);
}

static void
play_abort (Comparison *self)
{
  open_pair (self);
  send_text (self->own, SOCKEYE_TARGET_DEFAULT, "hello");
  wait_for (self->twin, count_received (self->twin) == 5);
  sockeye_session_abort (sockeye_workspace_get_session (self->own), 0);
  wait_for (self->twin, count_connections (self->twin) == 0);
}

/* --- One end in this program */

/* Returns the far end. */
static int
open_client (Comparison *self)
{
  int listener = peer_listen ("127.0.0.1", 5, &self->port);
  int peer;

  self->own = make_workspace ();
  open_session (self->own, SOCKEYE_PROTOCOL_TCP_CLIENT, self->port);
  peer = accept (listener, NULL, NULL);
  g_assert_cmpint (peer, >=, 0);
  close (listener);
  return peer;
}

/* Its FIN first, and data the other way afterwards. */
static void
play_half_close (Comparison *self)
{
  int peer = open_client (self);
  char byte;

  sockeye_session_close_sending (sockeye_workspace_get_session (self->own), 0);
  g_assert_cmpint (recv (peer, &byte, 1, 0), ==, 0);
  peer_send (peer, "late", 4);
  wait_for (self->own, count_received (self->own) == 4);
  close (peer);
  wait_for (self->own, count_connections (self->own) == 0);
}

static void
play_reset (Comparison *self)
{
  peer_reset (open_client (self));
  wait_for (self->own, count_connections (self->own) == 0);
}

static void
play_refused (Comparison *self)
{
  SockeyeSession *session;
  SockeyeSettings settings = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                               .local_host = "",
                               .remote_host = "127.0.0.1",
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  self->own = make_workspace ();
  session = sockeye_workspace_get_session (self->own);
  close (peer_listen ("127.0.0.1", 1, &self->port));
  settings.remote_port = self->port;
  sockeye_session_open (session, &settings);
  wait_for (self->own, sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED);
}

/* --- Datagrams */

static void
play_datagrams (Comparison *self)
{
  self->datagrams = TRUE;
  self->twin = make_workspace ();
  self->own = make_workspace ();
  open_session (self->twin, SOCKEYE_PROTOCOL_UDP, DISCARD_PORT);
  open_session (self->own, SOCKEYE_PROTOCOL_UDP, get_port (self->twin));
  self->port = get_port (self->own);
  send_text (self->own, SOCKEYE_TARGET_DEFAULT, "one");
  wait_for (self->twin, count_received (self->twin) == 3);
  send_text (self->own, SOCKEYE_TARGET_DEFAULT, "three");
  wait_for (self->twin, count_received (self->twin) == 8);
}

static void
play_datagram_refused (Comparison *self)
{
  guint16 port = 0;

  self->datagrams = TRUE;
  self->own = make_workspace ();
  close (peer_bind ("127.0.0.1", &port));
  open_session (self->own, SOCKEYE_PROTOCOL_UDP, port);
  self->port = get_port (self->own);
  send_text (self->own, SOCKEYE_TARGET_DEFAULT, "lost");
}

/* --- Each of them */

#define SHAKEN "L:syn R:syn-ack L:ack "

static const struct
{
  const char *name;
  void (*play) (Comparison *self);
  const char *wanted;
} plays[] = {
  { "client-closes", play_client_closes, SHAKEN "L:data=5 R:data=3 L:fin R:ack R:fin L:ack" },
  { "server-closes", play_server_closes, SHAKEN "R:fin L:ack L:fin R:ack" },
  { "abort", play_abort, SHAKEN "L:data=5 L:rst" },
  { "half-close", play_half_close, SHAKEN "L:fin R:ack R:data=4 R:fin L:ack" },
  { "reset", play_reset, SHAKEN "R:rst" },
  { "refused", play_refused, "L:syn R:rst" },
  { "datagrams", play_datagrams, "L:datagram=3 L:datagram=5" },
  { "datagram-refused", play_datagram_refused, "L:datagram=4 R:icmp" },
};

static Comparison comparisons[G_N_ELEMENTS (plays)];

static void
test_same (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (why_not != NULL)
    g_test_skip (why_not);
  else
    compare (&comparisons[i], plays[i].wanted);
}

static void
clear (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (plays); i++)
    {
      if (comparisons[i].own != NULL)
        destroy (comparisons[i].own);
      if (comparisons[i].twin != NULL)
        destroy (comparisons[i].twin);
    }
  wire_close (&wire);
}

/* tshark tells of packets half a second later: so all are sent first. */
int
main (int argc, char **argv)
{
  int result;

  /* Before any thread. */
  why_not = find_network ();
  g_test_init (&argc, &argv, NULL);
  if (why_not == NULL)
    wire_open (&wire);
  for (guint i = 0; i < G_N_ELEMENTS (plays); i++)
    {
      g_autofree char *path = g_strconcat ("/call-wire/", plays[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_same);
      if (why_not == NULL)
        plays[i].play (&comparisons[i]);
    }
  result = g_test_run ();
  clear ();
  return result;
}
