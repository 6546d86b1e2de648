/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeError:
 * @SOCKEYE_ERROR_INVALID_HOST: a host field holds no address and no name
 * @SOCKEYE_ERROR_INVALID_PORT: a port field holds no number from 0 to 65535
 * @SOCKEYE_ERROR_INVALID_PATH: a field holds no path of a Unix socket, and no abstract name
 * @SOCKEYE_ERROR_UNENCODABLE: a character has no code in the chosen encoding
 * @SOCKEYE_ERROR_INVALID_HEX: text is not hexadecimal
 * @SOCKEYE_ERROR_INVALID_ESCAPE: a backslash in a text begins no escape
 * @SOCKEYE_ERROR_INVALID_VARIABLE: "${" in a text begins no variable
 * @SOCKEYE_ERROR_INVALID_RANGE: a part is wanted that the data has not
 * @SOCKEYE_ERROR_NO_TARGET: there is nobody to send to
 * @SOCKEYE_ERROR_NOT_OPEN: the session is closed
 * @SOCKEYE_ERROR_QUEUE_FULL: the bounded send queue has no room for this payload
 * @SOCKEYE_ERROR_TOO_LARGE: a datagram or a copy is larger than its limit
 * @SOCKEYE_ERROR_STORE: the capture's file could not be made, written or read
 * @SOCKEYE_ERROR_INVALID_PATTERN: what is to be found is empty or no regular expression
 * @SOCKEYE_ERROR_INVALID_FILE: a file is not what it should be
 * @SOCKEYE_ERROR_NO_PROGRAM: a language cannot do what a program would have to do
 * @SOCKEYE_ERROR_SYSTEM: a system call failed; see sockeye_error_new_system()
 *
 * Error codes of #SOCKEYE_ERROR. Every message is a whole, translated sentence (or several) for the user:
 * what failed, why, and what to do.
 */
typedef enum
{
  SOCKEYE_ERROR_INVALID_HOST,
  SOCKEYE_ERROR_INVALID_PORT,
  SOCKEYE_ERROR_INVALID_PATH,
  SOCKEYE_ERROR_UNENCODABLE,
  SOCKEYE_ERROR_INVALID_HEX,
  SOCKEYE_ERROR_INVALID_ESCAPE,
  SOCKEYE_ERROR_INVALID_VARIABLE,
  SOCKEYE_ERROR_INVALID_RANGE,
  SOCKEYE_ERROR_NO_TARGET,
  SOCKEYE_ERROR_NOT_OPEN,
  SOCKEYE_ERROR_QUEUE_FULL,
  SOCKEYE_ERROR_TOO_LARGE,
  SOCKEYE_ERROR_STORE,
  SOCKEYE_ERROR_INVALID_PATTERN,
  SOCKEYE_ERROR_INVALID_FILE,
  SOCKEYE_ERROR_NO_PROGRAM,
  SOCKEYE_ERROR_SYSTEM,
} SockeyeError;

#define SOCKEYE_ERROR (sockeye_error_quark ())
GQuark sockeye_error_quark (void);

G_END_DECLS
