/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-recall.h"

#include <glib/gi18n-lib.h>

/* Texts that were never sent, and wait to come back. */
#define DRAFTS_MAX 20u
/* Where the box is when it shows none of the history: below the newest entry. */
#define AT_DRAFT -1

/* What stands in the box, and how it is read. */
typedef struct
{
  char *text;
  SockeyeSendPlan plan;
} Draft;

struct _SockeyeHistoryRecall
{
  GObject parent_instance;

  /* Borrowed: they live in the same box */
  SockeyeSendText *editor;
  SockeyePayloadBar *options;

  /* Owned */
  SockeyeHistory *history;
  SockeyeHistoryItem *current; /* (nullable): what was put into the box */
  GQueue drafts;               /* of Draft: what was put aside, the last one first */
  GHashTable *edits; /* SockeyeHistoryItem to Draft: entries that were edited since the last sending */
};

G_DEFINE_FINAL_TYPE (SockeyeHistoryRecall, sockeye_history_recall, G_TYPE_OBJECT)

enum
{
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
draft_free (gpointer data)
{
  Draft *draft = data;

  g_free (draft->text);
  g_free (draft);
}

static Draft *
take_draft (SockeyeHistoryRecall *self)
{
  Draft *draft = g_new0 (Draft, 1);

  draft->text = sockeye_send_text_get_text (self->editor);
  draft->plan = *sockeye_payload_bar_get_plan (self->options);
  return draft;
}

static gboolean
is_item (const Draft *draft, SockeyeHistoryItem *item)
{
  const SockeyeSendPlan *plan = sockeye_history_item_get_plan (item);

  if (!g_str_equal (draft->text, sockeye_history_item_get_text (item)) || draft->plan.form != plan->form)
    return FALSE;
  return plan->form == SOCKEYE_SEND_AS_HEX
         || (!draft->plan.escapes == !plan->escapes && !draft->plan.variables == !plan->variables);
}

static void
show (SockeyeHistoryRecall *self, const char *text, const SockeyeSendPlan *plan)
{
  sockeye_payload_bar_set_reading (self->options, plan);
  sockeye_send_text_set_text (self->editor, text);
  sockeye_send_text_go_to_end (self->editor);
}

static void
put_aside (SockeyeHistoryRecall *self, Draft *draft)
{
  g_queue_push_head (&self->drafts, draft);
  if (g_queue_get_length (&self->drafts) > DRAFTS_MAX)
    draft_free (g_queue_pop_tail (&self->drafts));
}

static SockeyeHistoryItem *
get_item (SockeyeHistoryRecall *self, int position)
{
  return position < 0 ? NULL : g_list_model_get_item (G_LIST_MODEL (self->history), (guint) position);
}

/* Where the box is, seen from what stands in it. */
static int
locate (SockeyeHistoryRecall *self, const Draft *now)
{
  g_autoptr (SockeyeHistoryItem) newest = get_item (self, 0);
  guint position = self->current != NULL ? sockeye_history_find (self->history, self->current) : G_MAXUINT;

  if (position != G_MAXUINT && is_item (now, self->current))
    return (int) position;
  /* It has just been sent. */
  if (newest != NULL && is_item (now, newest))
    return 0;
  return position != G_MAXUINT ? (int) position : AT_DRAFT;
}

/* Nothing that was typed is lost. */
static void
leave (SockeyeHistoryRecall *self, int position, Draft *now)
{
  g_autoptr (SockeyeHistoryItem) item = get_item (self, position);

  if (item == NULL)
    put_aside (self, now);
  else if (is_item (now, item))
    {
      g_hash_table_remove (self->edits, item);
      draft_free (now);
    }
  else
    g_hash_table_replace (self->edits, g_steal_pointer (&item), now);
}

static void
arrive (SockeyeHistoryRecall *self, SockeyeHistoryItem *item)
{
  const Draft *edit = g_hash_table_lookup (self->edits, item);
  SockeyeSendPlan plan = *sockeye_payload_bar_get_plan (self->options);
  const SockeyeSendPlan *sent = sockeye_history_item_get_plan (item);

  g_set_object (&self->current, item);
  if (edit != NULL)
    {
      show (self, edit->text, &edit->plan);
      return;
    }

  /* Hexadecimal has neither of the others, so they stay for the next text. */
  plan.form = sent->form;
  if (sent->form == SOCKEYE_SEND_AS_TEXT)
    {
      plan.escapes = sent->escapes;
      plan.variables = sent->variables;
    }
  show (self, sockeye_history_item_get_text (item), &plan);
}

static void
arrive_at_draft (SockeyeHistoryRecall *self)
{
  Draft *draft = g_queue_pop_head (&self->drafts);

  g_clear_object (&self->current);
  show (self, draft->text, &draft->plan);
  draft_free (draft);
}

/* Below the newest entry are the drafts, in a circle; what is empty is none. */
static void
step_to_draft (SockeyeHistoryRecall *self, int position, Draft *now)
{
  if (g_queue_is_empty (&self->drafts))
    {
      draft_free (now);
      return;
    }

  if (position != AT_DRAFT)
    leave (self, position, now);
  else if (*now->text != '\0')
    g_queue_push_tail (&self->drafts, now);
  else
    draft_free (now);
  arrive_at_draft (self);
}

static void
tell_passed_over (SockeyeHistoryRecall *self, guint64 size)
{
  g_autofree char *text = g_format_size (size);
  /* Translators: %s is the size of a text, such as "1.2 MB" */
  g_autofree char *message = g_strdup_printf (_ ("A text of %s was passed over: it was too long to keep."),
                                              text);

  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
sockeye_history_recall_dispose (GObject *object)
{
  SockeyeHistoryRecall *self = SOCKEYE_HISTORY_RECALL (object);

  g_clear_object (&self->history);
  g_clear_object (&self->current);
  g_queue_clear_full (&self->drafts, draft_free);
  g_clear_pointer (&self->edits, g_hash_table_unref);

  G_OBJECT_CLASS (sockeye_history_recall_parent_class)->dispose (object);
}

static void
sockeye_history_recall_class_init (SockeyeHistoryRecallClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_history_recall_dispose;

  /**
   * SockeyeHistoryRecall::message:
   * @message: a sentence for the user
   *
   * An entry was passed over.
   */
  signals[MESSAGE] = g_signal_new ("message", SOCKEYE_TYPE_HISTORY_RECALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sockeye_history_recall_init (SockeyeHistoryRecall *self)
{
  g_queue_init (&self->drafts);
  self->edits = g_hash_table_new_full ((GHashFunc) sockeye_history_item_hash,
                                       (GEqualFunc) sockeye_history_item_equal, g_object_unref, draft_free);
}

/**
 * sockeye_history_recall_new:
 * @editor: the box; it must live as long as this
 * @options: how the box is read; it must live as long as this
 * @history: what was sent
 *
 * Returns: (transfer full): what puts it back
 */
SockeyeHistoryRecall *
sockeye_history_recall_new (SockeyeSendText *editor, SockeyePayloadBar *options, SockeyeHistory *history)
{
  SockeyeHistoryRecall *self = g_object_new (SOCKEYE_TYPE_HISTORY_RECALL, NULL);

  self->editor = editor;
  self->options = options;
  self->history = g_object_ref (history);
  return self;
}

/**
 * sockeye_history_recall_step:
 * @self: a recall
 * @older: towards what was sent earlier; or else later, and last what was never sent
 *
 * Does nothing at either end, and while a text is being pasted.
 */
void
sockeye_history_recall_step (SockeyeHistoryRecall *self, gboolean older)
{
  g_autoptr (SockeyeHistoryItem) item = NULL;
  guint64 passed_over = 0;
  Draft *now;
  int position;
  int target;

  if (sockeye_send_text_is_pasting (self->editor))
    return;

  now = take_draft (self);
  position = locate (self, now);
  target = position;
  do
    {
      if (item != NULL)
        passed_over = sockeye_history_item_get_size (item);
      target += older ? 1 : -1;
      g_set_object (&item, NULL);
      item = get_item (self, target);
    }
  while (item != NULL && !sockeye_history_item_is_whole (item));

  if (item != NULL)
    {
      leave (self, position, now);
      arrive (self, item);
      /* There is nothing below it: what is typed over it now is new, and no edited entry. */
      if (target == 0 && g_queue_is_empty (&self->drafts) && !g_hash_table_contains (self->edits, item))
        g_clear_object (&self->current);
    }
  else if (!older)
    step_to_draft (self, position, now);
  else
    draft_free (now);
  if (passed_over > 0)
    tell_passed_over (self, passed_over);
}

/**
 * sockeye_history_recall_put:
 * @self: a recall
 * @item: an entry that is whole
 *
 * Puts it into the box as it was sent.
 */
void
sockeye_history_recall_put (SockeyeHistoryRecall *self, SockeyeHistoryItem *item)
{
  Draft *now = take_draft (self);
  gpointer known = NULL;
  gpointer edit = NULL;

  leave (self, locate (self, now), now);
  if (g_hash_table_steal_extended (self->edits, item, &known, &edit))
    {
      g_object_unref (known);
      put_aside (self, edit);
    }
  arrive (self, item);
}

/**
 * sockeye_history_recall_note_sent:
 * @self: a recall
 * @clear: whether the box is to be emptied
 *
 * What stands in the box was sent. When it is to be emptied, what was being typed before something was put back into it
 * comes again.
 */
void
sockeye_history_recall_note_sent (SockeyeHistoryRecall *self, gboolean clear)
{
  gboolean recalled = self->current != NULL;

  g_hash_table_remove_all (self->edits);
  g_clear_object (&self->current);
  if (clear && recalled && !g_queue_is_empty (&self->drafts))
    arrive_at_draft (self);
  else if (clear)
    sockeye_send_text_set_text (self->editor, "");
}
