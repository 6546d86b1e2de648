/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile-keys.h"
#include "profile.h"

G_BEGIN_DECLS

/* Of a profile, in bytes: as much as the quick commands and the rules of one who has written them by hand. */
#define SOCKEYE_PROFILE_FILE_MAX (16u << 20)

#define SOCKEYE_PROFILE_SUFFIX    ".sockeye"
#define SOCKEYE_PROFILE_MIME_TYPE "application/x-sockeye-profile"

/* A profile as a file that people can read and edit. Any thread. */
char *sockeye_profile_to_text (const SockeyeProfile *profile, const SockeyeProfileKeys *keys);
SockeyeProfile *
sockeye_profile_from_text (const char *text, gsize length, const SockeyeProfileKeys *keys, GError **error);

G_END_DECLS
