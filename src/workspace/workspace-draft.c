/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "workspace.h"

/* Stands for an end that nobody knows yet, and is as long as most are. */
#define SOME_END "127.0.0.1:8080"

/* Of the first that would get it; or as much of it as is known. */
static void
find_ends (SockeyeWorkspace *self, char **peer, char **local)
{
  static const SockeyeTarget targets[] = {
    { .kind = SOCKEYE_TARGET_DEFAULT },
    { .kind = SOCKEYE_TARGET_LAST_SENDER }, /* when datagrams have no other */
  };
  SockeyeSession *session = sockeye_workspace_get_session (self);
  SockeyeOutlet *outlet = sockeye_session_get_outlet (session);
  const char *here = sockeye_session_get_local (session);
  gboolean found = FALSE;

  for (guint i = 0; outlet != NULL && !found && i < G_N_ELEMENTS (targets); i++)
    found = sockeye_mailer_describe_ends (sockeye_workspace_get_mailer (self), outlet, &targets[i], peer,
                                          local);
  if (found)
    return;

  *peer = g_strdup (SOME_END);
  *local = g_strdup (here != NULL ? here : SOME_END);
}

/**
 * sockeye_workspace_draft:
 * @self: a workspace
 * @text: (transfer full): text as it was typed
 *
 * Of variables, it has what they stand for now, and of ends, those of whoever would be the first to get it.
 *
 * Returns: (transfer full): what sending @text would send
 */
SockeyePayloadDraft *
sockeye_workspace_draft (SockeyeWorkspace *self, char *text)
{
  const SockeyeSendPlan *plan = sockeye_workspace_get_plan (self);
  SockeyeVariableValues values = { .time = g_get_real_time () };
  g_autofree char *peer = NULL;
  g_autofree char *local = NULL;

  if (plan->variables)
    find_ends (self, &peer, &local);
  values.counter = sockeye_mailer_get_counter (sockeye_workspace_get_mailer (self)) + 1;
  values.peer = peer;
  values.local = local;
  return sockeye_payload_draft_new (plan, sockeye_workspace_get_charset (self), text, &values);
}

/**
 * sockeye_workspace_encode:
 * @self: a workspace
 * @text: text as it was typed
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the payload: exactly the bytes that sending @text would send, or with variables an
 *   example of them; errors are those of sockeye_payload_draft_make()
 */
GBytes *
sockeye_workspace_encode (SockeyeWorkspace *self, const char *text, GError **error)
{
  g_autoptr (SockeyePayloadDraft) draft = sockeye_workspace_draft (self, g_strdup (text));
  gboolean varies;

  return sockeye_payload_draft_make (draft, &varies, error);
}
