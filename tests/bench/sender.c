/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The far end of every benchmark: plain blocking C, so that the sender is never what is measured.
 *
 *   bench-sender bytes PORT TOTAL            TOTAL bytes over TCP, 128 KiB a call
 *   bench-sender lines PORT COUNT LENGTH     COUNT lines of LENGTH bytes over TCP, 128 KiB a call
 *   bench-sender udp PORT RATE SECONDS SIZE  datagrams with a sequence number, RATE a second
 *   bench-sender ping PORT COUNT GAP_MS      small messages that carry the time they were sent
 *   bench-sender clients PORT COUNT SIZE     COUNT connections at once, a message of SIZE bytes on each
 *   bench-sender trickle PORT COUNT SECONDS  COUNT connections, a message of 100 bytes a second on each
 *
 * Prints one line of JSON. Times are microseconds of CLOCK_REALTIME, comparable with the receiver's.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BLOCK           (128u << 10)
#define CLIENTS_MAX     20000
#define CONNECT_SECONDS 10
/* UDP_MAX_SEGMENTS of the kernel, and the largest IPv4 datagram. */
#define SEGMENTS_MAX 64
#define DATAGRAM_MAX 65507

static void
fail (const char *what)
{
  fprintf (stderr, "bench-sender: %s: %s\n", what, strerror (errno));
  exit (1);
}

static int64_t
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* @when is of now_us(). */
static void
sleep_until (int64_t when)
{
  struct timespec until = { when / 1000000, when % 1000000 * 1000 };

  while (clock_nanosleep (CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL) == EINTR)
    ;
}

static uint64_t
number (const char *text)
{
  char *end = NULL;
  uint64_t value = strtoull (text, &end, 10);

  if (end == text || *end != '\0')
    {
      fprintf (stderr, "bench-sender: “%s” is not a number.\n", text);
      exit (2);
    }
  return value;
}

static struct sockaddr_in
loopback (const char *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  address.sin_port = htons ((uint16_t) number (port));
  return address;
}

/* Tries for a while: the receiver may still be starting. */
static int
connect_stream (const char *port)
{
  struct sockaddr_in address = loopback (port);
  int64_t deadline = now_us () + CONNECT_SECONDS * 1000000;

  for (;;)
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

      if (fd < 0)
        fail ("socket");
      if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
        return fd;
      if (errno != ECONNREFUSED || now_us () > deadline)
        fail ("connect");
      close (fd);
      usleep (10000);
    }
}

static void
send_all (int fd, const char *bytes, size_t length)
{
  while (length > 0)
    {
      ssize_t sent = send (fd, bytes, length, MSG_NOSIGNAL);

      if (sent < 0 && errno == EINTR)
        continue;
      if (sent < 0)
        fail ("send");
      bytes += sent;
      length -= (size_t) sent;
    }
}

static int
stream_blocks (const char *port, const char *block, size_t block_length, uint64_t total)
{
  int fd = connect_stream (port);
  int64_t start = now_us ();

  for (uint64_t left = total; left > 0;)
    {
      size_t length = left < block_length ? (size_t) left : block_length;

      send_all (fd, block, length);
      left -= length;
    }
  close (fd);
  printf ("{\"start_us\": %" PRId64 ", \"sent_us\": %" PRId64 ", \"bytes\": %" PRIu64 "}\n", start, now_us (),
          total);
  return 0;
}

static int
run_bytes (char **args)
{
  static char block[BLOCK];

  for (size_t i = 0; i < sizeof block; i++)
    block[i] = i % 100 == 99 ? '\n' : (char) (' ' + i % 95);
  return stream_blocks (args[0], block, sizeof block, number (args[1]));
}

static int
run_lines (char **args)
{
  uint64_t count = number (args[1]);
  size_t length = (size_t) number (args[2]);
  static char block[BLOCK];
  size_t lines;

  if (length < 2 || length > sizeof block)
    {
      fprintf (stderr, "bench-sender: a line has 2 to %u bytes.\n", BLOCK);
      return 2;
    }
  lines = sizeof block / length;
  for (size_t i = 0; i < lines * length; i++)
    block[i] = i % length == length - 1 ? '\n' : (char) ('!' + (i / length + i) % 94);
  return stream_blocks (args[0], block, lines * length, count * length);
}

static int
run_udp (char **args)
{
  struct sockaddr_in address = loopback (args[0]);
  uint64_t rate = number (args[1]);
  uint64_t total = rate * number (args[2]);
  size_t size = (size_t) number (args[3]);
  int segment = (int) size;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  static char burst[DATAGRAM_MAX];
  uint64_t sent = 0;
  uint64_t burst_max;
  int64_t start;

  if (size < sizeof sent || size > 1400)
    {
      fprintf (stderr, "bench-sender: a datagram has 8 to 1400 bytes.\n");
      return 2;
    }
  burst_max = sizeof burst / size < SEGMENTS_MAX ? sizeof burst / size : SEGMENTS_MAX;
  /* The kernel cuts a burst into datagrams: one call each tops out near 340,000 a second, below what is asked for. */
  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) < 0
      || setsockopt (fd, SOL_UDP, UDP_SEGMENT, &segment, sizeof segment) < 0)
    fail ("UDP socket");

  memset (burst, 'u', sizeof burst);
  start = now_us ();
  while (sent < total)
    {
      uint64_t due = (uint64_t) (now_us () - start) * rate / 1000000;

      if (due > total)
        due = total;
      while (sent < due)
        {
          uint64_t n = due - sent < burst_max ? due - sent : burst_max;

          for (uint64_t i = 0; i < n; i++)
            {
              uint64_t sequence = sent + i;

              memcpy (burst + i * size, &sequence, sizeof sequence);
            }
          if (send (fd, burst, n * size, 0) < 0 && errno != ECONNREFUSED && errno != EINTR)
            fail ("send");
          sent += n;
        }
      sleep_until (now_us () + 200);
    }
  printf ("{\"start_us\": %" PRId64 ", \"sent_us\": %" PRId64 ", \"datagrams\": %" PRIu64 "}\n", start,
          now_us (), sent);
  return 0;
}

static int
run_ping (char **args)
{
  int fd = connect_stream (args[0]);
  uint64_t count = number (args[1]);
  int64_t gap = (int64_t) number (args[2]) * 1000;
  int64_t start = now_us ();
  int on = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (uint64_t i = 0; i < count; i++)
    {
      char message[64];

      /* Not a multiple of a frame's time, so that the messages fall anywhere between two frames. */
      sleep_until (start + (int64_t) (i + 1) * gap + (int64_t) (i * 7919 % 16667));
      snprintf (message, sizeof message, "ping %020" PRId64 "\n", now_us ());
      send_all (fd, message, strlen (message));
    }
  printf ("{\"start_us\": %" PRId64 ", \"sent_us\": %" PRId64 ", \"messages\": %" PRIu64 "}\n", start,
          now_us (), count);
  /* Held until the harness has read the last one. */
  while (getchar () != EOF)
    ;
  close (fd);
  return 0;
}

static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      if (setrlimit (RLIMIT_NOFILE, &limit) < 0)
        fail ("setrlimit");
    }
}

static int fds[CLIENTS_MAX];

/* Connects @count sockets at once; sends @message on each as soon as it is connected. Returns the slowest connect. */
static int64_t
connect_clients (const char *port, size_t count, const char *message, size_t length)
{
  struct sockaddr_in address = loopback (port);
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  int64_t start = now_us ();
  int64_t slowest = 0;

  raise_file_limit ();
  for (size_t i = 0; i < count; i++)
    {
      struct epoll_event event = { .events = EPOLLOUT | EPOLLONESHOT, .data.u64 = i };

      fds[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (fds[i] < 0)
        fail ("socket");
      if (connect (fds[i], (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS)
        fail ("connect");
      if (epoll_ctl (epoll, EPOLL_CTL_ADD, fds[i], &event) < 0)
        fail ("epoll_ctl");
    }
  for (size_t left = count; left > 0;)
    {
      struct epoll_event events[256];
      int n = epoll_wait (epoll, events, 256, 60000);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        fail ("waiting for connections");
      for (int i = 0; i < n; i++)
        {
          int fd = fds[events[i].data.u64];
          int error = 0;
          socklen_t error_length = sizeof error;

          getsockopt (fd, SOL_SOCKET, SO_ERROR, &error, &error_length);
          if (error != 0)
            {
              errno = error;
              fail ("connect");
            }
          /* The first bytes of a connection always fit its send buffer. */
          if (send (fd, message, length, MSG_NOSIGNAL) != (ssize_t) length)
            fail ("send");
          left--;
        }
      slowest = now_us () - start;
    }
  close (epoll);
  return slowest;
}

static size_t
client_count (const char *text)
{
  uint64_t count = number (text);

  if (count < 1 || count > CLIENTS_MAX)
    {
      fprintf (stderr, "bench-sender: 1 to %u clients.\n", CLIENTS_MAX);
      exit (2);
    }
  return (size_t) count;
}

static int
run_clients (char **args)
{
  size_t count = client_count (args[1]);
  size_t length = (size_t) number (args[2]);
  static char message[BLOCK];
  int64_t start = now_us ();
  int64_t slowest;

  if (length < 1 || length > sizeof message)
    return 2;
  memset (message, 'c', sizeof message);
  message[length - 1] = '\n';
  slowest = connect_clients (args[0], count, message, length);
  printf ("{\"start_us\": %" PRId64 ", \"slowest_connect_us\": %" PRId64 ", \"clients\": %zu}\n", start,
          slowest, count);
  fflush (stdout);
  /* All stay connected until the harness closes our input. */
  while (getchar () != EOF)
    ;
  return 0;
}

static int
run_trickle (char **args)
{
  size_t count = client_count (args[1]);
  uint64_t seconds = number (args[2]);
  char message[100];
  int64_t start;

  memset (message, 't', sizeof message);
  message[sizeof message - 1] = '\n';
  connect_clients (args[0], count, message, sizeof message);
  printf ("connected\n");
  fflush (stdout);
  start = now_us ();
  for (uint64_t sent = 0; sent < count * seconds; sent++)
    {
      int64_t due = start + (int64_t) (sent * 1000000 / count);

      if (due > now_us () + 500)
        sleep_until (due);
      if (send (fds[sent % count], message, sizeof message, MSG_NOSIGNAL) < 0)
        fail ("send");
    }
  printf ("{\"start_us\": %" PRId64 ", \"sent_us\": %" PRId64 ", \"messages\": %" PRIu64 "}\n", start,
          now_us (), count * seconds);
  return 0;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    int n_args;
    int (*run) (char **args);
  } modes[] = {
    { "bytes", 2, run_bytes }, { "lines", 3, run_lines },     { "udp", 4, run_udp },
    { "ping", 3, run_ping },   { "clients", 3, run_clients }, { "trickle", 3, run_trickle },
  };

  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
    if (argc == modes[i].n_args + 2 && strcmp (argv[1], modes[i].name) == 0)
      return modes[i].run (argv + 2);
  fprintf (stderr, "bench-sender: see the comment at the top of tests/bench/sender.c\n");
  return 2;
}
