/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"

G_BEGIN_DECLS

/**
 * SockeyeQuickCommandsStep:
 * @path: of the file
 * @known: (nullable): what it had when it was read or written last; %NULL: it was not there
 * @commands: (nullable): what is to be written; or what was read, when the file was another one
 * @bytes: (nullable): what the file has now; %NULL: it is not there
 * @aside: (nullable): where a file was put that must not be lost
 * @blocked: there is a file that can neither be read nor put aside
 *
 * One look at the file of the quick commands, or one writing. For a thread: it waits for the disk.
 */
typedef struct
{
  char *path;
  GBytes *known;
  SockeyeQuickCommands *commands;
  GBytes *bytes;
  char *aside;
  gboolean blocked;
} SockeyeQuickCommandsStep;

SockeyeQuickCommandsStep *
sockeye_quick_commands_step_new (const char *path, GBytes *known, SockeyeQuickCommands *commands);
void sockeye_quick_commands_step_free (SockeyeQuickCommandsStep *self);

gboolean sockeye_quick_commands_step_load (SockeyeQuickCommandsStep *self, GError **error);
gboolean sockeye_quick_commands_step_look (SockeyeQuickCommandsStep *self, GError **error);
gboolean sockeye_quick_commands_step_save (SockeyeQuickCommandsStep *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeQuickCommandsStep, sockeye_quick_commands_step_free)

G_END_DECLS
