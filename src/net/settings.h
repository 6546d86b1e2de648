/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

SockeyeSettings *sockeye_settings_copy (const SockeyeSettings *settings);
void sockeye_settings_free (SockeyeSettings *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeSettings, sockeye_settings_free)

G_END_DECLS
