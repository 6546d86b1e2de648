/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-option.h"

#include "socket-util.h"

/**
 * sockeye_socket_option_set:
 * @role: gets a record when it fails; the socket still works, though not quite as wished
 * @socket: a socket
 * @level: see socket(7), ip(7), ipv6(7), tcp(7)
 * @option: of this level
 * @name: the constant's name
 * @value: the value
 *
 * Returns: whether it is set
 */
gboolean
sockeye_socket_option_set (SockeyeRole *role,
                           GSocket *socket,
                           int level,
                           int option,
                           const char *name,
                           int value)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_OPTION, .text = name };

  event.error_number = sockeye_socket_set_int (socket, level, option, value);
  if (event.error_number != 0)
    sockeye_role_tell (role, 0, &event);
  return event.error_number == 0;
}
