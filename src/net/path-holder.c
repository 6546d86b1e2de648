/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "path-holder.h"

#include "port-holder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As for ports: a message that comes later helps nobody. */
#define TIME_MAX_US (500 * 1000)
/* __SO_ACCEPTCON in /proc/net/unix */
#define LISTENS 0x10000

typedef struct
{
  SockeyePathState state;
  char *holder; /* (nullable) */
} Finding;

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  g_free (finding->holder);
  g_free (finding);
}

/* A socket of a kind that hardly anybody uses: the kernel says whether there is a socket behind the file without letting
 * that socket know. The file of an ended program refuses (ECONNREFUSED), a socket of another kind has the wrong type. */
static SockeyePathState
probe (const SockeyeEndpoint *local)
{
  int fd = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int error_number = 0;

  if (fd < 0)
    return SOCKEYE_PATH_UNKNOWN;
  if (connect (fd, &local->any, local->length) != 0)
    error_number = errno;
  close (fd);

  switch (error_number)
    {
    case ECONNREFUSED:
      return SOCKEYE_PATH_LEFT_OVER;
    case 0:
    case EPROTOTYPE:
    case EAGAIN:
      return SOCKEYE_PATH_IN_USE;
    default:
      return SOCKEYE_PATH_UNKNOWN;
    }
}

static SockeyePathState
look_at (const SockeyeEndpoint *local)
{
  const char *path = sockeye_endpoint_get_path (local);
  struct stat now;

  if (path == NULL)
    return SOCKEYE_PATH_IN_USE;
  if (lstat (path, &now) != 0)
    return SOCKEYE_PATH_UNKNOWN;
  return S_ISSOCK (now.st_mode) ? probe (local) : SOCKEYE_PATH_NO_SOCKET;
}

/* The path, or the name behind an "@", stands at the end of the line as it is (proc(5)). */
static gboolean
is_bound_to (const char *line, const SockeyeEndpoint *local)
{
  g_autofree char *name = NULL;
  const char *path = sockeye_endpoint_get_path (local);
  gsize length;

  if (path == NULL)
    {
      length = local->length - G_STRUCT_OFFSET (struct sockaddr_un, sun_path) - 1;
      name = g_strndup (local->un.sun_path + 1, length);
      return line[0] == '@' && g_str_equal (line + 1, name);
    }
  return g_str_equal (line, path);
}

/* Accepted connections have the address of their listener: they count only where nobody listens. */
static void
read_table (const SockeyeEndpoint *local, gint64 deadline, GHashTable *listening, GHashTable *others)
{
  FILE *file = fopen ("/proc/net/unix", "re");
  char line[512];

  if (file == NULL)
    return;
  while (fgets (line, sizeof line, file) != NULL && g_get_monotonic_time () < deadline)
    {
      guint flags;
      gulong inode;
      int at = 0;

      /* Num RefCount Protocol Flags Type St Inode Path */
      g_strchomp (line);
      if (sscanf (line, "%*[^:]: %*x %*x %x %*x %*x %lu %n", &flags, &inode, &at) == 2 && at > 0 && inode != 0
          && is_bound_to (line + at, local))
        g_hash_table_add ((flags & LISTENS) != 0 ? listening : others, GSIZE_TO_POINTER (inode));
    }
  fclose (file);
}

static char *
find_holder (const SockeyeEndpoint *local)
{
  g_autoptr (GHashTable) listening = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) others = g_hash_table_new (NULL, NULL);
  gint64 deadline = g_get_monotonic_time () + TIME_MAX_US;
  GHashTable *inodes;

  read_table (local, deadline, listening, others);
  inodes = g_hash_table_size (listening) > 0 ? listening : others;
  return g_hash_table_size (inodes) > 0 ? sockeye_port_holder_name (inodes, deadline) : NULL;
}

static void
search_in_thread (GTask *task,
                  gpointer source G_GNUC_UNUSED,
                  gpointer data,
                  GCancellable *cancellable G_GNUC_UNUSED)
{
  const SockeyeEndpoint *local = data;
  Finding *finding = g_new0 (Finding, 1);

  finding->state = look_at (local);
  if (finding->state == SOCKEYE_PATH_IN_USE)
    finding->holder = find_holder (local);
  g_task_return_pointer (task, finding, finding_free);
}

/**
 * sockeye_path_holder_find_async:
 * @local: the address of a Unix socket that could not be bound
 * @cancellable: (nullable): a cancellable
 * @callback: called in the caller's thread-default context
 * @data: for @callback
 *
 * Finds in a thread what is in the way: a program, or the file that one has left. Takes half a second at most, and no
 * program notices.
 */
void
sockeye_path_holder_find_async (const SockeyeEndpoint *local,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, sockeye_path_holder_find_async);
  g_task_set_task_data (task, g_memdup2 (local, sizeof *local), g_free);
  g_task_run_in_thread (task, search_in_thread);
}

/**
 * sockeye_path_holder_find_finish:
 * @holder: (out) (transfer full) (nullable): the program, as of sockeye_port_holder_find_finish()
 *
 * Returns: what is in the way
 */
SockeyePathState
sockeye_path_holder_find_finish (GAsyncResult *result, char **holder)
{
  /* NULL: the only error is that it was cancelled. */
  Finding *finding = g_task_propagate_pointer (G_TASK (result), NULL);
  SockeyePathState state = SOCKEYE_PATH_UNKNOWN;

  *holder = NULL;
  if (finding == NULL)
    return state;
  state = finding->state;
  *holder = g_steal_pointer (&finding->holder);
  finding_free (finding);
  return state;
}
