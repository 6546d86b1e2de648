/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-worker-private.h"

#include "lock.h"
#include "sentences.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>

/* What the user is told. What may come again and again is said once a second at most, with its number. */

#define SAY_INTERVAL G_USEC_PER_SEC

/* Takes the text. When the window does not look, the newest are left out: the first one tells where it began. */
static void
say (SockeyeReplyWorker *self, char *text)
{
  SockeyeResponderCore *core = self->core;

  sockeye_lock (&core->mutex);
  if (core->notices.length < SOCKEYE_RESPONDER_NOTICES_MAX)
    g_queue_push_tail (&core->notices, g_steal_pointer (&text));
  sockeye_unlock (&core->mutex);
  g_free (text);
  sockeye_context_call_post (core->news, 0);
}

/* Private: one message or reply came to nothing. */
void
sockeye_reply_worker_count_unanswered (SockeyeReplyWorker *self)
{
  atomic_fetch_add_explicit (&self->core->unanswered, 1, memory_order_relaxed);
  self->has_counted = TRUE;
}

/* Private: takes note of a conversation that is a loop. */
void
sockeye_reply_worker_note_loop (SockeyeReplyWorker *self, const SockeyeConversation *conversation)
{
  atomic_fetch_add_explicit (&self->core->loops, 1, memory_order_relaxed);
  self->loops++;
  g_free (self->loop_rule);
  g_free (self->loop_peer);
  self->loop_rule = conversation->last_rule != NULL ? sockeye_reply_rule_get_title (conversation->last_rule)
                                                    : g_strdup ("?");
  self->loop_peer = sockeye_endpoint_to_string (&conversation->remote);
}

static char *
describe_loops (SockeyeReplyWorker *self)
{
  const char *advice = _ ("Change one of them, and switch auto-reply off and on; for a load test, switch off "
                          "“Stop endless loops”.");
  g_autofree char *what = NULL;

  if (self->loops == 1)
    what = g_strdup_printf (
        /* Translators: the name of a rule, then an address and port */
        _ ("Auto-reply no longer answers %2$s: the rule “%1$s” and the far end answered each other without "
           "end."),
        self->loop_rule, self->loop_peer);
  else
    what = g_strdup_printf (
        /* Translators: a number of at least 2, the name of a rule, then an address and port */
        ngettext ("Auto-reply no longer answers %1$u far end, %3$s the last: the rule “%2$s” and the far "
                  "end answered each other without end.",
                  "Auto-reply no longer answers %1$u far ends, %3$s the last: the rule “%2$s” and the far "
                  "end answered each other without end.",
                  self->loops),
        self->loops, self->loop_rule, self->loop_peer);
  return sockeye_sentences_join (what, advice, NULL);
}

static char *
describe_lost (SockeyeReplyWorker *self)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, self->lost);

  /* Translators: %s is a number */
  return g_strdup_printf (
      ngettext ("%s record left the log before auto-reply had looked at it: a message in it has no answer. "
                "Use simpler rules, or let less arrive at once.",
                "%s records left the log before auto-reply had looked at them: messages in them have no "
                "answer. Use simpler rules, or let less arrive at once.",
                (gulong) MIN (self->lost, G_MAXULONG)),
      number);
}

/* Private: when sockeye_reply_worker_say_due() has something to say; %G_MAXINT64: never. */
gint64
sockeye_reply_worker_get_say_time (SockeyeReplyWorker *self)
{
  return self->loops > 0 || self->lost > 0 ? self->say_at : G_MAXINT64;
}

/* Private: says what came together, if it is time. */
void
sockeye_reply_worker_say_due (SockeyeReplyWorker *self, gint64 now)
{
  if (now < sockeye_reply_worker_get_say_time (self))
    return;

  self->say_at = now + SAY_INTERVAL;
  if (self->loops > 0)
    say (self, describe_loops (self));
  if (self->lost > 0)
    say (self, describe_lost (self));
  self->loops = 0;
  self->lost = 0;
}

/* Private: an expression was given up. Once for each rule. */
void
sockeye_reply_worker_say_slow (SockeyeReplyWorker *self,
                               SockeyeReplyProgram *program,
                               const SockeyeConversation *conversation,
                               const GError *error)
{
  g_autofree char *peer = sockeye_endpoint_to_string (&conversation->remote);
  g_autofree char *title = sockeye_reply_rule_get_title (program->rule);

  if (program->said_slow)
    return;
  program->said_slow = TRUE;
  /* Translators: the name of a rule, an address and port, then sentences that say why */
  say (self, g_strdup_printf (_ ("The rule “%s” did not answer a message from %s. %s"), title, peer,
                              error->message));
}

static SockeyeReplyProgram *
find_program (SockeyeReplyWorker *self, SockeyeReplyRule *rule)
{
  for (guint i = 0; i < self->programs->len; i++)
    {
      SockeyeReplyProgram *program = g_ptr_array_index (self->programs, i);

      if (program->rule == rule)
        return program;
    }
  return NULL;
}

/* Private: a reply could not be sent. Once for each rule. */
void
sockeye_reply_worker_say_failed (SockeyeReplyWorker *self,
                                 SockeyeReplyRule *rule,
                                 const SockeyeConversation *conversation,
                                 const GError *error)
{
  SockeyeReplyProgram *program = find_program (self, rule);
  g_autofree char *peer = conversation != NULL ? sockeye_endpoint_to_string (&conversation->remote)
                                               : g_strdup ("?");
  g_autofree char *title = sockeye_reply_rule_get_title (rule);

  if (program == NULL || program->said_failed)
    return;
  program->said_failed = TRUE;
  /* Translators: the name of a rule, an address and port, then sentences that say why and what to do */
  say (self, g_strdup_printf (_ ("The rule “%s” could not answer %s. %s"), title, peer, error->message));
}

/* Private: rules see the beginning of a message only. Once. */
void
sockeye_reply_worker_say_long (SockeyeReplyWorker *self, const SockeyeConversation *conversation)
{
  g_autofree char *peer = sockeye_endpoint_to_string (&conversation->remote);
  g_autofree char *size = g_format_size_full (SOCKEYE_MESSAGE_KEPT_MAX, G_FORMAT_SIZE_IEC_UNITS);

  if (self->said_long)
    return;
  self->said_long = TRUE;
  /* Translators: an address and port, then a size such as "1.0 MiB" */
  say (self, g_strdup_printf (_ ("A message from %s is so long that auto-reply looks at its beginning only, "
                                 "and ${0} has no more of it than %s. Choose another framing if it is not "
                                 "one message."),
                              peer, size));
}

/* Private: so much waits for its time that nothing more is looked at. Once. */
void
sockeye_reply_worker_say_full (SockeyeReplyWorker *self)
{
  g_autofree char *number = g_strdup_printf ("%'u", SOCKEYE_REPLY_QUEUE_MAX);

  if (self->said_full)
    return;
  self->said_full = TRUE;
  /* Translators: %s is a number */
  say (self, g_strdup_printf (_ ("So many replies wait for their time (%s, or 64 MiB) that auto-reply looks "
                                 "at further messages only when these are sent. Use a shorter delay."),
                              number));
}
