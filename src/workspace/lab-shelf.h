/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define SOCKEYE_LABS_MAX 200

/**
 * SockeyeLabShelf:
 * @labs: (element-type SockeyeLab): those that can be read, by the names of their files
 * @problems: (element-type utf8): what is wrong with the others, in sentences for the user
 *
 * All labs: those that come with the program, and those of the user's folder.
 */
typedef struct
{
  GPtrArray *labs;
  GPtrArray *problems;
} SockeyeLabShelf;

char *sockeye_lab_shelf_get_folder (void);
void sockeye_lab_shelf_load_async (const char *folder, GAsyncReadyCallback callback, gpointer data);
SockeyeLabShelf *sockeye_lab_shelf_load_finish (GAsyncResult *result);
void sockeye_lab_shelf_free (SockeyeLabShelf *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLabShelf, sockeye_lab_shelf_free)

G_END_DECLS
