/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "port-holder.h"

#include "socket-util.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The search reads what every process has open; a message that comes later than this helps nobody. */
#define TIME_MAX_US  (500 * 1000)
#define HOLDERS_MAX  4
#define LISTEN_STATE 0x0A /* TCP_LISTEN in /proc/net/tcp */

typedef struct
{
  SockeyeEndpoint local;
  gboolean datagrams;
  gint64 deadline;
} Search;

/* "0100007F:1F90": every 32-bit word of the address as the machine's integer, the port a number (proc(5)). */
static gboolean
parse_address (const char *text, SockeyeEndpoint *endpoint)
{
  const char *colon = strchr (text, ':');
  guint32 words[4] = { 0 };
  guint port;
  gsize n;

  if (colon == NULL || sscanf (colon + 1, "%4x", &port) != 1)
    return FALSE;
  n = (gsize) (colon - text) / 8;
  if (n != 1 && n != 4)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (sscanf (text + i * 8, "%8x", &words[i]) != 1)
      return FALSE;

  sockeye_endpoint_set_any (endpoint, n == 1 ? AF_INET : AF_INET6, (guint16) port);
  if (n == 1)
    memcpy (&endpoint->in.sin_addr, words, sizeof endpoint->in.sin_addr);
  else
    memcpy (&endpoint->in6.sin6_addr, words, sizeof endpoint->in6.sin6_addr);
  sockeye_endpoint_unmap (endpoint);
  return TRUE;
}

/* Whether a socket on @held keeps another from being bound to @wanted. "::" takes the IPv4 ports as well. */
static gboolean
is_in_the_way (const SockeyeEndpoint *held, const SockeyeEndpoint *wanted)
{
  SockeyeEndpoint address = *wanted;

  if (sockeye_endpoint_get_port (held) != sockeye_endpoint_get_port (wanted))
    return FALSE;
  if (sockeye_endpoint_is_any (held))
    return sockeye_endpoint_get_family (held) == AF_INET6 || sockeye_endpoint_get_family (wanted) == AF_INET
           || sockeye_endpoint_is_any (wanted);
  if (sockeye_endpoint_is_any (wanted))
    return sockeye_endpoint_get_family (wanted) == AF_INET6 || sockeye_endpoint_get_family (held) == AF_INET;
  if (sockeye_endpoint_get_family (&address) == AF_INET6)
    address.in6.sin6_scope_id = 0; /* not told in /proc/net */
  return sockeye_endpoint_equal (held, &address);
}

/* Adds the inodes of the sockets in the way: those that listen to @listening, all others to @others. */
static void
read_table (const Search *search, const char *path, GHashTable *listening, GHashTable *others)
{
  FILE *file = fopen (path, "re");
  char line[512];

  /* A kernel without IPv6 has no such file. */
  if (file == NULL)
    return;
  while (fgets (line, sizeof line, file) != NULL && g_get_monotonic_time () < search->deadline)
    {
      SockeyeEndpoint held;
      char address[64];
      guint state;
      gulong inode;

      /* sl local_address rem_address st tx:rx tr:tm->when retrnsmt uid timeout inode */
      if (sscanf (line, " %*[^:]: %63s %*s %x %*s %*s %*s %*s %*s %lu", address, &state, &inode) == 3
          && inode != 0 && parse_address (address, &held) && is_in_the_way (&held, &search->local))
        g_hash_table_add (state == LISTEN_STATE ? listening : others, GSIZE_TO_POINTER (inode));
    }
  fclose (file);
}

static gboolean
holds (const char *pid, GHashTable *inodes, gint64 deadline)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "fd", NULL);
  /* NULL: other users' descriptors may not be read, and processes end. */
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && g_get_monotonic_time () < deadline)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      char target[64];
      gssize length = readlink (link, target, sizeof target - 1);
      gulong inode;

      if (length <= 0)
        continue;
      target[length] = '\0';
      if (sscanf (target, "socket:[%lu]", &inode) == 1
          && g_hash_table_contains (inodes, GSIZE_TO_POINTER (inode)))
        return TRUE;
    }
  return FALSE;
}

static void
append_holder (GString *text, const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *name = NULL;

  /* NULL: it may have ended just now; then the pid must do. */
  if (g_file_get_contents (path, &name, NULL, NULL))
    g_strchomp (name);
  g_string_append_printf (text, "%s%s (pid %s)", text->len > 0 ? ", " : "", name != NULL ? name : "?", pid);
}

/**
 * sockeye_port_holder_name:
 * @inodes: a set of the numbers of sockets
 * @deadline: of g_get_monotonic_time(), when the search ends
 *
 * Returns: (transfer full) (nullable): the programs that have one of them open, as of sockeye_port_holder_find_finish();
 *   any thread but the UI's and the one for sockets
 */
char *
sockeye_port_holder_name (GHashTable *inodes, gint64 deadline)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL); /* NULL: without /proc nobody is found */
  const char *pid;
  guint n = 0;

  while (dir != NULL && n < HOLDERS_MAX && (pid = g_dir_read_name (dir)) != NULL
         && g_get_monotonic_time () < deadline)
    if (g_ascii_isdigit (pid[0]) && holds (pid, inodes, deadline))
      {
        append_holder (text, pid);
        n++;
      }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
search_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  g_autoptr (GHashTable) listening = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) others = g_hash_table_new (NULL, NULL);
  GHashTable *inodes;

  search->deadline = g_get_monotonic_time () + TIME_MAX_US;
  read_table (search, search->datagrams ? "/proc/net/udp" : "/proc/net/tcp", listening, others);
  read_table (search, search->datagrams ? "/proc/net/udp6" : "/proc/net/tcp6", listening, others);
  /* Connections stand beside the listener they came from; they hold a port only where nobody listens. */
  inodes = g_hash_table_size (listening) > 0 ? listening : others;

  if (g_hash_table_size (inodes) == 0 || g_cancellable_is_cancelled (cancellable))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, sockeye_port_holder_name (inodes, search->deadline), g_free);
}

/**
 * sockeye_port_holder_find_async:
 * @local: the address that could not be bound
 * @datagrams: UDP (TRUE) or TCP
 * @cancellable: (nullable): a cancellable
 * @callback: called in the caller's thread-default context
 * @data: for @callback
 *
 * Looks in a thread for the programs whose sockets keep @local from being bound: /proc/net, then the
 * descriptors of all processes that this user may look into (proc(5)). Takes half a second at most.
 */
void
sockeye_port_holder_find_async (const SockeyeEndpoint *local,
                                gboolean datagrams,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Search *search = g_new0 (Search, 1);

  search->local = *local;
  search->datagrams = datagrams;
  g_task_set_source_tag (task, sockeye_port_holder_find_async);
  g_task_set_task_data (task, search, g_free);
  g_task_run_in_thread (task, search_in_thread);
}

/**
 * sockeye_port_holder_find_finish:
 *
 * Returns: (transfer full) (nullable): "python3 (pid 4711)", several with commas between them; %NULL when the
 *   system does not tell
 */
char *
sockeye_port_holder_find_finish (GAsyncResult *result)
{
  /* NULL: the only error is that it was cancelled. */
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
