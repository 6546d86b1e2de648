/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <errno.h>
#include <glib.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* A network that nobody else is in, so that broadcasts and multicasts go nowhere: its loopback interface, which can do
 * multicast here, and where the system has them a pair of interfaces that are connected to each other, "v0" with
 * 10.9.0.1 and fd09::1, and "v1" with 10.9.1.1. Before the first thread is made.
 *
 * Returns: NULL, or why there is none: then nothing may be sent */
static inline const char *
own_network_enter (void)
{
  struct ifreq request = { .ifr_name = "lo" };
  int fd;
  gboolean up;

  if (unshare (CLONE_NEWNET) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return "a network of its own is not permitted here";
  fd = socket (AF_INET, SOCK_DGRAM, 0);
  if (fd < 0)
    return "the network of its own has no sockets";
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_MULTICAST;
  up = ioctl (fd, SIOCSIFFLAGS, &request) == 0;
  close (fd);
  return up ? NULL : "the loopback interface of its own network cannot be used";
}

/* Whether the pair of interfaces could be made. */
static inline gboolean
own_network_add_pair (void)
{
  static const char *const commands =
      "ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up"
      " && ip addr add 10.9.0.1/24 brd + dev v0 && ip addr add 10.9.1.1/24 dev v1"
      " && ip -6 addr add fd09::1/64 dev v0 nodad";
  const char *const shell[] = { "sh", "-c", commands, NULL };
  int status = -1;

  return g_spawn_sync (NULL, (char **) shell, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                       NULL, NULL, NULL, &status, NULL)
         && status == 0;
}
