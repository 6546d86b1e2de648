/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-options.h"

#include "session-private.h"

#include "errors.h"
#include "io-thread.h"
#include "poller.h"

#include <glib/gi18n-lib.h>

/* What is asked for in the I/O thread; its task belongs to the session's thread. */
typedef struct
{
  SockeyeRole *role; /* (nullable) */
  GMainContext *context;
  GTask *task;

  guint32 peer;
  SockeyeOption option;
  gboolean has_value; /* or @join */
  SockeyeOptionValue value;
  SockeyeGroup group;

  SockeyeSocketReport *report;
  GError *error;
} Call;

static void
call_free (Call *call)
{
  g_clear_object (&call->role);
  g_main_context_unref (call->context);
  g_clear_object (&call->task);
  g_clear_pointer (&call->report, sockeye_socket_report_free);
  g_clear_error (&call->error);
  g_free (call);
}

/* In the session's thread. */
static gboolean
give_back (gpointer data)
{
  Call *call = data;

  if (call->error != NULL)
    g_task_return_error (call->task, g_steal_pointer (&call->error));
  else if (call->report != NULL)
    g_task_return_pointer (call->task, g_steal_pointer (&call->report),
                           (GDestroyNotify) sockeye_socket_report_free);
  else
    g_task_return_boolean (call->task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
finish (gpointer data)
{
  Call *call = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  /* The role is let go of here, as everywhere: its sockets are this thread's. */
  g_clear_object (&call->role);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, give_back, call, (GDestroyNotify) call_free);
  g_source_attach (source, call->context);
}

/* When the records about it can be seen. */
static void
finish_later (Call *call)
{
  sockeye_poller_defer (finish, call, NULL);
}

static gboolean
run_set (gpointer data)
{
  Call *call = data;

  sockeye_role_set_option (call->role, call->peer, call->option, call->has_value ? &call->value : NULL,
                           &call->error);
  finish_later (call);
  return G_SOURCE_REMOVE;
}

static gboolean
run_change_group (gpointer data)
{
  Call *call = data;

  sockeye_role_change_group (call->role, &call->group, call->has_value, &call->error);
  finish_later (call);
  return G_SOURCE_REMOVE;
}

static gboolean
run_report (gpointer data)
{
  Call *call = data;

  call->report = call->role != NULL ? sockeye_role_report (call->role, call->peer)
                                    : sockeye_socket_report_new (NULL);
  finish_later (call);
  return G_SOURCE_REMOVE;
}

/* The task has no source object: the session may go while its call is under way. */
static Call *
call_new (SockeyeSession *self, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  Call *call = g_new0 (Call, 1);

  call->role = self->role != NULL ? g_object_ref (self->role) : NULL;
  call->context = g_main_context_ref (self->context);
  call->task = g_task_new (NULL, NULL, callback, data);
  g_task_set_source_tag (call->task, tag);
  return call;
}

/* Sets and group changes need an opening; one that has closed meanwhile says so itself. */
static void
start (Call *call, GSourceFunc func)
{
  if (call->role != NULL)
    {
      sockeye_io_thread_invoke (func, call, NULL);
      return;
    }
  g_set_error_literal (&call->error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN,
                       _ ("The socket is not open. The value holds from the next opening on."));
  give_back (call);
  call_free (call);
}

/**
 * sockeye_session_set_option_async:
 * @self: a session
 * @peer: a connection's id; 0: the session's own socket, for a server the listener with all its connections
 * @option: an option
 * @value: (nullable): the value; %NULL: the one before it was changed for the first time
 * @callback: called in the session's context
 * @data: for @callback
 *
 * Sets an option of an open socket. A record says what came of it.
 */
void
sockeye_session_set_option_async (SockeyeSession *self,
                                  guint32 peer,
                                  SockeyeOption option,
                                  const SockeyeOptionValue *value,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  Call *call = call_new (self, sockeye_session_set_option_async, callback, data);

  call->peer = peer;
  call->option = option;
  call->has_value = value != NULL;
  if (value != NULL)
    call->value = *value;
  start (call, run_set);
}

/**
 * sockeye_session_change_group_async:
 * @self: a session
 * @group: a membership
 * @join: join it; %FALSE: leave it
 * @callback: called in the session's context
 * @data: for @callback
 *
 * Joins or leaves a multicast group while the socket is open. A record says what came of it.
 */
void
sockeye_session_change_group_async (SockeyeSession *self,
                                    const SockeyeGroup *group,
                                    gboolean join,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  Call *call = call_new (self, sockeye_session_change_group_async, callback, data);

  call->group = *group;
  call->has_value = join;
  start (call, run_change_group);
}

/**
 * sockeye_session_change_finish:
 * @result: of sockeye_session_set_option_async() or sockeye_session_change_group_async()
 * @error: why it was not done, in a sentence for the user
 *
 * Returns: whether it was done
 */
gboolean
sockeye_session_change_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sockeye_session_report_async:
 * @self: a session
 * @peer: a connection's id; 0: the session's own socket
 * @callback: called in the session's context
 * @data: for @callback
 *
 * Asks what the kernel says about a socket.
 */
void
sockeye_session_report_async (SockeyeSession *self, guint32 peer, GAsyncReadyCallback callback, gpointer data)
{
  Call *call = call_new (self, sockeye_session_report_async, callback, data);

  call->peer = peer;
  sockeye_io_thread_invoke (run_report, call, NULL);
}

/**
 * sockeye_session_report_finish:
 * @result: of sockeye_session_report_async()
 *
 * Returns: (transfer full): what the kernel says
 */
SockeyeSocketReport *
sockeye_session_report_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL); /* NULL: a report never fails */
}
