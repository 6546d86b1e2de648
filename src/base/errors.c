/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"

/**
 * sockeye_error_quark:
 *
 * Returns: the domain of #SockeyeError
 */
G_DEFINE_QUARK (sockeye - error - quark, sockeye_error)
