/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace-fixture.h"

#include <arpa/inet.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/* A workspace whose jobs are waited for, and plain sockets as its far ends, which give up after twenty seconds. */
typedef struct
{
  SockeyeWorkspace *workspace;
  guint n_ended;
  char *error;
} Fixture;

static inline void
on_ended (SockeyeWorkspace *workspace G_GNUC_UNUSED, SockeyeJob *job, const GError *error, Fixture *self)
{
  g_assert_false (sockeye_job_is_running (job));
  self->n_ended++;
  g_free (self->error);
  self->error = error != NULL ? g_strdup (error->message) : NULL;
}

static inline void
set_up (Fixture *self, SockeyeProtocol protocol, guint16 remote_port)
{
  *self = (Fixture){ .workspace = make_workspace () };
  g_signal_connect (self->workspace, "job-ended", G_CALLBACK (on_ended), self);
  open_session (self->workspace, protocol, remote_port);
}

static inline void
tear_down (Fixture *self)
{
  g_free (self->error);
  g_assert_finalize_object (self->workspace);
}

static inline int
make_socket (int type)
{
  struct timeval patience = { .tv_sec = 20 };
  int fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

static inline guint16
bind_socket (int fd)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  return ntohs (address.sin_port);
}

static inline int
connect_client (guint16 port, int receive_buffer)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (port) };
  int fd = make_socket (SOCK_STREAM);

  if (receive_buffer > 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

static inline void
start (Fixture *self, SockeyeJob *job)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sockeye_workspace_start_job (self->workspace, job, &error));
  g_assert_no_error (error);
}

static inline void
wait_for_end (Fixture *self)
{
  wait_for (self->workspace, sockeye_workspace_get_job (self->workspace) == NULL);
  g_assert_cmpuint (self->n_ended, ==, 1);
}

G_END_DECLS
