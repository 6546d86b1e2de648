/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-sample.h"

#include <errno.h>

#define LOOPBACK_NET(in) (g_ntohl ((in).sin_addr.s_addr) >> 24)

/* Who connects to an address of this machine does so from the same one, or all is in 127.0.0.0/8. */
static gboolean
is_on_this_machine (const SockeyeEndpoint *local, const SockeyeEndpoint *remote)
{
  if (sockeye_endpoint_get_family (local) == AF_INET)
    return local->in.sin_addr.s_addr == remote->in.sin_addr.s_addr
           || (LOOPBACK_NET (local->in) == IN_LOOPBACKNET && LOOPBACK_NET (remote->in) == IN_LOOPBACKNET);
  return IN6_ARE_ADDR_EQUAL (&local->in6.sin6_addr, &remote->in6.sin6_addr);
}

static void
ask_about_connection (SockeyeStateSample *sample)
{
  sample->own_result = sockeye_socket_diag_find (&sample->local, &sample->remote, &sample->own);
  sample->far_result = sockeye_socket_diag_find (&sample->remote, &sample->local, &sample->far);
  if (sample->connecting && sample->far_result == ENOENT
      && is_on_this_machine (&sample->local, &sample->remote))
    sample->far_listens = sockeye_socket_diag_find_listener_for (&sample->remote, &sample->far) == 0;
}

static void
take_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  SockeyeStateSample *sample = g_memdup2 (data, sizeof *sample);

  if (sample->listener)
    sample->own_result = sockeye_socket_diag_find_listener (&sample->local, &sample->own);
  else
    ask_about_connection (sample);
  sample->time = g_get_real_time ();
  g_task_return_pointer (task, sample, g_free);
}

/**
 * sockeye_state_sample_take_async:
 * @question: what to ask; it is copied
 * @callback: called in the caller's thread-default context
 * @data: for @callback
 *
 * Asks the kernel in a thread about both ends of a connection, or about a listener.
 */
void
sockeye_state_sample_take_async (const SockeyeStateSample *question,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_source_tag (task, sockeye_state_sample_take_async);
  g_task_set_task_data (task, g_memdup2 (question, sizeof *question), g_free);
  g_task_run_in_thread (task, take_in_thread);
}

/**
 * sockeye_state_sample_take_finish:
 * @result: of sockeye_state_sample_take_async()
 *
 * Returns: (transfer full): the question with its answer, to be freed with g_free()
 */
SockeyeStateSample *
sockeye_state_sample_take_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL); /* NULL: it never fails */
}
