/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "far-end.h"

#include "peer-ends.h"
#include "window-private.h"

/* The newest connections of a session that are looked at. */
#define LOOKED_AT 2000
/* Both ends learn of their connection at nearly the same time. The same ports may be used again later. */
#define APART_MAX_US (30 * G_USEC_PER_SEC)

/* A listener whose accepting is paused learns of it as late as it likes; a link is a single connection's, nearly for ever. */
static gboolean
is_far_end (const SockeyePeer *peer, const SockeyePeer *other)
{
  return sockeye_peer_is_far_end (peer, other)
         && (peer->link != 0 || ABS (peer->opened - other->opened) < APART_MAX_US);
}

/* The one that was opened at the nearest time. Returns 0: there is none. */
static guint32
look_through (SockeyeCapture *capture, const SockeyePeer *peer, gint64 *apart)
{
  guint32 newest = sockeye_capture_get_n_peers (capture);
  guint32 oldest = newest > LOOKED_AT ? newest - LOOKED_AT : 0;
  guint32 found = 0;

  for (guint32 id = newest; id > oldest; id--)
    {
      SockeyePeer other;

      if (sockeye_capture_get_peer (capture, id, &other) && is_far_end (peer, &other)
          && ABS (peer->opened - other.opened) < *apart)
        {
          *apart = ABS (peer->opened - other.opened);
          found = id;
        }
    }
  return found;
}

/**
 * sockeye_far_end_find_workspace:
 * @capture: where a connection is known
 * @id: the connection
 * @far_id: (out): the same connection, as the far end knows it
 *
 * Searches the sessions of all windows for the far end of a connection.
 *
 * Returns: (transfer full) (nullable): the session that is the far end
 */
SockeyeWorkspace *
sockeye_far_end_find_workspace (SockeyeCapture *capture, guint32 id, guint32 *far_id)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  gint64 apart = G_MAXINT64;
  SockeyeWorkspace *found = NULL;
  SockeyePeer peer;

  if (!sockeye_capture_get_peer (capture, id, &peer))
    return NULL;
  for (GList *l = windows; l != NULL; l = l->next)
    {
      g_autoptr (GPtrArray) pages = SOCKEYE_IS_WINDOW (l->data) ? sockeye_window_get_pages (l->data) : NULL;

      for (guint i = 0; pages != NULL && i < pages->len; i++)
        {
          SockeyeWorkspace *workspace = sockeye_session_page_get_workspace (pages->pdata[i]);
          SockeyeCapture *other = sockeye_workspace_get_capture (workspace);
          guint32 far = other != capture ? look_through (other, &peer, &apart) : 0;

          if (far != 0)
            {
              *far_id = far;
              found = workspace;
            }
        }
    }
  return found != NULL ? g_object_ref (found) : NULL;
}

/**
 * sockeye_far_end_find:
 * @capture: where a connection is known
 * @id: the connection
 * @far_id: (out): the same connection, as the far end knows it
 *
 * The same as sockeye_far_end_find_workspace().
 *
 * Returns: (transfer full) (nullable): the capture that the far end is in
 */
SockeyeCapture *
sockeye_far_end_find (SockeyeCapture *capture, guint32 id, guint32 *far_id)
{
  g_autoptr (SockeyeWorkspace) workspace = sockeye_far_end_find_workspace (capture, id, far_id);

  return workspace != NULL ? g_object_ref (sockeye_workspace_get_capture (workspace)) : NULL;
}

/**
 * sockeye_far_end_find_page:
 * @workspace: a session
 *
 * Returns: (transfer none) (nullable): the page that shows it, in whichever window
 */
SockeyeSessionPage *
sockeye_far_end_find_page (SockeyeWorkspace *workspace)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    {
      g_autoptr (GPtrArray) pages = SOCKEYE_IS_WINDOW (l->data) ? sockeye_window_get_pages (l->data) : NULL;

      for (guint i = 0; pages != NULL && i < pages->len; i++)
        if (sockeye_session_page_get_workspace (pages->pdata[i]) == workspace)
          return pages->pdata[i];
    }
  return NULL;
}
