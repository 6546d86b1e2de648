/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-ladder.h"

#include <glib/gi18n-lib.h>

struct _SockeyeCallLadder
{
  GArray *steps;         /* of SockeyeCallStep */
  GStringChunk *strings; /* their addresses */
  SockeyeLadderPart parts[2];
  gboolean own[2]; /* its calls are known */
  const char *addresses[2];
  guint n_columns[2];
  gint64 origin;
  gboolean cut;
  gboolean is_unix;
};

/**
 * sockeye_call_ladder_new:
 * @left: what the left end is
 * @right: what the right end is
 *
 * Returns: (transfer full): a ladder without steps
 */
SockeyeCallLadder *
sockeye_call_ladder_new (SockeyeLadderPart left, SockeyeLadderPart right)
{
  SockeyeCallLadder *self = g_atomic_rc_box_new0 (SockeyeCallLadder);

  self->steps = g_array_new (FALSE, FALSE, sizeof (SockeyeCallStep));
  self->strings = g_string_chunk_new (1024);
  self->parts[SOCKEYE_END_LEFT] = left;
  self->parts[SOCKEYE_END_RIGHT] = right;
  return self;
}

/**
 * sockeye_call_ladder_ref:
 * @self: a ladder
 *
 * Returns: (transfer full): the same
 */
SockeyeCallLadder *
sockeye_call_ladder_ref (SockeyeCallLadder *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SockeyeCallLadder *self)
{
  g_array_unref (self->steps);
  g_string_chunk_free (self->strings);
}

/**
 * sockeye_call_ladder_unref:
 * @self: (transfer full): a ladder
 */
void
sockeye_call_ladder_unref (SockeyeCallLadder *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_call_ladder_add:
 * @self: a ladder that is being built
 * @step: its next step; it is copied
 *
 * Returns: (transfer none): the copy, to be changed until the next one is added
 */
SockeyeCallStep *
sockeye_call_ladder_add (SockeyeCallLadder *self, const SockeyeCallStep *step)
{
  SockeyeCallStep copy = *step;

  if (copy.address != NULL)
    copy.address = g_string_chunk_insert_const (self->strings, copy.address);
  g_array_append_val (self->steps, copy);
  return &g_array_index (self->steps, SockeyeCallStep, self->steps->len - 1);
}

/**
 * sockeye_call_ladder_change:
 * @self: a ladder that is being built
 * @i: one of its steps
 *
 * Returns: (transfer none): the step, about which more is known now
 */
SockeyeCallStep *
sockeye_call_ladder_change (SockeyeCallLadder *self, guint i)
{
  return &g_array_index (self->steps, SockeyeCallStep, i);
}

/**
 * sockeye_call_ladder_set_address:
 * @self: a ladder that is being built
 * @end: one of its ends
 * @address: (nullable): as it is shown
 */
void
sockeye_call_ladder_set_address (SockeyeCallLadder *self, SockeyeLadderEnd end, const char *address)
{
  self->addresses[end] = address != NULL ? g_string_chunk_insert_const (self->strings, address) : NULL;
}

/**
 * sockeye_call_ladder_set_own:
 * @self: a ladder that is being built
 * @end: the end that is in this program, so that its calls are known
 */
void
sockeye_call_ladder_set_own (SockeyeCallLadder *self, SockeyeLadderEnd end)
{
  self->own[end] = TRUE;
}

/**
 * sockeye_call_ladder_set_origin:
 * @self: a ladder that is being built
 * @origin: from when its times count at the latest, microseconds since the Epoch; 0: from its first call
 */
void
sockeye_call_ladder_set_origin (SockeyeCallLadder *self, gint64 origin)
{
  self->origin = origin;
}

/**
 * sockeye_call_ladder_set_cut:
 * @self: a ladder that is being built
 *
 * Older steps are left out.
 */
void
sockeye_call_ladder_set_cut (SockeyeCallLadder *self)
{
  self->cut = TRUE;
}

/**
 * sockeye_call_ladder_set_unix:
 * @self: a ladder that is being built
 *
 * It is of Unix sockets: no segments go between its ends.
 */
void
sockeye_call_ladder_set_unix (SockeyeCallLadder *self)
{
  self->is_unix = TRUE;
}

static guint
count_columns (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

/**
 * sockeye_call_ladder_finish:
 * @self: a ladder; it does not change any more
 */
void
sockeye_call_ladder_finish (SockeyeCallLadder *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const SockeyeCallStep *step = &g_array_index (self->steps, SockeyeCallStep, i);
      g_autofree char *text = NULL;

      if (step->time != 0 && (self->origin == 0 || step->time < self->origin))
        self->origin = step->time;
      if (!sockeye_call_step_is_call (step))
        continue;
      text = sockeye_call_step_to_text (step);
      self->n_columns[step->end] = MAX (self->n_columns[step->end], count_columns (text));
    }
}

/**
 * sockeye_call_ladder_get_n_steps:
 * @self: a ladder
 *
 * Returns: how many steps it has
 */
guint
sockeye_call_ladder_get_n_steps (const SockeyeCallLadder *self)
{
  return self->steps->len;
}

/**
 * sockeye_call_ladder_get_step:
 * @self: a ladder
 * @i: which one, from 0
 *
 * Returns: (transfer none): a step
 */
const SockeyeCallStep *
sockeye_call_ladder_get_step (const SockeyeCallLadder *self, guint i)
{
  return &g_array_index (self->steps, SockeyeCallStep, i);
}

/* A record has the time of the call that it tells of. */
static gboolean
tells_of (const SockeyeCallStep *step)
{
  return step->time != 0 && !step->early;
}

/**
 * sockeye_call_ladder_find:
 * @self: a ladder
 * @tape: 0: of this end, 1: of the other one
 * @record: a record's number
 * @i: (out): the call that it tells of, or else the first step that follows from it
 *
 * Returns: whether there is one
 */
gboolean
sockeye_call_ladder_find (const SockeyeCallLadder *self, guint tape, guint64 record, guint *i)
{
  gboolean found = FALSE;

  for (guint at = 0; at < self->steps->len; at++)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (self, at);
      gboolean is_it = step->tape == tape && step->record == record;

      if (is_it && (!found || tells_of (step)))
        {
          *i = at;
          found = TRUE;
          if (tells_of (step))
            break;
        }
    }
  return found;
}

/**
 * sockeye_call_ladder_get_origin:
 * @self: a ladder
 *
 * Returns: from when its times count, microseconds since the Epoch; 0: it has none
 */
gint64
sockeye_call_ladder_get_origin (const SockeyeCallLadder *self)
{
  return self->origin;
}

/**
 * sockeye_call_ladder_is_cut:
 * @self: a ladder
 *
 * Returns: whether older steps are left out
 */
gboolean
sockeye_call_ladder_is_cut (const SockeyeCallLadder *self)
{
  return self->cut;
}

/**
 * sockeye_call_ladder_is_stream:
 * @self: a ladder
 *
 * Returns: whether it is about connections, not about datagrams
 */
gboolean
sockeye_call_ladder_is_stream (const SockeyeCallLadder *self)
{
  return self->parts[SOCKEYE_END_LEFT] != SOCKEYE_PART_PEER;
}

/**
 * sockeye_call_ladder_is_unix:
 * @self: a ladder
 *
 * Returns: whether it is of Unix sockets
 */
gboolean
sockeye_call_ladder_is_unix (const SockeyeCallLadder *self)
{
  return self->is_unix;
}

/**
 * sockeye_call_ladder_is_own:
 * @self: a ladder
 * @end: one of its ends
 *
 * Returns: whether it is in this program
 */
gboolean
sockeye_call_ladder_is_own (const SockeyeCallLadder *self, SockeyeLadderEnd end)
{
  return self->own[end];
}

/**
 * sockeye_call_ladder_get_n_columns:
 * @self: a ladder
 * @end: one of its ends
 *
 * Returns: how many columns the longest call there has: one for a letter, two for an ideograph
 */
guint
sockeye_call_ladder_get_n_columns (const SockeyeCallLadder *self, SockeyeLadderEnd end)
{
  return self->n_columns[end];
}

/**
 * sockeye_call_ladder_name_end:
 * @self: a ladder
 * @end: one of its ends
 *
 * Returns: (transfer full): "Client (far end)"
 */
char *
sockeye_call_ladder_name_end (const SockeyeCallLadder *self, SockeyeLadderEnd end)
{
  gboolean both = self->own[SOCKEYE_END_LEFT] && self->own[SOCKEYE_END_RIGHT];

  switch (self->parts[end])
    {
    case SOCKEYE_PART_CLIENT:
      return g_strdup (both             ? _ ("Client")
                       : self->own[end] ? _ ("Client (this end)")
                                        : _ ("Client (far end)"));
    case SOCKEYE_PART_SERVER:
      return g_strdup (both             ? _ ("Server")
                       : self->own[end] ? _ ("Server (this end)")
                                        : _ ("Server (far end)"));
    case SOCKEYE_PART_PEER:
    default:
      if (both)
        return g_strdup (end == SOCKEYE_END_LEFT ? _ ("First end") : _ ("Second end"));
      return g_strdup (self->own[end] ? _ ("This end") : _ ("Far end"));
    }
}

/**
 * sockeye_call_ladder_get_address:
 * @self: a ladder
 * @end: one of its ends
 *
 * Returns: (transfer none): its address, "" where it is not known
 */
const char *
sockeye_call_ladder_get_address (const SockeyeCallLadder *self, SockeyeLadderEnd end)
{
  return self->addresses[end] != NULL ? self->addresses[end] : "";
}

/**
 * sockeye_call_ladder_format_time:
 * @self: a ladder
 * @step: a step of it
 *
 * Returns: (transfer full): seconds since the first call, "0.000123"; "" where it is not known
 */
char *
sockeye_call_ladder_format_time (const SockeyeCallLadder *self, const SockeyeCallStep *step)
{
  gint64 since = step->time - self->origin;

  if (step->time == 0)
    return g_strdup ("");
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, since / G_USEC_PER_SEC,
                          since % G_USEC_PER_SEC);
}

static char *
describe_call (const SockeyeCallLadder *self, const SockeyeCallStep *step, const char *text)
{
  g_autofree char *name = sockeye_call_ladder_name_end (self, step->end);

  if (step->inferred)
    /* Translators: an end such as "Client (far end)", and a call such as "connect()" */
    return g_strdup_printf (_ ("%s: %s. Inferred: it must have been called for this; when is not known."),
                            name, text);
  if (step->time == 0)
    /* Translators: an end such as "Client (this end)", and a call such as "socket()" */
    return g_strdup_printf (_ ("%s: %s. Known from the log, but not when it was called."), name, text);
  /* Translators: an end such as "Client (this end)", and a call such as "send() = 5" */
  return g_strdup_printf (_ ("%s: %s. Known from the log."), name, text);
}

static char *
describe_segment (const SockeyeCallLadder *self, const SockeyeCallStep *step, const char *text)
{
  SockeyeLadderEnd other = step->end == SOCKEYE_END_LEFT ? SOCKEYE_END_RIGHT : SOCKEYE_END_LEFT;
  g_autofree char *from = sockeye_call_ladder_name_end (self, step->end);
  g_autofree char *to = sockeye_call_ladder_name_end (self, other);

  if (step->lost)
    /* Translators: two ends such as "Client (this end)", and what was sent, such as "SYN" or "5 bytes" */
    return g_strdup_printf (_ ("%s to %s: %s. Nobody took it."), from, to, text);
  if (step->inferred)
    /* Translators: two ends such as "Client (this end)", and what was sent, such as "SYN" or "5 bytes" */
    return g_strdup_printf (_ ("%s to %s: %s. Inferred: the system does this, no program sees it."), from, to,
                            text);
  /* Translators: two ends such as "Client (this end)", and what was sent, such as "FIN" or "5 bytes" */
  return g_strdup_printf (_ ("%s to %s: %s. Known from the log: it has arrived."), from, to, text);
}

/**
 * sockeye_call_ladder_describe:
 * @self: a ladder
 * @step: a step of it
 *
 * Returns: (transfer full): a sentence that says what it is, and how it is known
 */
char *
sockeye_call_ladder_describe (const SockeyeCallLadder *self, const SockeyeCallStep *step)
{
  g_autofree char *text = sockeye_call_step_to_text (step);

  return sockeye_call_step_is_call (step) ? describe_call (self, step, text)
                                          : describe_segment (self, step, text);
}
