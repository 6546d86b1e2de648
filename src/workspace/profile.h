/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quick-commands.h"
#include "reply-rule.h"

G_BEGIN_DECLS

/**
 * SockeyeProfile:
 * @settings: (nullable): the settings of a session, a{sv}: each of #SockeyeProfileKeys
 * @commands: (nullable): quick commands that go with it
 * @rules: (element-type SockeyeReplyRule): of the auto-reply
 * @stop_loops: whether the auto-reply ends loops
 * @etag: (nullable): stands for the contents of its file, as they are known; %NULL: they are not
 *
 * All that a session is set up with, as it is given from one to the other in a file. Nothing in it opens a socket.
 */
typedef struct
{
  GVariant *settings;
  SockeyeQuickCommands *commands;
  GPtrArray *rules;
  gboolean stop_loops;
  char *etag;
} SockeyeProfile;

SockeyeProfile *sockeye_profile_new (void);
void sockeye_profile_free (SockeyeProfile *self);

void sockeye_profile_take_folder (SockeyeProfile *self, SockeyeQuickCommandFolder *folder);
SockeyeQuickCommandFolder *sockeye_profile_place_commands (SockeyeProfile *self,
                                                           SockeyeQuickCommands *commands,
                                                           GPtrArray *added,
                                                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeProfile, sockeye_profile_free)

G_END_DECLS
