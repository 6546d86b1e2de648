/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of one ${random:n}. */
#define SOCKEYE_RANDOM_MAX 65536

typedef enum
{
  SOCKEYE_VARIABLE_TIME,    /* ${time}: local date and time, to the millisecond */
  SOCKEYE_VARIABLE_UNIX,    /* ${unix}: whole seconds since the Epoch */
  SOCKEYE_VARIABLE_COUNTER, /* ${counter}: 1, 2, 3 … */
  SOCKEYE_VARIABLE_RANDOM,  /* ${random:n}: @number letters and digits */
  SOCKEYE_VARIABLE_UUID,    /* ${uuid}: a random UUID (RFC 9562, version 4) */
  SOCKEYE_VARIABLE_PEER,    /* ${peer}: the far end, "127.0.0.1:8080" */
  SOCKEYE_VARIABLE_LOCAL,   /* ${local}: this end */
  SOCKEYE_VARIABLE_MATCH,   /* ${0} … ${9}: (replies) what a group of the rule's expression matched */
  SOCKEYE_VARIABLE_DOLLAR,  /* $$ in front of a {: a literal $, so that $${ is a literal ${ */
} SockeyeVariableKind;

typedef struct
{
  SockeyeVariableKind kind;
  guint number; /* (random, dollar) how many; (match) which group */
} SockeyeVariable;

/**
 * SockeyeVariableValues:
 * @time: (time, unix) microseconds since the Epoch
 * @counter: (counter)
 * @peer: (nullable): (peer) an end point's text
 * @local: (nullable): (local) an end point's text
 * @matches: (array length=n_matches) (nullable): (match) the bytes of the groups, in the encoding of the message; %NULL
 *   for one that matched nothing
 * @n_matches: how many groups there are, the whole match counted
 *
 * What variables stand for at one sending. Borrowed.
 */
typedef struct
{
  gint64 time;
  guint64 counter;
  const char *peer;
  const char *local;
  GBytes *const *matches;
  guint n_matches;
} SockeyeVariableValues;

gboolean sockeye_variable_find (const char *text,
                                gboolean matches,
                                const char **start,
                                const char **end,
                                SockeyeVariable *variable,
                                GError **error);
void
sockeye_variable_append (const SockeyeVariable *variable, const SockeyeVariableValues *values, GString *out);

G_END_DECLS
