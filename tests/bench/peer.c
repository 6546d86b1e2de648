/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Bare receivers to compare with, where no common tool does the same work.
 *
 *   bench-peer udp RCVBUF             counts datagrams with recvmmsg; ends after one second of silence
 *   bench-peer epoll CLIENTS SIZE     accepts CLIENTS connections and reads SIZE bytes from each
 *
 * Prints the port, then one line of JSON. Times are microseconds of CLOCK_REALTIME.
 */

#include <errno.h>
#include <inttypes.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH      64
#define DATAGRAM   2048
#define SILENCE_MS 1000
#define START_MS   10000

static void
fail (const char *what)
{
  fprintf (stderr, "bench-peer: %s: %s\n", what, strerror (errno));
  exit (1);
}

static int64_t
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
bind_loopback (int type)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (fd < 0 || bind (fd, (struct sockaddr *) &address, length) < 0
      || (type != SOCK_DGRAM && listen (fd, 4096) < 0)
      || getsockname (fd, (struct sockaddr *) &address, &length) < 0)
    fail ("bind");
  printf ("%u\n", ntohs (address.sin_port));
  fflush (stdout);
  return fd;
}

static int
run_udp (int rcvbuf)
{
  static char buffers[BATCH][DATAGRAM];
  struct mmsghdr messages[BATCH] = { 0 };
  struct iovec parts[BATCH];
  uint32_t memory[SK_MEMINFO_VARS] = { 0 };
  socklen_t memory_length = sizeof memory;
  int fd = bind_loopback (SOCK_DGRAM);
  uint64_t received = 0;

  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof rcvbuf) < 0)
    fail ("SO_RCVBUF");
  for (int i = 0; i < BATCH; i++)
    {
      parts[i] = (struct iovec){ buffers[i], DATAGRAM };
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
  for (;;)
    {
      struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
      int ready = poll (&poll_fd, 1, received > 0 ? SILENCE_MS : START_MS);
      int n;

      if (ready == 0)
        break;
      n = recvmmsg (fd, messages, BATCH, MSG_DONTWAIT, NULL);
      if (n > 0)
        received += (uint64_t) n;
      else if (n < 0 && errno != EAGAIN && errno != EINTR)
        fail ("recvmmsg");
    }
  if (getsockopt (fd, SOL_SOCKET, SO_MEMINFO, memory, &memory_length) < 0)
    fail ("SO_MEMINFO");
  printf ("{\"received\": %" PRIu64 ", \"kernel_drops\": %u}\n", received, memory[SK_MEMINFO_DROPS]);
  return 0;
}

/* Returns the number of bytes read, and takes the connection out of @epoll when it has ended. */
static uint64_t
read_some (int epoll, int fd)
{
  static char buffer[64 << 10];
  ssize_t n = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT);

  if (n > 0)
    return (uint64_t) n;
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return 0;
  epoll_ctl (epoll, EPOLL_CTL_DEL, fd, NULL);
  close (fd);
  return 0;
}

static int
run_epoll (uint64_t clients, uint64_t size)
{
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  int listener = bind_loopback (SOCK_STREAM | SOCK_NONBLOCK);
  struct epoll_event added = { .events = EPOLLIN, .data.fd = listener };
  struct rlimit limit;
  uint64_t accepted = 0;
  uint64_t received = 0;
  int64_t accepted_us = 0;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      if (setrlimit (RLIMIT_NOFILE, &limit) < 0)
        fail ("setrlimit");
    }
  epoll_ctl (epoll, EPOLL_CTL_ADD, listener, &added);
  while (received < clients * size)
    {
      struct epoll_event events[256];
      int n = epoll_wait (epoll, events, 256, 60000);

      if (n <= 0)
        fail ("waiting for clients");
      for (int i = 0; i < n; i++)
        {
          int fd;

          if (events[i].data.fd != listener)
            {
              received += read_some (epoll, events[i].data.fd);
              continue;
            }
          while ((fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
            {
              added.data.fd = fd;
              epoll_ctl (epoll, EPOLL_CTL_ADD, fd, &added);
              accepted++;
            }
          if (errno != EAGAIN)
            fail ("accept");
          accepted_us = now_us ();
        }
    }
  printf ("{\"accepted\": %" PRIu64 ", \"accepted_us\": %" PRId64 ", \"served_us\": %" PRId64 "}\n", accepted,
          accepted_us, now_us ());
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "udp") == 0)
    return run_udp (atoi (argv[2]));
  if (argc == 4 && strcmp (argv[1], "epoll") == 0)
    return run_epoll (strtoull (argv[2], NULL, 10), strtoull (argv[3], NULL, 10));
  fprintf (stderr, "bench-peer: see the comment at the top of tests/bench/peer.c\n");
  return 2;
}
