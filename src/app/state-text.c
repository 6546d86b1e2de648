/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-text.h"

#include "event.h"
#include "sentences.h"

#include <glib/gi18n-lib.h>

/* "ESTABLISHED or CLOSE-WAIT" */
static char *
join_states (guint states)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < SOCKEYE_TCP_N_STATES; i++)
    if ((states & SOCKEYE_TCP_MASK (i)) != 0)
      {
        if (text->len > 0)
          /* Translators: between two states that are possible, with spaces around it */
          g_string_append (text, _ (" or "));
        g_string_append (text, sockeye_tcp_state_get_name ((SockeyeTcpState) i));
      }
  return g_string_free (text, FALSE);
}

/**
 * sockeye_state_text_describe:
 * @end: an end of a connection
 *
 * Returns: (transfer full): its state, and whether that is inferred
 */
char *
sockeye_state_text_describe (const SockeyeStateEnd *end)
{
  g_autofree char *states = join_states (end->states);

  if (end->states == 0)
    return g_strdup (_ ("not known"));
  if (end->source != SOCKEYE_STATE_SOURCE_INFERRED)
    return g_steal_pointer (&states);
  /* Translators: %s is a TCP state, or several with "or" between them */
  return g_strdup_printf (_ ("%s (inferred)"), states);
}

/**
 * sockeye_state_text_describe_source:
 * @end: an end of a connection
 *
 * Returns: how its state is known
 */
const char *
sockeye_state_text_describe_source (const SockeyeStateEnd *end)
{
  switch (end->source)
    {
    case SOCKEYE_STATE_SOURCE_KERNEL:
      return end->has_facts ? _ ("the kernel") : _ ("the kernel: it is gone");
    case SOCKEYE_STATE_SOURCE_OWN_SOCKET:
      return _ ("the socket itself");
    case SOCKEYE_STATE_SOURCE_LOG:
      return _ ("the log");
    case SOCKEYE_STATE_SOURCE_INFERRED:
      return _ ("this end’s state");
    case SOCKEYE_STATE_SOURCE_NONE:
    default:
      return "–";
    }
}

/**
 * sockeye_state_text_describe_step:
 * @step: a step of a path
 *
 * Returns: how it is known
 */
const char *
sockeye_state_text_describe_step (const SockeyeStateStep *step)
{
  if (!step->seen && step->about)
    return _ ("inferred, about then");
  /* That somebody listens can be seen all the time; since when, the log tells. */
  if (!step->seen || (step->state == SOCKEYE_TCP_LISTEN && step->told))
    return step->told ? _ ("from the log") : _ ("inferred");
  if (step->reset)
    return _ ("seen, by RST");
  if (step->refused)
    return _ ("seen, refused");
  if (step->gap)
    return _ ("seen, but not the way to it");
  if (step->about)
    return _ ("seen, reached about then");
  return step->time != 0 ? _ ("seen") : _ ("seen, reached earlier");
}

/**
 * sockeye_state_text_format_time:
 * @step: a step of a path
 *
 * Returns: (transfer full): when it was, the time of day in milliseconds
 */
char *
sockeye_state_text_format_time (const SockeyeStateStep *step)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (step->time / G_USEC_PER_SEC);
  g_autofree char *seconds = NULL;

  if (step->time == 0 || date == NULL)
    return g_strdup ("–");
  seconds = g_date_time_format (date, "%H:%M:%S");
  return g_strdup_printf (step->about ? "≈%s.%03d" : "%s.%03d", seconds,
                          (int) (step->time % G_USEC_PER_SEC / 1000));
}

static char *
explain_syn (guint retransmissions)
{
  if (retransmissions == 0)
    return g_strdup (_ ("The SYN was sent, and is not answered yet."));
  return g_strdup_printf (
      /* Translators: %u is a number */
      ngettext ("The SYN was sent, and %u time again; nobody has answered yet.",
                "The SYN was sent, and %u times again; nobody has answered yet.", retransmissions),
      retransmissions);
}

/* What has become of a connection that is being made, or why there is none. Returns NULL: nothing is to be said */
static char *
explain_attempt (const SockeyeStateView *view)
{
  const SockeyeTcpFacts *listener = &view->far.facts;
  g_autofree char *syn = NULL;
  g_autofree char *queue = NULL;

  if (view->end.type != SOCKEYE_EVENT_NONE)
    return sockeye_event_describe (&view->end);
  if (view->own.states != SOCKEYE_TCP_MASK (SOCKEYE_TCP_SYN_SENT))
    return NULL;
  syn = explain_syn (view->own.has_facts ? view->own.facts.retransmissions : 0);
  /* Linux lets one more in than the backlog says. */
  if (!view->far.has_facts || listener->state != SOCKEYE_TCP_LISTEN || listener->unread <= listener->unacked)
    return g_steal_pointer (&syn);
  queue = g_strdup_printf (
      /* Translators: %u is a number */
      ngettext ("The queue of who listens there is full: %u connection waits to be accepted.",
                "The queue of who listens there is full: %u connections wait to be accepted.",
                listener->unread),
      listener->unread);
  return sockeye_sentences_join (syn, queue, NULL);
}

static const char *
explain_restored (const SockeyeStateView *view)
{
  return view->outlived
             ? _ ("The connection was still open when this capture was saved. The states are what its log "
                  "tells.")
             : _ ("This connection is from a capture that was opened. The states are what its log tells.");
}

/**
 * sockeye_state_text_explain:
 * @view: what is watched
 *
 * Returns: (transfer full): a sentence about where all this is known from
 */
char *
sockeye_state_text_explain (const SockeyeStateView *view)
{
  char *attempt = view->attempt != 0 ? explain_attempt (view) : NULL;

  if (attempt != NULL)
    return attempt;
  if (view->restored)
    return g_strdup (explain_restored (view));
  if (view->error_number != 0)
    return g_strdup_printf (
        /* Translators: %s is an error's symbol, such as EPERM */
        _ ("The kernel does not tell about the sockets of this machine (sock_diag: %s). Only this end is "
           "known, while it "
           "is open."),
        sockeye_errno_symbol (view->error_number));
  if (view->listener)
    return g_strdup (
        _ ("The listener has no far end. Each connection that it accepts has states of its own."));
  if (view->far.source == SOCKEYE_STATE_SOURCE_KERNEL)
    return g_strdup (_ ("The far end is on this machine: the kernel tells the states of both."));
  if (view->own.states == SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSED))
    return g_strdup (
        _ ("This end is closed. The far end’s socket is gone as well, or cannot be seen from here."));
  if (view->own.states == SOCKEYE_TCP_MASK (SOCKEYE_TCP_TIME_WAIT))
    return g_strdup (
        _ ("The far end’s socket is gone, or cannot be seen from here: its state is inferred from "
           "this end’s, and drawn dashed."));
  return g_strdup (_ (
      "The far end’s socket is not on this machine, or in another network name space: its state is inferred "
      "from this end’s, and drawn dashed."));
}

/**
 * sockeye_state_text_summarize:
 * @view: what is watched
 *
 * Returns: (transfer full): what the diagram shows, for those who do not see it
 */
char *
sockeye_state_text_summarize (const SockeyeStateView *view)
{
  g_autofree char *own = sockeye_state_text_describe (&view->own);
  g_autofree char *far = sockeye_state_text_describe (&view->far);

  if (view->listener)
    /* Translators: %s is a TCP state */
    return g_strdup_printf (_ ("Listener: %s."), own);
  /* Translators: TCP states, each perhaps with “(inferred)” behind it */
  return g_strdup_printf (_ ("This end: %s. Far end: %s."), own, far);
}
