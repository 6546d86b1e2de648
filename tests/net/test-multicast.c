/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "own-network.h"
#include "session-options.h"

#define UDP SOCKEYE_PROTOCOL_UDP

static gboolean has_pair;

static guint
count_received (Fixture *self)
{
  return memory_sink_count (self->sink, SOCKEYE_RECORD_RECEIVED, 0);
}

static SockeyeGroup
make_group (const char *address, const char *source, const char *interface)
{
  SockeyeGroup group;

  g_assert_true (sockeye_group_set (&group, address, interface, NULL));
  g_assert_true (sockeye_group_set_source (&group, source, NULL));
  return group;
}

static void
done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GError *
change (Fixture *self, const SockeyeGroup *group, gboolean join)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  sockeye_session_change_group_async (self->session, group, join, done, &result);
  fixture_wait (result != NULL);
  g_assert_true (sockeye_session_change_finish (result, &error) == (error == NULL));
  return error;
}

static void
change_well (Fixture *self, const SockeyeGroup *group, gboolean join)
{
  g_autoptr (GError) error = change (self, group, join);

  g_assert_no_error (error);
}

static void
set_option (Fixture *self, SockeyeOption option, gint64 number, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SockeyeOptionValue value = { .number = number };

  g_strlcpy (value.text, text != NULL ? text : "", sizeof value.text);
  sockeye_session_set_option_async (self->session, 0, option, &value, done, &result);
  fixture_wait (result != NULL);
  sockeye_session_change_finish (result, &error);
  g_assert_no_error (error);
}

/* Another program of this machine that sends to a group, through an interface. */
static int
make_sender (const char *host, const char *interface)
{
  guint16 port = 0;
  int fd = peer_bind (host, &port);
  int index = (int) if_nametoindex (interface);
  struct ip_mreqn request = { .imr_ifindex = index };

  if (strchr (host, ':') != NULL)
    g_assert_no_errno (setsockopt (fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index));
  else
    g_assert_no_errno (setsockopt (fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request));
  return fd;
}

static void
find_received (Fixture *self, MemoryRecord *record, SockeyeArrival *arrival, char *destination, gsize size)
{
  for (guint i = memory_sink_get_n_records (self->sink); i > 0; i--)
    {
      memory_sink_get_record (self->sink, i - 1, record);
      if (record->kind != SOCKEYE_RECORD_RECEIVED)
        continue;
      memory_sink_get_arrival (self->sink, record->arrival, arrival);
      sockeye_endpoint_format_host (&arrival->destination, destination, size);
      return;
    }
  g_assert_not_reached ();
}

/* @interface: NULL: which one it is told to be for traffic within a machine differs from kernel to kernel */
static void
assert_arrived (Fixture *self, const char *destination, const char *interface)
{
  MemoryRecord record;
  SockeyeArrival arrival;
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];

  find_received (self, &record, &arrival, text, sizeof text);
  g_assert_cmpstr (text, ==, destination);
  if (interface != NULL)
    g_assert_cmpstr (arrival.interface, ==, interface);
}

static gboolean
has_received (Fixture *self, const char *text)
{
  g_autoptr (GBytes) all = memory_sink_get_bytes (self->sink, SOCKEYE_RECORD_RECEIVED, 0);
  gsize length;
  const char *bytes = g_bytes_get_data (all, &length);

  return length > 0 && g_strrstr_len (bytes, (gssize) length, text) != NULL;
}

/* What is sent to a group arrives exactly while the socket is in it; a mark sent to the socket itself comes after it. */
static guint
count_until_mark (Fixture *self, int fd, const char *group, const char *mark)
{
  static guint n_marks;
  g_autofree char *text = g_strdup_printf ("mark %u", ++n_marks);
  guint16 port = sockeye_session_get_local_port (self->session);
  guint before = count_received (self);

  peer_send_to (fd, group, port, "group", 5);
  peer_send_to (fd, mark, port, text, strlen (text));
  fixture_wait (has_received (self, text));
  return count_received (self) - before - 1;
}

static void
test_join_and_leave (gconstpointer data)
{
  const char *host = data;
  Fixture self;
  int fd = make_sender ("127.0.0.1", "lo");
  SockeyeGroup first = make_group ("239.1.2.3", "", "lo");
  SockeyeGroup second = make_group ("239.1.2.4", "", "lo");
  g_autofree char *events = NULL;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, host, 0, NULL, 0);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.3", "127.0.0.1"), ==, 0);
  change_well (&self, &first, TRUE);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.3", "127.0.0.1"), ==, 1);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.4", "127.0.0.1"), ==, 0);
  change_well (&self, &second, TRUE);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.3", "127.0.0.1"), ==, 1);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.4", "127.0.0.1"), ==, 1);
  change_well (&self, &first, FALSE);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.3", "127.0.0.1"), ==, 0);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.1.2.4", "127.0.0.1"), ==, 1);

  fixture_close_wait (&self);
  events = memory_sink_list_events (self.sink, 0);
  g_assert_cmpstr (events, ==, "bound group-joined group-joined group-left unbound");
  close (fd);
  fixture_clear (&self);
}

/* A group of wishes is joined when the socket is bound, and the record says where the datagram was sent to. */
static void
test_wished (void)
{
  g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new ();
  Fixture self;
  SockeyeGroup group = make_group ("239.9.9.9", "", "lo");
  SockeyeSettings settings = { .protocol = UDP, .local_host = "239.9.9.9", .wishes = wishes };
  int fd = make_sender ("127.0.0.1", "lo");
  MemoryRecord record;

  g_assert_true (sockeye_wishes_add_group (wishes, &group));
  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  g_assert_true (memory_sink_find_event (self.sink, SOCKEYE_EVENT_GROUP_JOINED, &record));
  g_assert_cmpstr (record.event.text, ==, "lo");
  peer_send_to (fd, "239.9.9.9", sockeye_session_get_local_port (self.session), "hello", 5);
  fixture_wait (count_received (&self) == 1);
  assert_arrived (&self, "239.9.9.9", "lo");
  close (fd);
  fixture_clear (&self);
}

/* Only one sender of the group is heard. */
static void
test_source (void)
{
  Fixture self;
  SockeyeGroup group = make_group ("232.1.2.3", "127.0.0.2", "lo");
  int wanted = make_sender ("127.0.0.2", "lo");
  int other = make_sender ("127.0.0.3", "lo");

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  change_well (&self, &group, TRUE);
  g_assert_cmpuint (count_until_mark (&self, other, "232.1.2.3", "127.0.0.1"), ==, 0);
  g_assert_cmpuint (count_until_mark (&self, wanted, "232.1.2.3", "127.0.0.1"), ==, 1);
  change_well (&self, &group, FALSE);
  g_assert_cmpuint (count_until_mark (&self, wanted, "232.1.2.3", "127.0.0.1"), ==, 0);
  close (wanted);
  close (other);
  fixture_clear (&self);
}

/* A group that another program is in is not heard: the kernel would give it to everybody (IP_MULTICAST_ALL). */
static void
test_others_group (void)
{
  Fixture self, other;
  SockeyeGroup group = make_group ("239.5.5.5", "", "lo");
  int fd = make_sender ("127.0.0.1", "lo");

  fixture_init (&self);
  fixture_init (&other);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  fixture_open_wait (&other, UDP, "0.0.0.0", 0, NULL, 0);
  change_well (&other, &group, TRUE);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.5.5.5", "127.0.0.1"), ==, 0);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_ALL, 1, NULL);
  g_assert_cmpuint (count_until_mark (&self, fd, "239.5.5.5", "127.0.0.1"), ==, 1);
  close (fd);
  fixture_clear (&self);
  fixture_clear (&other);
}

static void
assert_refused (Fixture *self, const SockeyeGroup *group, gboolean join, const char *says)
{
  g_autoptr (GError) error = change (self, group, join);

  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refusals (void)
{
  Fixture self;
  SockeyeGroup group = make_group ("239.1.2.3", "", "lo");
  SockeyeGroup nowhere = make_group ("239.1.2.3", "", "nosuch0");
  SockeyeGroup not_in = make_group ("239.1.2.9", "", "lo");
  SockeyeGroup other_version = make_group ("ff15::1", "", "lo");

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  change_well (&self, &group, TRUE);
  assert_refused (&self, &group, TRUE, "in this group already (EADDRINUSE)");
  assert_refused (&self, &nowhere, TRUE, "on nosuch0: there is no such network interface");
  assert_refused (&self, &not_in, FALSE, "not in this group");
  assert_refused (&self, &other_version, TRUE, "(ENOPROTOOPT)");
  for (guint i = 0; i < 19; i++)
    {
      g_autofree char *address = g_strdup_printf ("239.7.0.%u", i);
      SockeyeGroup more = make_group (address, "", "lo");

      change_well (&self, &more, TRUE);
    }
  assert_refused (&self, &not_in, TRUE, "as many groups");
  fixture_clear (&self);
}

/* Where there is no interface that the routing table would choose. */
static void
test_no_route (void)
{
  Fixture self;
  SockeyeGroup group = make_group ("239.1.2.3", "", "");

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  assert_refused (&self, &group, TRUE, "(ENODEV)");
  fixture_clear (&self);
}

/* A group and a broadcast address are joined, sent to and seen on the interface that was chosen. */
static void
test_interfaces (void)
{
  Fixture self;
  SockeyeGroup group = make_group ("239.1.2.3", "", "v0");
  int first = make_sender ("10.9.0.1", "v0");
  int second = make_sender ("10.9.1.1", "v1");
  int broadcast = TRUE;
  guint16 port;

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "", 0, NULL, 0);
  port = sockeye_session_get_local_port (self.session);
  change_well (&self, &group, TRUE);
  g_assert_cmpuint (count_until_mark (&self, first, "239.1.2.3", "10.9.0.1"), ==, 1);

  g_assert_no_errno (setsockopt (first, SOL_SOCKET, SO_BROADCAST, &broadcast, sizeof broadcast));
  peer_send_to (first, "10.9.0.255", port, "all", 3);
  fixture_wait (count_received (&self) == 3);
  assert_arrived (&self, "10.9.0.255", "v0");
  peer_send_to (second, "10.9.0.1", port, "one", 3);
  fixture_wait (count_received (&self) == 4);
  assert_arrived (&self, "10.9.0.1", NULL);
  close (first);
  close (second);
  fixture_clear (&self);
}

static void
test_ipv6 (void)
{
  Fixture self;
  SockeyeGroup group = make_group ("ff15::99", "", "v0");
  int fd = make_sender ("fd09::1", "v0");

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "::", 0, NULL, 0);
  g_assert_cmpuint (count_until_mark (&self, fd, "ff15::99", "fd09::1"), ==, 0);
  change_well (&self, &group, TRUE);
  g_assert_cmpuint (count_until_mark (&self, fd, "ff15::99", "fd09::1"), ==, 1);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_IF, 0, "v0");
  close (fd);
  fixture_clear (&self);
}

static int
receive_ttl (int fd, char *bytes, gsize size)
{
  struct iovec vector = { bytes, size };
  guint8 control[256] __attribute__ ((aligned (8)));
  struct msghdr header = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
  };

  g_assert_cmpint (recvmsg (fd, &header, 0), >=, 0);
  for (struct cmsghdr *c = CMSG_FIRSTHDR (&header); c != NULL; c = CMSG_NXTHDR (&header, c))
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL)
      {
        int ttl;

        memcpy (&ttl, CMSG_DATA (c), sizeof ttl);
        return ttl;
      }
  return -1;
}

/* Another program of this machine, in a group. */
static int
make_receiver (const char *interface, guint16 *port)
{
  int fd = peer_bind ("0.0.0.0", port);
  struct ip_mreqn request = { .imr_ifindex = (int) if_nametoindex (interface) };
  int on = TRUE;

  request.imr_multiaddr.s_addr = g_htonl (0xEF010203);
  g_assert_no_errno (setsockopt (fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request));
  g_assert_no_errno (setsockopt (fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on));
  return fd;
}

static void
send_to_group (Fixture *self, guint16 port, const char *text)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "239.1.2.3", .port = port };
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  guint n = memory_sink_count (self->sink, SOCKEYE_RECORD_SENT, 0);

  g_assert_true (sockeye_session_send (self->session, &target, payload, NULL));
  fixture_wait (memory_sink_count (self->sink, SOCKEYE_RECORD_SENT, 0) == n + 1);
}

static void
test_ttl (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = make_receiver ("lo", &port);
  char bytes[6] = { 0 };

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "127.0.0.1", 0, NULL, 0);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_IF, 0, "lo");
  send_to_group (&self, port, "first");
  g_assert_cmpint (receive_ttl (fd, bytes, 5), ==, 1);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_TTL, 200, NULL);
  send_to_group (&self, port, "last!");
  g_assert_cmpint (receive_ttl (fd, bytes, 5), ==, 200);
  g_assert_cmpstr (bytes, ==, "last!");
  close (fd);
  fixture_clear (&self);
}

/* Through the chosen interface, and not back to this machine if so wished. */
static void
test_loop (void)
{
  Fixture self;
  guint16 port = 0;
  int fd = make_receiver ("v0", &port);
  char bytes[6] = { 0 };

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "10.9.0.1", 0, NULL, 0);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_IF, 0, "v0");
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_LOOP, 0, NULL);
  send_to_group (&self, port, "lost!");
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_LOOP, 1, NULL);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_TTL, 2, NULL);
  send_to_group (&self, port, "heard");
  g_assert_cmpint (receive_ttl (fd, bytes, 5), ==, 2);
  g_assert_cmpstr (bytes, ==, "heard");
  close (fd);
  fixture_clear (&self);
}

/* Without the permission to broadcast the kernel refuses, and the user reads why. */
static void
test_no_broadcast (void)
{
  Fixture self;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.255.255.255", .port = 9 };
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  set_option (&self, SOCKEYE_OPTION_SO_BROADCAST, 0, NULL);
  g_assert_true (sockeye_session_send (self.session, &target, payload, NULL));
  fixture_wait (self.failures->len == 1);
  g_assert_nonnull (strstr (g_ptr_array_index (self.failures, 0), "Switch SO_BROADCAST on"));
  fixture_clear (&self);
}

static void
test_read_back (void)
{
  Fixture self;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SockeyeSocketReport) report = NULL;
  SockeyeGroup group = make_group ("239.1.2.3", "127.0.0.2", "lo");

  fixture_init (&self);
  fixture_open_wait (&self, UDP, "0.0.0.0", 0, NULL, 0);
  set_option (&self, SOCKEYE_OPTION_IP_MULTICAST_IF, 0, has_pair ? "v1" : "lo");
  change_well (&self, &group, TRUE);
  sockeye_session_report_async (self.session, 0, done, &result);
  fixture_wait (result != NULL);
  report = sockeye_session_report_finish (result);
  /* The loopback interface of a network that was just made has no address yet. */
  if (has_pair)
    g_assert_cmpstr (report->values[SOCKEYE_OPTION_IP_MULTICAST_IF].text, ==, "v1");
  g_assert_cmpuint (report->groups->len, ==, 1);
  g_assert_true (sockeye_group_equal (&g_array_index (report->groups, SockeyeGroup, 0), &group));
  fixture_clear (&self);
}

int
main (int argc, char **argv)
{
  const char *obstacle = own_network_enter ();

  g_test_init (&argc, &argv, NULL);
  if (obstacle != NULL)
    {
      g_print ("1..0 # SKIP %s\n", obstacle);
      return 77;
    }
  has_pair = own_network_add_pair ();
  g_test_add_data_func ("/multicast/join-and-leave/ipv4", "0.0.0.0", test_join_and_leave);
  g_test_add_data_func ("/multicast/join-and-leave/both", "::", test_join_and_leave);
  g_test_add_func ("/multicast/wished", test_wished);
  g_test_add_func ("/multicast/source", test_source);
  g_test_add_func ("/multicast/others-group", test_others_group);
  g_test_add_func ("/multicast/refusals", test_refusals);
  g_test_add_func ("/multicast/ttl", test_ttl);
  g_test_add_func ("/multicast/no-broadcast", test_no_broadcast);
  g_test_add_func ("/multicast/read-back", test_read_back);
  if (has_pair)
    {
      g_test_add_func ("/multicast/interfaces", test_interfaces);
      g_test_add_func ("/multicast/ipv6", test_ipv6);
      g_test_add_func ("/multicast/loop", test_loop);
    }
  else
    g_test_add_func ("/multicast/no-route", test_no_route);
  return g_test_run ();
}
