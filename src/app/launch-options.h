/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "launch.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SockeyeLaunchOptions:
 * @launch: the socket
 * @send: (nullable): what is put into the send box, and sent as soon as there is somebody to send to
 * @send_hex: that is hex
 * @open: the socket is opened, and @send is sent
 *
 * What the command line of the window's program asks for.
 */
typedef struct
{
  SockeyeLaunch *launch;
  char *send;
  gboolean send_hex;
  gboolean open;
} SockeyeLaunchOptions;

void sockeye_launch_options_add_to (GApplication *application);
gboolean sockeye_launch_options_are_given (GVariantDict *dict);
char **sockeye_launch_options_list_files (GVariantDict *dict);
gboolean sockeye_launch_options_check_files (GVariantDict *dict, GError **error);
SockeyeLaunchOptions *sockeye_launch_options_new (GVariantDict *dict, const char *folder, GError **error);
void sockeye_launch_options_free (SockeyeLaunchOptions *self);
void sockeye_launch_options_store (const SockeyeLaunchOptions *self, GSettings *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLaunchOptions, sockeye_launch_options_free)

G_END_DECLS
