/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "free-ports.h"
#include "session-store.h"

/* The labs beside the sessions, and the sessions of a lab. */

/* Pixels: room for the labs and two pages side by side. */
#define WIDE_WIDTH 1160
/* Of repeat-pace: as fast as possible. */
#define PACE_FASTEST 3
#define LAB_KEY      "sockeye-lab"

/* --- Settings of a session */

static void
set_end (GVariantDict *dict, const SockeyeLaunch *launch)
{
  const char *protocol = sockeye_protocol_get_nick (launch->protocol);

  sockeye_window_set_end (dict, protocol, "local", launch->local_host, launch->local_port);
  if (!sockeye_protocol_is_server (launch->protocol))
    sockeye_window_set_end (dict, protocol, "remote", launch->remote_host, launch->remote_port);
}

static void
set_sending (GVariantDict *dict, const SockeyeLabSession *session)
{
  g_variant_dict_insert (dict, "append-line-end", "b", FALSE);
  g_variant_dict_insert (dict, "suffix", "s", "");
  g_variant_dict_insert (dict, "repeat", "b", session->repeat > 0);
  if (session->repeat > 0)
    {
      g_variant_dict_insert (dict, "repeat-pace", "u", PACE_FASTEST);
      g_variant_dict_insert (dict, "repeat-times", "d", (double) session->repeat);
    }
}

static void
set_life (GVariantDict *dict, const SockeyeLabSession *session)
{
  g_variant_dict_insert (dict, "backlog", "u",
                         session->backlog >= 0 ? (guint) session->backlog : SOCKEYE_BACKLOG_DEFAULT);
  g_variant_dict_insert (dict, "connect-timeout", "u",
                         session->timeout_s > 0 ? (guint) session->timeout_s * 1000
                                                : SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS);
  g_variant_dict_insert (dict, "short-connections", "b", session->short_connections);
  g_variant_dict_insert (dict, "short-close-sending", "b", session->short_connections);
  g_variant_dict_insert (dict, "stay-half-open", "b", FALSE);
  g_variant_dict_insert (dict, "reconnect", "b", FALSE);
}

static GVariant *
make_kept (const SockeyeLabSession *session, const guint16 *ports)
{
  /* NULL: both could be read when the file was. */
  g_autoptr (SockeyeLaunch) launch = sockeye_lab_session_make_launch (session, ports, NULL);
  g_autoptr (SockeyeWishes) wishes = sockeye_lab_session_make_wishes (session, NULL);
  const char *protocol = sockeye_protocol_get_nick (launch->protocol);
  g_autofree char *options = g_strconcat (protocol, "-socket-options", NULL);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  sockeye_window_set_plain (&dict, protocol, session->send != NULL ? session->send : "");
  set_end (&dict, launch);
  set_sending (&dict, session);
  set_life (&dict, session);
  g_variant_dict_insert_value (&dict, options, sockeye_wishes_to_variant (wishes));
  g_variant_dict_insert (&dict, "encoding", "s", launch->charset != NULL ? launch->charset->id : "utf-8");
  g_variant_dict_insert (&dict, "framing", "s", "as-received");
  return g_variant_dict_end (&dict);
}

/* --- Opening */

/* Sessions that are still to be opened: a client needs its server first. */
typedef struct
{
  GPtrArray *pages;
  guint next;
} Opening;

static void open_next (Opening *opening);

static void
opening_free (gpointer data, GClosure *closure G_GNUC_UNUSED)
{
  Opening *opening = data;

  g_ptr_array_unref (opening->pages);
  g_free (opening);
}

static void
on_state (SockeyeSession *session, GParamSpec *pspec G_GNUC_UNUSED, Opening *opening)
{
  Opening *rest;

  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_OPENING)
    return;
  rest = g_new (Opening, 1);
  *rest = (Opening){ g_ptr_array_ref (opening->pages), opening->next };
  g_signal_handlers_disconnect_by_func (session, on_state, opening);
  open_next (rest);
}

/* Takes @opening. What fails is told by the page. */
static void
open_next (Opening *opening)
{
  SockeyeSessionPage *page;

  if (opening->next == opening->pages->len)
    {
      opening_free (opening, NULL);
      return;
    }
  page = opening->pages->pdata[opening->next++];
  g_signal_connect_data (sockeye_workspace_get_session (sockeye_session_page_get_workspace (page)),
                         "notify::state", G_CALLBACK (on_state), opening, opening_free, 0);
  g_action_group_activate_action (sockeye_session_page_get_actions (page), "open-close", NULL);
}

static void
open_pages (SockeyeLab *lab, GPtrArray *pages)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->pages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < pages->len; i++)
    {
      const SockeyeLabSession *session = lab->sessions->pdata[i];

      if (session->open)
        g_ptr_array_add (opening->pages, g_object_ref (pages->pdata[i]));
    }
  open_next (opening);
}

/* --- Starting */

/* Those of the lab that was done before: their ports and times are of no use any more. */
static GPtrArray *
find_old_pages (SockeyeWindow *self)
{
  GPtrArray *pages = sockeye_window_get_pages (self);

  for (guint i = pages->len; i-- > 0;)
    if (!sockeye_window_is_of_lab (pages->pdata[i]))
      g_ptr_array_remove_index (pages, i);
  return pages;
}

static SockeyeSessionPage *
make_page (SockeyeWindow *self, SockeyeLab *lab, guint i, const guint16 *ports, GtkNotebook *side)
{
  const SockeyeLabSession *session = lab->sessions->pdata[i];
  g_autoptr (GVariant) kept = g_variant_ref_sink (make_kept (session, ports));
  g_autofree char *name = sockeye_lab_get_text (session->texts, "Name", ports);
  SockeyeSessionPage *page = sockeye_window_make_page (self, kept, side);

  sockeye_session_page_set_name (page, *name != '\0' ? name : lab->words->pdata[i]);
  g_object_set_data (G_OBJECT (page), LAB_KEY, self);
  sockeye_session_store_set_apart (sockeye_session_page_get_settings (page), self->settings);
  return page;
}

/* The first session, and the others beside it where there is room; in a narrow window all of them in a row of tabs. */
static GPtrArray *
make_pages (SockeyeWindow *self, SockeyeLab *lab, const guint16 *ports)
{
  GPtrArray *pages = g_ptr_array_new ();
  gboolean wide = gtk_widget_get_width (GTK_WIDGET (self)) >= WIDE_WIDTH;

  for (guint i = 0; i < lab->sessions->len; i++)
    g_ptr_array_add (pages, make_page (self, lab, i, ports, wide && i > 0 ? self->second : self->first));
  if (pages->len > 1)
    sockeye_session_page_set_twin (pages->pdata[0], pages->pdata[1]);
  return pages;
}

/* Both sides show something of the lab; in front, with the keyboard, is where the first step is done. */
static void
activate_pages (SockeyeWindow *self, SockeyeLab *lab, GPtrArray *pages)
{
  const SockeyeLabStep *first = lab->steps->pdata[0];

  for (guint i = MIN (pages->len, 2); i-- > 0;)
    sockeye_window_activate_page (self, pages->pdata[i]);
  if (first->in != 0)
    sockeye_window_activate_page (self, pages->pdata[first->in]);
}

/* The one of an earlier run may have gone into another window. */
static void
on_page_gone (SockeyeSessionPage *page, SockeyeLabsPane *pane)
{
  SockeyeLabRun *run = sockeye_labs_pane_get_run (pane);

  if (run != NULL && g_object_get_data (G_OBJECT (page), LAB_KEY) == run)
    sockeye_labs_pane_lose_run (pane);
}

static void
run_lab (SockeyeWindow *self, SockeyeLab *lab, GPtrArray *pages, const guint16 *ports)
{
  SockeyeWorkspace *workspaces[SOCKEYE_LAB_SESSIONS_MAX];
  g_autoptr (SockeyeLabRun) run = NULL;

  for (guint i = 0; i < pages->len; i++)
    workspaces[i] = sockeye_session_page_get_workspace (pages->pdata[i]);
  run = sockeye_lab_run_new (lab, workspaces, ports);
  sockeye_labs_pane_set_run (self->labs_pane, run);
  for (guint i = 0; i < pages->len; i++)
    {
      /* To tell them apart, and never to be used. */
      g_object_set_data (pages->pdata[i], LAB_KEY, run);
      g_signal_connect_object (pages->pdata[i], "destroy", G_CALLBACK (on_page_gone), self->labs_pane, 0);
    }
}

static void
on_start (SockeyeWindow *self, SockeyeLab *lab)
{
  guint16 ports[SOCKEYE_LAB_PORTS];
  g_autoptr (GPtrArray) old = find_old_pages (self);
  g_autoptr (GPtrArray) pages = NULL;

  sockeye_free_ports_find (sockeye_lab_is_datagram (lab), ports, G_N_ELEMENTS (ports));
  pages = make_pages (self, lab, ports);
  for (guint i = 0; i < old->len; i++)
    sockeye_window_discard_page (self, old->pdata[i]);
  activate_pages (self, lab, pages);
  sockeye_window_fold_sides (self);
  open_pages (lab, pages);
  run_lab (self, lab, pages, ports);
}

static void
show_pane (SockeyeWindow *self, gboolean show)
{
  if (show && self->labs_pane == NULL)
    {
      g_set_weak_pointer (&self->labs_pane, g_object_new (SOCKEYE_TYPE_LABS_PANE, NULL));
      g_signal_connect_object (self->labs_pane, "start", G_CALLBACK (on_start), self, G_CONNECT_SWAPPED);
      gtk_box_prepend (self->body, GTK_WIDGET (self->labs_pane));
    }
  if (self->labs_pane != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->labs_pane), show);
}

static void
change_labs (GSimpleAction *action, GVariant *value, gpointer data)
{
  SockeyeWindow *self = data;
  gboolean show = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  show_pane (self, show);
  sockeye_window_arrange (self);
  if (show)
    sockeye_window_fold_sides (self);
  else
    sockeye_window_unfold_sides (self);
  if (show)
    gtk_widget_grab_focus (GTK_WIDGET (self->labs_pane));
  else if (self->page != NULL)
    sockeye_session_page_focus (self->page);
}

/* Private: beside the sessions. */
gboolean
sockeye_window_shows_labs (SockeyeWindow *self)
{
  return self->labs_pane != NULL && gtk_widget_get_visible (GTK_WIDGET (self->labs_pane));
}

/* Private: it belongs to a lab, and is not kept. */
gboolean
sockeye_window_is_of_lab (SockeyeSessionPage *page)
{
  return g_object_get_data (G_OBJECT (page), LAB_KEY) != NULL;
}

void
sockeye_window_add_labs (SockeyeWindow *self)
{
  static const GActionEntry entries[] = {
    { "labs", NULL, NULL, "false", change_labs, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
