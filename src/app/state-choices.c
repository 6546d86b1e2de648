/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-choices.h"

#include "peer-ends.h"

#include <glib/gi18n-lib.h>

/* Connections to choose from, the newest ones, among as many that are looked at; and of those that are being made. */
#define CHOICES_MAX  50
#define LOOKED_AT    2000
#define ATTEMPTS_MAX 20
/* So long after its end a connection may be in TIME-WAIT, with some time to look at what came. */
#define KEPT_US (120 * G_USEC_PER_SEC)
/* No system goes on for longer to send SYNs: what tells of no end then has lost it. */
#define ATTEMPT_MAX_US (600 * G_USEC_PER_SEC)

/* The one that is watched stays, however old it is; and what came with a file does not grow old. */
static gboolean
is_offered (const SockeyeStateView *view, const SockeyePeer *peer)
{
  if (!peer->stream || sockeye_endpoint_get_family (&peer->remote) == AF_UNIX)
    return FALSE;
  return peer->open || peer->restored || g_get_real_time () - peer->closed < KEPT_US
         || (view->watched && view->peer == peer->id);
}

static SockeyeSendTarget *
make_choice (SockeyeCapture *capture, const SockeyePeer *peer)
{
  g_autofree char *name = sockeye_capture_name_peer (capture, peer);
  g_autofree char *closed = NULL;

  if (sockeye_peer_has_ended (peer))
    /* Translators: %s is the address of the far end of a connection that this end has closed */
    closed = g_strdup_printf (_ ("%s (closed)"), name);
  return sockeye_send_target_new (SOCKEYE_TARGET_PEER, peer->id, closed != NULL ? closed : name);
}

static void
add_connections (GPtrArray *choices, SockeyeCapture *capture, const SockeyeStateView *view)
{
  guint32 newest = sockeye_capture_get_n_peers (capture);
  guint32 oldest = newest > LOOKED_AT ? newest - LOOKED_AT : 0;

  for (guint32 id = newest; id > oldest && choices->len < CHOICES_MAX; id--)
    {
      SockeyePeer peer;

      if (sockeye_capture_get_peer (capture, id, &peer) && is_offered (view, &peer))
        g_ptr_array_add (choices, make_choice (capture, &peer));
    }
}

/* Those that go on, the one that is watched, and of the others the newest. What came with a file has ended long ago. */
static gboolean
is_attempt_offered (const SockeyeStateView *view,
                    const SockeyeAttempt *attempt,
                    SockeyeSession *session,
                    gboolean newest)
{
  gint64 now = g_get_real_time ();

  if (attempt->peer != 0 || attempt->restored)
    return FALSE;
  if (view->watched && view->attempt == attempt->number)
    return TRUE;
  if (attempt->ended != 0)
    return newest && now - attempt->ended < KEPT_US;
  return sockeye_session_get_state (session) != SOCKEYE_SESSION_CLOSED
         && now - attempt->began < ATTEMPT_MAX_US;
}

/* An address that nobody is connected to: the number stands where the connection's id would. */
static SockeyeSendTarget *
make_attempt_choice (const SockeyeAttempt *attempt)
{
  g_autofree char *remote = sockeye_endpoint_to_string (&attempt->remote);
  g_autofree char *label = NULL;

  label = attempt->ended == 0
              /* Translators: %s is the address of a far end that is being connected to */
              ? g_strdup_printf (_ ("%s (connecting)"), remote)
              /* Translators: %s is the address of a far end that could not be connected to */
              : g_strdup_printf (_ ("%s (not connected)"), remote);
  return sockeye_send_target_new (SOCKEYE_TARGET_ADDRESS, attempt->number, label);
}

static void
add_attempts (GPtrArray *choices, SockeyeSession *session, SockeyeStateWatcher *watcher)
{
  const SockeyeAttemptList *attempts = sockeye_state_watcher_get_attempts (watcher);
  const SockeyeStateView *view = sockeye_state_watcher_get_view (watcher);
  guint n = sockeye_attempt_list_get_n (attempts);

  for (guint i = n, n_added = 0; i-- > 0 && n_added < ATTEMPTS_MAX;)
    {
      const SockeyeAttempt *attempt = sockeye_attempt_list_get (attempts, i);

      if (!is_attempt_offered (view, attempt, session, i == n - 1))
        continue;
      g_ptr_array_add (choices, make_attempt_choice (attempt));
      n_added++;
    }
}

static const SockeyeAttempt *
find_attempt (SockeyeSendTarget *choice, SockeyeStateWatcher *watcher)
{
  if (sockeye_send_target_get_kind (choice) != SOCKEYE_TARGET_ADDRESS)
    return NULL;
  return sockeye_attempt_list_find (sockeye_state_watcher_get_attempts (watcher),
                                    sockeye_send_target_get_peer (choice));
}

static gboolean
get_peer (SockeyeSendTarget *choice, SockeyeWorkspace *workspace, SockeyePeer *peer)
{
  return sockeye_send_target_get_kind (choice) != SOCKEYE_TARGET_ADDRESS
         && sockeye_capture_get_peer (sockeye_workspace_get_capture (workspace),
                                      sockeye_send_target_get_peer (choice), peer);
}

static guint16
get_local_port (SockeyeSendTarget *choice, SockeyeWorkspace *workspace, SockeyeStateWatcher *watcher)
{
  const SockeyeAttempt *attempt = find_attempt (choice, watcher);
  SockeyePeer peer;

  if (attempt != NULL)
    return sockeye_endpoint_get_port (&attempt->local);
  return get_peer (choice, workspace, &peer) ? sockeye_endpoint_get_port (&peer.local) : 0;
}

static GHashTable *
count_labels (GPtrArray *choices)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const char *label = sockeye_send_target_get_label (choices->pdata[i]);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, label));

      g_hash_table_insert (counts, g_strdup (label), GUINT_TO_POINTER (n + 1));
    }
  return counts;
}

/* Several connections to the same far end differ in nothing else. */
static void
tell_apart (GPtrArray *choices, SockeyeWorkspace *workspace, SockeyeStateWatcher *watcher)
{
  g_autoptr (GHashTable) counts = count_labels (choices);

  for (guint i = 0; i < choices->len; i++)
    {
      const char *label = sockeye_send_target_get_label (choices->pdata[i]);
      g_autofree char *longer = NULL;

      if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, label)) < 2)
        continue;
      /* Translators: the address of a far end, and the port of this end */
      longer = g_strdup_printf (_ ("%s from port %u"), label,
                                get_local_port (choices->pdata[i], workspace, watcher));
      sockeye_send_target_set_label (choices->pdata[i], longer);
    }
}

static gboolean
is_listening (SockeyeSession *session)
{
  return sockeye_session_get_protocol (session) == SOCKEYE_PROTOCOL_TCP_SERVER
         && sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN;
}

/**
 * sockeye_state_choices_add:
 * @choices: (element-type SockeyeSendTarget): what there is to choose from; the rest is added
 * @workspace: whose connections
 * @watcher: watches one of them
 *
 * The listener, what is being made, and the connections, the newest ones first.
 */
void
sockeye_state_choices_add (GPtrArray *choices, SockeyeWorkspace *workspace, SockeyeStateWatcher *watcher)
{
  SockeyeSession *session = sockeye_workspace_get_session (workspace);

  if (is_listening (session))
    g_ptr_array_add (choices, sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0, _ ("Listener")));
  add_attempts (choices, session, watcher);
  add_connections (choices, sockeye_workspace_get_capture (workspace),
                   sockeye_state_watcher_get_view (watcher));
  tell_apart (choices, workspace, watcher);
}

/**
 * sockeye_state_choice_get_time:
 * @choice: one of them
 * @workspace: whose connections
 * @watcher: knows those that are being made
 *
 * Returns: when it came, microseconds since the Epoch: for the listener, when it began to listen; 0: that is not known
 */
gint64
sockeye_state_choice_get_time (SockeyeSendTarget *choice,
                               SockeyeWorkspace *workspace,
                               SockeyeStateWatcher *watcher)
{
  const SockeyeAttempt *attempt = find_attempt (choice, watcher);
  SockeyePeer peer;

  if (attempt != NULL)
    return attempt->began;
  if (sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ALL)
    return sockeye_state_watcher_get_listening (watcher);
  return get_peer (choice, workspace, &peer) ? peer.opened : 0;
}

/**
 * sockeye_state_choice_is_shown:
 * @choice: one of them
 * @view: what is shown
 *
 * Returns: whether that is it
 */
gboolean
sockeye_state_choice_is_shown (SockeyeSendTarget *choice, const SockeyeStateView *view)
{
  gboolean attempt = sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ADDRESS;

  if (!view->watched || attempt != (view->attempt != 0))
    return FALSE;
  return sockeye_send_target_get_peer (choice) == (attempt ? view->attempt : view->peer);
}

/**
 * sockeye_state_choice_watch:
 * @choice: one of them
 * @watcher: watches it from now on
 */
void
sockeye_state_choice_watch (SockeyeSendTarget *choice, SockeyeStateWatcher *watcher)
{
  if (sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ADDRESS)
    sockeye_state_watcher_choose_attempt (watcher, sockeye_send_target_get_peer (choice));
  else
    sockeye_state_watcher_choose (watcher, sockeye_send_target_get_peer (choice));
}
