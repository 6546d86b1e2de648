/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

G_BEGIN_DECLS

/* A folder of its own for the sockets of a test. */
typedef struct
{
  char *folder;
  char *path; /* in it; no such file yet */
  char *name; /* an abstract one, that nobody else has */
} UnixPlace;

static inline void
unix_place_init (UnixPlace *self)
{
  static guint n;

  self->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "s", NULL);
  self->name = g_strdup_printf ("@sockeye-test-%d-%u", (int) getpid (), ++n);
}

/* Nothing of the program's may be left in the folder. */
static inline void
unix_place_clear (UnixPlace *self)
{
  g_assert_no_errno (g_rmdir (self->folder));
  g_free (self->folder);
  g_free (self->path);
  g_free (self->name);
}

G_END_DECLS
