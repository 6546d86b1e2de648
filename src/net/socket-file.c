/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-file.h"

#include <sys/stat.h>
#include <unistd.h>

/* Which file it is: another program may have put its own in the same place meanwhile. */
typedef struct
{
  dev_t device;
  ino_t inode;
  char *path;
} SocketFile;

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("sockeye-socket-file");
}

static void
remove_file (gpointer data)
{
  SocketFile *file = data;
  struct stat now;

  if (lstat (file->path, &now) == 0 && now.st_dev == file->device && now.st_ino == file->inode
      && unlink (file->path) != 0)
    g_warning ("%s cannot be removed: %m", file->path);
  g_free (file->path);
  g_free (file);
}

/**
 * sockeye_socket_file_keep:
 * @socket: a socket
 * @local: what it was bound to just now, by this program
 *
 * Remembers the socket's file, if it has one, so that it goes with the socket.
 */
void
sockeye_socket_file_keep (GSocket *socket, const SockeyeEndpoint *local)
{
  const char *path = sockeye_endpoint_get_path (local);
  struct stat now;
  SocketFile *file;

  if (path == NULL || lstat (path, &now) != 0)
    return;
  file = g_new (SocketFile, 1);
  file->device = now.st_dev;
  file->inode = now.st_ino;
  file->path = g_strdup (path);
  g_object_set_qdata_full (G_OBJECT (socket), get_quark (), file, remove_file);
}

/**
 * sockeye_socket_file_remove:
 * @socket: a socket
 *
 * Removes the file that binding it made, if it is still the same one.
 */
void
sockeye_socket_file_remove (GSocket *socket)
{
  g_object_set_qdata (G_OBJECT (socket), get_quark (), NULL);
}
