/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sockeye_scratch_file_get_folder (const char *directory);
int sockeye_scratch_file_open (const char *directory, int *error_number);
int sockeye_scratch_file_create (const char *directory, const char *name, int *error_number);
int sockeye_scratch_file_allocate (int fd, guint64 position, guint64 length);
int sockeye_scratch_file_punch (int fd, guint64 position, guint64 length);
guint64 sockeye_scratch_file_get_room (int fd);

G_END_DECLS
