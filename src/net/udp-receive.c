/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "icmp.h"
#include "io-thread.h"
#include "socket-util.h"
#include "udp-relay.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/sock_diag.h>
#include <string.h>

#define BATCH             64
#define DATAGRAM_SIZE     65536
#define CONTROL_SIZE      256
#define ERRORS_PER_ROUND  64
#define DROPS_INTERVAL_MS 250

/* One datagram's place. Only the pages that are used are ever touched. */
typedef struct
{
  guint8 bytes[DATAGRAM_SIZE];
  struct sockaddr_storage name;
  guint8 control[CONTROL_SIZE] __attribute__ ((aligned (8)));
} Slot;

/* Shared by all sockets: the I/O thread handles one at a time. */
static Slot slots[BATCH];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];
/* Unix datagrams may be as large as the send buffer of the far end. */
static guint8 large[SOCKEYE_RECORD_LENGTH_MAX];

static void
prepare_messages (SockeyeUdp *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      vectors[i] = self->is_unix ? (struct iovec){ large, sizeof large }
                                 : (struct iovec){ slots[i].bytes, DATAGRAM_SIZE };
      messages[i].msg_hdr = (struct msghdr){ .msg_name = &slots[i].name,
                                             .msg_namelen = sizeof slots[i].name,
                                             .msg_iov = &vectors[i],
                                             .msg_iovlen = 1,
                                             .msg_control = slots[i].control,
                                             .msg_controllen = CONTROL_SIZE };
    }
}

/* What the kernel tells about a datagram besides its bytes and its sender. */
typedef struct
{
  gint64 time; /* 0: not told */
  guint8 arrival;
} Details;

static gint64
parse_time (const struct cmsghdr *message)
{
  struct timespec time;

  memcpy (&time, CMSG_DATA (message), sizeof time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static guint8
parse_ipv4 (SockeyeUdp *self, const struct cmsghdr *message)
{
  struct in6_addr mapped = { .s6_addr = { [10] = 0xFF, [11] = 0xFF } };
  struct in_pktinfo information;

  memcpy (&information, CMSG_DATA (message), sizeof information);
  memcpy (&mapped.s6_addr[12], &information.ipi_addr, sizeof information.ipi_addr);
  return sockeye_udp_get_arrival (self, &mapped, (guint32) information.ipi_ifindex);
}

static guint8
parse_ipv6 (SockeyeUdp *self, const struct cmsghdr *message)
{
  struct in6_pktinfo information;

  memcpy (&information, CMSG_DATA (message), sizeof information);
  return sockeye_udp_get_arrival (self, &information.ipi6_addr, information.ipi6_ifindex);
}

/* SO_TIMESTAMPNS (socket(7)), IP_PKTINFO (ip(7)), IPV6_PKTINFO (ipv6(7)) */
static void
parse_control (SockeyeUdp *self, struct msghdr *header, Details *details)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (header); c != NULL; c = CMSG_NXTHDR (header, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
      details->time = parse_time (c);
    else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
      details->arrival = parse_ipv4 (self, c);
    else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
      details->arrival = parse_ipv6 (self, c);
}

/* Traffic comes in runs: then the bytes of the name are the same, and nothing has to be made of them. */
static SockeyeUdpPeer *
get_sender (SockeyeUdp *self, const struct msghdr *header)
{
  SockeyeEndpoint remote;
  SockeyeUdpPeer *peer;

  if (self->sender != NULL && header->msg_namelen == self->sender_length
      && memcmp (header->msg_name, &self->sender_name, self->sender_length) == 0)
    return self->sender;

  sockeye_endpoint_set_native (&remote, header->msg_name, header->msg_namelen);
  sockeye_endpoint_unmap (&remote);
  if (self->is_unix && !sockeye_endpoint_is_set (&remote))
    sockeye_endpoint_set_unnamed (&remote, 0);
  peer = sockeye_udp_get_peer (self, &remote);
  self->sender = peer->id != 0 ? peer : NULL;
  self->sender_length = header->msg_namelen;
  memcpy (&self->sender_name, header->msg_name, MIN (header->msg_namelen, sizeof self->sender_name));
  return peer;
}

static gboolean
store (SockeyeUdp *self, int i)
{
  struct msghdr *header = &messages[i].msg_hdr;
  guint16 flags = SOCKEYE_RECORD_DATAGRAM;
  Details details = { 0 };
  SockeyeUdpPeer *peer;

  parse_control (self, header, &details);
  if (details.time != 0)
    flags |= SOCKEYE_RECORD_KERNEL_TIME;
  else
    details.time = g_get_real_time ();
  if ((header->msg_flags & MSG_TRUNC) != 0)
    flags |= SOCKEYE_RECORD_TRUNCATED;
  peer = get_sender (self, header);
  self->last_sender = peer->id;
  if (!sockeye_sink_append_datagram (sockeye_role_get_sink (SOCKEYE_ROLE (self)), flags, peer->id,
                                     details.arrival, details.time, vectors[i].iov_base, messages[i].msg_len))
    return FALSE;
  if (self->relay != NULL)
    sockeye_udp_relay_forward (self->relay, peer, vectors[i].iov_base, messages[i].msg_len);
  return TRUE;
}

static void
count_drops (SockeyeUdp *self)
{
  SockeyeStatus *status = sockeye_role_get_status (SOCKEYE_ROLE (self));
  guint32 information[SK_MEMINFO_VARS] = { 0 };
  socklen_t length = sizeof information;
  guint32 new_drops;

  if (getsockopt (self->fd, SOL_SOCKET, SO_MEMINFO, information, &length) != 0
      || length <= SK_MEMINFO_DROPS * sizeof *information)
    return;
  new_drops = information[SK_MEMINFO_DROPS] - self->drops_seen;
  self->drops_seen += new_drops;
  if (new_drops == 0)
    return;
  self->drops += new_drops;
  sockeye_status_begin (status)->kernel_drops = self->drops;
  sockeye_status_end (status);
  sockeye_role_publish_later (SOCKEYE_ROLE (self));
}

static gboolean
drops_timeout (gpointer data)
{
  SockeyeUdp *self = data;

  sockeye_udp_stop_counting_drops (self);
  return G_SOURCE_REMOVE;
}

void
sockeye_udp_stop_counting_drops (SockeyeUdp *self)
{
  if (self->drops_timer == NULL)
    return;
  count_drops (self);
  g_source_destroy (self->drops_timer);
  g_clear_pointer (&self->drops_timer, g_source_unref);
}

static void
start_counting_drops (SockeyeUdp *self)
{
  if (self->drops_timer != NULL)
    return;
  sockeye_io_thread_set_timer (&self->drops_timer, DROPS_INTERVAL_MS, drops_timeout, self);
}

static void
publish_last_sender (SockeyeUdp *self)
{
  SockeyeStatus *status = sockeye_role_get_status (SOCKEYE_ROLE (self));
  SockeyeSnapshot *snapshot = sockeye_status_begin (status);

  snapshot->last_sender = self->last_sender;
  sockeye_status_end (status);
}

/* Private: @peer: has sent the newest datagram */
void
sockeye_udp_set_last_sender (SockeyeUdp *self, guint32 peer)
{
  if (self->last_sender == peer)
    return;
  self->last_sender = peer;
  publish_last_sender (self);
}

static void
store_batch (SockeyeUdp *self, int n)
{
  guint32 last_sender = self->last_sender;
  guint64 datagrams = 0;
  guint64 bytes = 0;

  for (int i = 0; i < n; i++)
    if (!store (self, i))
      {
        datagrams++;
        bytes += messages[i].msg_len;
      }
  /* Nobody waits for a datagram: when the store is full it is gone, and counted. */
  if (datagrams > 0)
    sockeye_sink_drop (sockeye_role_get_sink (SOCKEYE_ROLE (self)), datagrams, bytes);
  if (self->last_sender != last_sender)
    publish_last_sender (self);
  sockeye_role_publish_later (SOCKEYE_ROLE (self));
  start_counting_drops (self);
}

static void
tell_receive_error (SockeyeUdp *self, int error_number)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_RECEIVE,
                         .error_number = error_number,
                         .local = self->local };

  sockeye_role_tell_failure (SOCKEYE_ROLE (self), 0, &event);
}

/* The sender of a Unix datagram waits until it is read, so nothing has to be lost when the store is full. */
static gboolean
has_to_wait (SockeyeUdp *self)
{
  gsize room;

  if (!self->is_unix)
    return FALSE;
  self->receive_waits =
      sockeye_sink_reserve (sockeye_role_get_sink (SOCKEYE_ROLE (self)), sizeof large, &room) == NULL;
  if (self->receive_waits)
    sockeye_udp_update_watch (self);
  return self->receive_waits;
}

/**
 * sockeye_udp_receive:
 * @n_calls: each for 64 datagrams at most
 *
 * Takes what has arrived into the sink.
 */
void
sockeye_udp_receive (SockeyeUdp *self, guint n_calls)
{
  guint batch = self->is_unix ? 1 : BATCH;

  n_calls *= BATCH / batch;
  for (guint i = 0; i < n_calls && !has_to_wait (self); i++)
    {
      int n;

      prepare_messages (self, batch);
      n = recvmmsg (self->fd, messages, batch, MSG_DONTWAIT, NULL);
      if (n < 0 && errno == EAGAIN)
        return;
      if (n < 0 && errno != EINTR)
        {
          int error_number = errno;

          /* An ICMP message makes one receive fail as well; its queue says more. */
          if (sockeye_udp_drain_errors (self) == 0)
            tell_receive_error (self, error_number);
          continue;
        }
      if (n > 0)
        store_batch (self, n);
      if (n >= 0 && n < (int) batch)
        return;
    }
}

/* As the kernel puts it behind the header of the message (SO_EE_OFFENDER, ip(7)). */
typedef struct
{
  struct sock_extended_err error;
  union
  {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
  } offender;
} Report;

static void
tell_icmp (SockeyeUdp *self, struct msghdr *header, const Report *report)
{
  const struct sock_extended_err *error = &report->error;
  SockeyeIcmp icmp = { error->ee_origin == SO_EE_ORIGIN_ICMP6, error->ee_type, error->ee_code };
  SockeyeEndpoint reporter;
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_SEND,
                         .error_number = (int) error->ee_errno,
                         .local = self->local,
                         .number = sockeye_icmp_pack (&icmp),
                         .number2 = error->ee_errno == EMSGSIZE ? error->ee_info : 0 };

  sockeye_endpoint_set_native (&event.remote, header->msg_name, header->msg_namelen);
  sockeye_endpoint_unmap (&event.remote);
  if (report->offender.any.sa_family != AF_UNSPEC)
    {
      sockeye_endpoint_set_native (&reporter, &report->offender.any,
                                   report->offender.any.sa_family == AF_INET ? sizeof report->offender.in
                                                                             : sizeof report->offender.in6);
      sockeye_endpoint_unmap (&reporter);
      event.detail = sockeye_endpoint_format_host (&reporter, text, sizeof text);
    }
  sockeye_role_tell_failure (SOCKEYE_ROLE (self), sockeye_udp_get_peer (self, &event.remote)->id, &event);
}

static gboolean
is_report (const struct cmsghdr *message)
{
  return (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_RECVERR)
         || (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_RECVERR);
}

static void
take_report (SockeyeUdp *self, struct msghdr *header, const struct cmsghdr *message)
{
  Report report;

  memset (&report, 0, sizeof report);
  memcpy (&report, CMSG_DATA (message), MIN (message->cmsg_len - CMSG_LEN (0), sizeof report));
  /* What this machine itself refused, the call has returned. */
  if (report.error.ee_origin == SO_EE_ORIGIN_ICMP || report.error.ee_origin == SO_EE_ORIGIN_ICMP6)
    tell_icmp (self, header, &report);
}

/**
 * sockeye_udp_drain_errors:
 *
 * Tells what routers and far ends reported by ICMP about earlier datagrams (IP_RECVERR, ip(7)). A filled
 * queue is level triggered and makes the next call fail once, so it must be emptied.
 *
 * Returns: how many reports there were
 */
guint
sockeye_udp_drain_errors (SockeyeUdp *self)
{
  guint n = 0;

  /* There is no such queue, and the call would take a datagram. */
  for (; n < ERRORS_PER_ROUND && !self->is_unix; n++)
    {
      struct sockaddr_storage name;
      guint8 control[512] __attribute__ ((aligned (8)));
      guint8 payload[1];
      struct iovec vector = { payload, sizeof payload };
      struct msghdr header = { .msg_name = &name,
                               .msg_namelen = sizeof name,
                               .msg_iov = &vector,
                               .msg_iovlen = 1,
                               .msg_control = control,
                               .msg_controllen = sizeof control };

      if (recvmsg (self->fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
        break;
      for (struct cmsghdr *c = CMSG_FIRSTHDR (&header); c != NULL; c = CMSG_NXTHDR (&header, c))
        if (is_report (c))
          take_report (self, &header, c);
    }
  return n;
}
