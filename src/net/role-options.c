/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

#include "errors.h"
#include "socket-option.h"
#include "socket-util.h"

#include <glib/gi18n-lib.h>

static void
set_not_open (GError **error)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN,
                       _ ("The socket was closed meanwhile. The value holds from the next opening on."));
}

static gboolean
is_buffer (SockeyeOption option)
{
  return option == SOCKEYE_OPTION_SO_RCVBUF || option == SOCKEYE_OPTION_SO_SNDBUF;
}

/* The value that would have to be set for the socket to be as it is. */
static gboolean
read_value (GSocket *socket, SockeyeOption option, SockeyeOptionValue *value)
{
  if (sockeye_socket_option_get (socket, option, value) != 0)
    return FALSE;
  /* The kernel reports twice of what it takes (socket(7)). */
  if (is_buffer (option))
    value->number /= 2;
  return TRUE;
}

/* What the option was before it was changed for the first time, for whoever takes the wish back. */
static void
keep_original (SockeyeRole *self, GSocket *socket, SockeyeOption option)
{
  SockeyeWishes *originals = sockeye_role_get_private (self)->originals;
  SockeyeOptionValue value;

  if (sockeye_wishes_get (originals, option) == NULL && read_value (socket, option, &value))
    sockeye_wishes_set (originals, option, &value);
}

static void
tell_set (SockeyeRole *self,
          guint32 peer,
          GSocket *socket,
          SockeyeOption option,
          const SockeyeOptionValue *value)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_OPTION_SET,
                         .text = sockeye_option_get_name (option),
                         .number = (guint64) value->number,
                         .number2 = (guint64) value->number };
  SockeyeOptionValue given;

  if (sockeye_option_get_kind (option) == SOCKEYE_OPTION_TEXT)
    event.detail = value->text;
  else if (sockeye_socket_option_get (socket, option, &given) == 0)
    event.number2 = (guint64) given.number;
  sockeye_role_tell (self, peer, &event);
}

static gboolean
set (SockeyeRole *self,
     guint32 peer,
     GSocket *socket,
     SockeyeOption option,
     const SockeyeOptionValue *value,
     SockeyeEvent *failure)
{
  if (peer == 0)
    keep_original (self, socket, option);
  *failure = (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR,
                             .operation = SOCKEYE_OPERATION_OPTION,
                             .text = sockeye_option_get_name (option) };
  failure->error_number = sockeye_socket_option_set (socket, option, value);
  if (failure->error_number != 0)
    return FALSE;
  tell_set (self, peer, socket, option, value);
  return TRUE;
}

/**
 * sockeye_role_set_socket_int:
 * @socket: a socket
 * @level: see socket(7), ip(7), ipv6(7), tcp(7)
 * @option: of this level
 * @name: the constant's name
 * @value: the value
 *
 * Sets what the role itself wants. When it fails a record says so; the socket still works, though not quite as wished.
 */
void
sockeye_role_set_socket_int (SockeyeRole *self,
                             GSocket *socket,
                             int level,
                             int option,
                             const char *name,
                             int value)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_OPTION, .text = name };

  event.error_number = sockeye_socket_set_int (socket, level, option, value);
  if (event.error_number != 0)
    sockeye_role_tell (self, 0, &event);
}

/**
 * sockeye_role_prepare_socket:
 * @socket: a socket, before it is bound: accepted sockets inherit most options, and the size of the receive buffer
 *   decides about the window scale, which goes out with the SYN (tcp(7))
 *
 * Gives it the values that the settings wish for. What cannot be set is told, and does not keep it from being opened.
 */
void
sockeye_role_prepare_socket (SockeyeRole *self, GSocket *socket)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self);

  if (settings->buffer_size != 0)
    sockeye_role_set_socket_int (self, socket, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF",
                                 (int) MIN (settings->buffer_size, G_MAXINT / 2));
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    {
      const SockeyeOptionValue *value = sockeye_wishes_get (settings->wishes, i);
      SockeyeEvent failure;

      if (value != NULL && sockeye_socket_option_is_used (i, settings->protocol)
          && !set (self, 0, socket, i, value, &failure))
        sockeye_role_tell_failure (self, 0, &failure);
    }
}

/**
 * sockeye_role_get_reuse:
 *
 * Returns: whether sockets are to be bound with SO_REUSEADDR: as the settings wish; else for TCP, so that an earlier
 *   connection's TIME_WAIT does not keep the port, and never for UDP, where two programs would then share the traffic
 *   in silence
 */
gboolean
sockeye_role_get_reuse (SockeyeRole *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self);
  const SockeyeOptionValue *value = sockeye_wishes_get (settings->wishes, SOCKEYE_OPTION_SO_REUSEADDR);

  return value != NULL ? value->number != 0 : !sockeye_protocol_is_datagram (settings->protocol);
}

static GSocket *
get_socket (SockeyeRole *self, guint32 peer)
{
  return sockeye_role_get_private (self)->number != 0 ? SOCKEYE_ROLE_GET_CLASS (self)->get_socket (self, peer)
                                                      : NULL;
}

static GPtrArray *
list_accepted (SockeyeRole *self)
{
  SockeyeRoleClass *klass = SOCKEYE_ROLE_GET_CLASS (self);

  return sockeye_role_get_private (self)->number != 0 && klass->list_accepted != NULL
             ? klass->list_accepted (self)
             : g_ptr_array_new ();
}

/* The accepted connections follow their listener. Told once for all of them. */
static void
spread (SockeyeRole *self, GPtrArray *sockets, SockeyeOption option, const SockeyeOptionValue *value)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_OPTION_SPREAD, .text = sockeye_option_get_name (option) };
  SockeyeEvent failure = { .type = SOCKEYE_EVENT_ERROR,
                           .operation = SOCKEYE_OPERATION_OPTION,
                           .text = event.text };

  for (guint i = 0; i < sockets->len; i++)
    {
      int error_number = sockeye_socket_option_set (sockets->pdata[i], option, value);

      if (error_number != 0)
        failure.error_number = error_number;
      else
        event.number++;
    }
  if (event.number > 0)
    sockeye_role_tell (self, 0, &event);
  if (failure.error_number != 0)
    sockeye_role_tell_failure (self, 0, &failure);
}

/* What is to be set when a wish is taken back: the value before, and for a connection else its listener's.
 * FALSE: nothing was changed. */
static gboolean
get_original (SockeyeRole *self, guint32 peer, SockeyeOption option, SockeyeOptionValue *value)
{
  const SockeyeOptionValue *kept = sockeye_wishes_get (sockeye_role_get_private (self)->originals, option);
  GSocket *own = peer != 0 ? get_socket (self, 0) : NULL;

  if (kept != NULL)
    *value = *kept;
  return kept != NULL || (own != NULL && read_value (own, option, value));
}

/**
 * sockeye_role_set_option:
 * @peer: a connection's id; 0: the role's own socket, and the connections that it has accepted
 * @option: an option
 * @value: (nullable): the value; %NULL: the one before it was changed for the first time
 * @error: why it was not set, in a sentence; a record says so as well
 *
 * Returns: whether it is set
 */
gboolean
sockeye_role_set_option (SockeyeRole *self,
                         guint32 peer,
                         SockeyeOption option,
                         const SockeyeOptionValue *value,
                         GError **error)
{
  GSocket *socket = get_socket (self, peer);
  g_autoptr (GPtrArray) accepted = peer == 0 ? list_accepted (self) : g_ptr_array_new ();
  SockeyeOptionValue original;
  SockeyeEvent failure;

  /* Connections outlive their listener. */
  if (socket == NULL && accepted->len == 0)
    {
      set_not_open (error);
      return FALSE;
    }
  if (value == NULL && !get_original (self, peer, option, &original))
    return TRUE;
  if (value == NULL)
    value = &original;
  if (socket != NULL && !set (self, peer, socket, option, value, &failure))
    {
      sockeye_role_tell (self, peer, &failure);
      g_propagate_error (error, sockeye_event_to_error (&failure));
      return FALSE;
    }
  spread (self, accepted, option, value);
  return TRUE;
}

static gboolean
find_group (GArray *groups, const SockeyeGroup *group, guint *position)
{
  for (guint i = 0; i < groups->len; i++)
    if (sockeye_group_equal (&g_array_index (groups, SockeyeGroup, i), group))
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

static void
note_membership (SockeyeRole *self, const SockeyeGroup *group, gboolean join)
{
  GArray *groups = sockeye_role_get_private (self)->groups;
  guint position;

  if (join)
    g_array_append_vals (groups, group, 1);
  else if (find_group (groups, group, &position))
    g_array_remove_index (groups, position);
}

/* Makes the record; the caller tells a failure in other ways, too. */
static gboolean
change_group (SockeyeRole *self,
              GSocket *socket,
              const SockeyeGroup *group,
              gboolean join,
              SockeyeEvent *event)
{
  *event = (SockeyeEvent){ .type = join ? SOCKEYE_EVENT_GROUP_JOINED : SOCKEYE_EVENT_GROUP_LEFT,
                           .remote = group->group,
                           .local = group->source,
                           .text = group->interface[0] != '\0' ? group->interface : NULL };

  event->error_number = join ? sockeye_group_join (group, socket) : sockeye_group_leave (group, socket);
  if (event->error_number == 0)
    {
      note_membership (self, group, join);
      sockeye_role_tell (self, 0, event);
      return TRUE;
    }
  event->type = SOCKEYE_EVENT_ERROR;
  event->operation = join ? SOCKEYE_OPERATION_JOIN : SOCKEYE_OPERATION_LEAVE;
  return FALSE;
}

/**
 * sockeye_role_change_group:
 * @group: a membership
 * @join: join it; %FALSE: leave it
 * @error: why not, in a sentence; a record says so as well
 *
 * Returns: whether it is done
 */
gboolean
sockeye_role_change_group (SockeyeRole *self, const SockeyeGroup *group, gboolean join, GError **error)
{
  GSocket *socket = get_socket (self, 0);
  SockeyeEvent event;

  if (socket == NULL)
    {
      set_not_open (error);
      return FALSE;
    }
  if (change_group (self, socket, group, join, &event))
    return TRUE;
  sockeye_role_tell (self, 0, &event);
  g_propagate_error (error, sockeye_event_to_error (&event));
  return FALSE;
}

/**
 * sockeye_role_join_groups:
 * @socket: of the role, bound
 *
 * Joins the groups that the settings wish for.
 */
void
sockeye_role_join_groups (SockeyeRole *self, GSocket *socket)
{
  const SockeyeWishes *wishes = sockeye_role_get_settings (self)->wishes;

  for (guint i = 0; i < sockeye_wishes_get_n_groups (wishes); i++)
    {
      SockeyeEvent event;

      if (!change_group (self, socket, sockeye_wishes_get_group (wishes, i), TRUE, &event))
        sockeye_role_tell_failure (self, 0, &event);
    }
}

/**
 * sockeye_role_report:
 * @peer: a connection's id; 0: the role's own socket
 *
 * Returns: (transfer full): what the kernel says about it
 */
SockeyeSocketReport *
sockeye_role_report (SockeyeRole *self, guint32 peer)
{
  GArray *groups = sockeye_role_get_private (self)->groups;
  SockeyeSocketReport *report = sockeye_socket_report_new (get_socket (self, peer));

  if (report->open)
    g_array_append_vals (report->groups, groups->data, groups->len);
  return report;
}
