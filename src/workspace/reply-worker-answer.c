/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-worker-private.h"

#include "errors.h"
#include "lock.h"
#include "ready-reply.h"

#include <stdatomic.h>

/* A far end that does not read is waited for, with all others, so long; then it is left out until it does. */
#define CLOGGED_TIME  (10 * G_USEC_PER_SEC)
#define CLOGGED_RETRY (G_USEC_PER_SEC / 50)

/* --- Rules */

static void
program_free (gpointer data)
{
  SockeyeReplyProgram *program = data;

  sockeye_reply_rule_unref (program->rule);
  g_clear_pointer (&program->matcher, sockeye_reply_matcher_free);
  g_clear_pointer (&program->message, sockeye_payload_template_unref);
  g_free (program);
}

/* A rule that cannot be read answers nothing; whoever edits it is told. */
static SockeyeReplyProgram *
compile (SockeyeReplyRule *rule, const SockeyeCharset *charset)
{
  const SockeyeReplyFields *fields = sockeye_reply_rule_get_fields (rule);
  SockeyeReplyProgram *program;

  if (!fields->enabled)
    return NULL;

  program = g_new0 (SockeyeReplyProgram, 1);
  program->rule = sockeye_reply_rule_ref (rule);
  program->matcher = sockeye_reply_matcher_new (fields, charset, NULL);
  if (fields->with == SOCKEYE_REPLY_WITH_PAYLOAD)
    program->message = sockeye_reply_rule_read_text (rule, charset, NULL);
  if (program->matcher != NULL && sockeye_peer_pattern_parse (&program->from, fields->from, NULL)
      && (program->message != NULL || fields->with != SOCKEYE_REPLY_WITH_PAYLOAD))
    return program;

  program_free (program);
  return NULL;
}

/* Private: makes the rules ready for use. */
void
sockeye_reply_worker_compile (SockeyeReplyWorker *self)
{
  g_clear_pointer (&self->programs, g_ptr_array_unref);
  self->programs = g_ptr_array_new_with_free_func (program_free);
  self->has_greeting = FALSE;
  for (guint i = 0; i < self->orders.rules->len; i++)
    {
      SockeyeReplyRule *rule = g_ptr_array_index (self->orders.rules, i);
      SockeyeReplyProgram *program = compile (rule, self->orders.charset);
      SockeyeReplyWhen when = sockeye_reply_rule_get_fields (rule)->when;

      if (program == NULL)
        continue;
      g_ptr_array_add (self->programs, program);
      self->has_greeting |= when == SOCKEYE_REPLY_WHEN_CONNECTION || when == SOCKEYE_REPLY_WHEN_BOTH;
    }
}

/* --- Sending */

static SockeyePayloadTemplate *
make_chargen (SockeyeReplyWorker *self)
{
  g_autoptr (GBytes) bytes = sockeye_chargen_make (sockeye_reply_worker_is_udp (self));

  return sockeye_payload_template_new_for_bytes (bytes);
}

/* Under the mutex, so that nothing is sent once the window has stopped this. Returns FALSE then. */
static gboolean
try_to_send (SockeyeReplyWorker *self,
             guint32 peer,
             SockeyePayloadTemplate *message,
             const SockeyeReplyGroups *groups,
             guint64 *n_bytes,
             GError **error)
{
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_PEER, .peer = peer };
  SockeyeResponderCore *core = self->core;
  gboolean stopped;

  *n_bytes = 0;
  sockeye_lock (&core->mutex);
  stopped = core->stopped;
  if (!stopped && self->orders.outlet != NULL)
    sockeye_mailer_send (core->mailer, self->orders.outlet, &target, message, groups->bytes, groups->n,
                         n_bytes, error);
  sockeye_unlock (&core->mutex);
  return !stopped;
}

/* Waits for room in the queue of a far end that reads slowly, for a while. */
static void
send_when_there_is_room (SockeyeReplyWorker *self,
                         SockeyeConversation *conversation,
                         SockeyePayloadTemplate *message,
                         const SockeyeReplyGroups *groups,
                         guint64 *n_bytes,
                         GError **error)
{
  gint64 deadline = g_get_monotonic_time () + CLOGGED_TIME;

  while (g_error_matches (*error, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL) && !conversation->clogged)
    {
      gint64 now = g_get_monotonic_time ();

      conversation->clogged = now >= deadline;
      sockeye_capture_wait (self->core->capture, G_MAXUINT64, &self->n_wakes, now + CLOGGED_RETRY);
      g_clear_error (error);
      if (!try_to_send (self, conversation->peer, message, groups, n_bytes, error))
        return;
    }
}

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN)
         || g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET);
}

static void
send_payload (SockeyeReplyWorker *self,
              guint32 peer,
              SockeyeReplyRule *rule,
              SockeyePayloadTemplate *message,
              const SockeyeReplyGroups *groups)
{
  SockeyeConversation *conversation = g_hash_table_lookup (self->conversations, GUINT_TO_POINTER (peer));
  g_autoptr (GError) error = NULL;
  guint64 n_bytes;

  if (!try_to_send (self, peer, message, groups, &n_bytes, &error))
    return;
  if (conversation != NULL && error != NULL)
    send_when_there_is_room (self, conversation, message, groups, &n_bytes, &error);
  if (error == NULL && self->orders.outlet != NULL)
    {
      atomic_fetch_add_explicit (&self->core->replies, 1, memory_order_relaxed);
      self->has_counted = TRUE;
      if (conversation != NULL)
        {
          conversation->own_bytes += n_bytes;
          conversation->clogged = FALSE;
        }
      return;
    }

  /* Whoever has gone does not miss it. */
  sockeye_reply_worker_count_unanswered (self);
  if (error != NULL && !is_gone (error))
    sockeye_reply_worker_say_failed (self, rule, conversation, error);
}

/* What nobody typed is no payload over TCP. */
static gboolean
is_nothing (SockeyeReplyWorker *self, SockeyePayloadTemplate *message)
{
  SockeyeVariableValues none = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  if (sockeye_reply_worker_is_udp (self) || sockeye_payload_template_has_variables (message))
    return FALSE;
  bytes = sockeye_payload_template_make (message, &none, NULL);
  return bytes != NULL && g_bytes_get_size (bytes) == 0;
}

static void
send_reply (SockeyeReplyWorker *self,
            guint32 peer,
            SockeyeReplyRule *rule,
            SockeyePayloadTemplate *message,
            const SockeyeReplyGroups *groups)
{
  g_autoptr (SockeyePayloadTemplate) made = message != NULL ? sockeye_payload_template_ref (message)
                                                            : make_chargen (self);

  if (!is_nothing (self, made))
    send_payload (self, peer, rule, made, groups);
}

/* --- Waiting */

/* Private: everything of it was answered, so its connection may be closed when its far end has. */
void
sockeye_reply_worker_finish_if_done (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  if (conversation->ended && conversation->n_waiting == 0 && !conversation->holding
      && self->orders.outlet != NULL)
    sockeye_outlet_finish (self->orders.outlet, conversation->peer);
}

/* Private: it is due. */
void
sockeye_reply_worker_send_waiting (SockeyeReplyWorker *self, SockeyeWaiting *waiting)
{
  SockeyeConversation *conversation = g_hash_table_lookup (self->conversations,
                                                           GUINT_TO_POINTER (waiting->peer));

  if (conversation != NULL)
    conversation->n_waiting--;
  if (conversation == NULL || !conversation->stopped)
    send_reply (self, waiting->peer, waiting->rule, waiting->message, &waiting->groups);
  if (conversation != NULL)
    sockeye_reply_worker_finish_if_done (self, conversation);
}

static void
wait_in_queue (SockeyeReplyWorker *self, SockeyeConversation *conversation, SockeyeWaiting *waiting)
{
  conversation->n_waiting++;
  sockeye_reply_queue_push (self->queue, waiting);
}

/* Private: what was held goes out, in its order. */
void
sockeye_reply_worker_release (SockeyeReplyWorker *self, SockeyeConversation *conversation)
{
  SockeyeWaiting *waiting;

  conversation->holding = FALSE;
  while ((waiting = g_queue_pop_head (&conversation->held)) != NULL)
    {
      if (waiting->due > g_get_monotonic_time ())
        wait_in_queue (self, conversation, waiting);
      else
        {
          send_reply (self, waiting->peer, waiting->rule, waiting->message, &waiting->groups);
          sockeye_waiting_free (waiting);
        }
    }
  sockeye_reply_worker_finish_if_done (self, conversation);
}

/* Delays count from when the message came. Once for all rules, so that those with the same delay keep their order. */
static gint64
get_arrival (gint64 time)
{
  return g_get_monotonic_time () - MAX (g_get_real_time () - time, 0);
}

static void
set_last_rule (SockeyeConversation *conversation, SockeyeReplyRule *rule)
{
  if (conversation->last_rule == rule)
    return;
  g_clear_pointer (&conversation->last_rule, sockeye_reply_rule_unref);
  conversation->last_rule = sockeye_reply_rule_ref (rule);
}

static void
reply (SockeyeReplyWorker *self,
       SockeyeConversation *conversation,
       const SockeyeReplyProgram *program,
       SockeyeReplyGroups *groups,
       gint64 arrival)
{
  const SockeyeReplyFields *fields = sockeye_reply_rule_get_fields (program->rule);
  SockeyeWaiting *waiting;

  set_last_rule (conversation, program->rule);
  if (fields->delay_ms == 0 && !conversation->holding)
    {
      send_reply (self, conversation->peer, program->rule, program->message, groups);
      return;
    }

  waiting = sockeye_waiting_new (SOCKEYE_WAITING_REPLY, conversation->peer,
                                 arrival + (gint64) fields->delay_ms * 1000);
  waiting->rule = sockeye_reply_rule_ref (program->rule);
  waiting->message = program->message != NULL ? sockeye_payload_template_ref (program->message) : NULL;
  waiting->groups = *groups;
  groups->n = 0;
  if (conversation->holding)
    g_queue_push_tail (&conversation->held, waiting);
  else
    wait_in_queue (self, conversation, waiting);
}

/* --- Messages */

/* Returns whether the rules behind it are looked at. */
static gboolean
use_program (SockeyeReplyWorker *self,
             SockeyeConversation *conversation,
             SockeyeReplyProgram *program,
             SockeyeReplySubject *subject,
             gint64 arrival)
{
  const SockeyeReplyFields *fields = sockeye_reply_rule_get_fields (program->rule);
  gboolean wants_groups = program->message != NULL
                          && sockeye_payload_template_has_variables (program->message);
  SockeyeReplyGroups groups = { .n = 0 };
  g_autoptr (GError) error = NULL;

  if (!sockeye_peer_pattern_matches (&program->from, &conversation->remote))
    return TRUE;
  if (!sockeye_reply_matcher_match (program->matcher, subject, wants_groups ? &groups : NULL, &error))
    {
      if (error != NULL)
        sockeye_reply_worker_say_slow (self, program, conversation, error);
      return TRUE;
    }

  sockeye_reply_rule_count (program->rule);
  self->has_counted = TRUE;
  if (fields->with != SOCKEYE_REPLY_WITH_NOTHING)
    reply (self, conversation, program, &groups, arrival);
  sockeye_reply_groups_clear (&groups);
  return fields->go_on;
}

/* Private: looks at a message with all rules, in their order. */
void
sockeye_reply_worker_answer (SockeyeReplyWorker *self,
                             SockeyeConversation *conversation,
                             const guint8 *bytes,
                             gsize length,
                             gsize total,
                             gint64 time)
{
  const SockeyeFraming *framing = sockeye_reply_worker_get_framing (self);
  SockeyeReplySubject subject = { .bytes = bytes, .length = length, .total = total };
  gint64 arrival = get_arrival (time);

  if (framing != NULL && framing->kind == SOCKEYE_FRAMING_DELIMITER && !conversation->datagrams)
    {
      subject.delimiter = framing->delimiter;
      subject.delimiter_length = framing->delimiter_length;
    }
  for (guint i = 0; i < self->programs->len; i++)
    if (!use_program (self, conversation, g_ptr_array_index (self->programs, i), &subject, arrival))
      break;
  sockeye_reply_subject_clear (&subject);
}

/* Private: a connection was made. */
void
sockeye_reply_worker_greet (SockeyeReplyWorker *self, SockeyeConversation *conversation, gint64 time)
{
  SockeyeReplyGroups none = { .n = 0 };
  gint64 arrival = get_arrival (time);

  for (guint i = 0; i < self->programs->len; i++)
    {
      SockeyeReplyProgram *program = g_ptr_array_index (self->programs, i);
      const SockeyeReplyFields *fields = sockeye_reply_rule_get_fields (program->rule);

      if ((fields->when != SOCKEYE_REPLY_WHEN_CONNECTION && fields->when != SOCKEYE_REPLY_WHEN_BOTH)
          || !sockeye_peer_pattern_matches (&program->from, &conversation->remote))
        continue;
      sockeye_reply_rule_count (program->rule);
      self->has_counted = TRUE;
      if (fields->with != SOCKEYE_REPLY_WITH_NOTHING)
        reply (self, conversation, program, &none, arrival);
      if (!fields->go_on)
        break;
    }
}
