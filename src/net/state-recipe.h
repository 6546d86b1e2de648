/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tcp-state.h"

G_BEGIN_DECLS

/* What is done with the two ends, one after the other. Each is repeated until it is done. */
typedef enum
{
  SOCKEYE_RECIPE_END,
  SOCKEYE_RECIPE_DEFER,         /* listen with TCP_DEFER_ACCEPT */
  SOCKEYE_RECIPE_LISTEN,        /* for one connection, which waits to be accepted */
  SOCKEYE_RECIPE_OCCUPY,        /* another client takes the only place in the queue */
  SOCKEYE_RECIPE_CONNECT,       /* only begun: nobody waits for it */
  SOCKEYE_RECIPE_ACCEPT,        /* the handshake is over */
  SOCKEYE_RECIPE_FILL_CLIENT,   /* sends until the server's window is full */
  SOCKEYE_RECIPE_FILL_SERVER,   /* the other way round */
  SOCKEYE_RECIPE_FINISH_CLIENT, /* shutdown(SHUT_WR) */
  SOCKEYE_RECIPE_FINISH_SERVER, /* the same */
  SOCKEYE_RECIPE_AWAIT_ACK,     /* the server has received the FIN, and the client its ACK */
  SOCKEYE_RECIPE_READ_CLIENT,   /* reads all, to the FIN */
  SOCKEYE_RECIPE_CLOSE_CLIENT,  /* close() */
  SOCKEYE_RECIPE_CLOSE_SERVER,  /* the same */
} SockeyeRecipeStep;

#define SOCKEYE_RECIPE_STEPS_MAX 10

/**
 * SockeyeStateRecipe:
 * @state: the state that is to be held
 * @at_server: the server's end is in it; otherwise the client's
 * @other: the state that the other end has then; %SOCKEYE_TCP_LISTEN: no socket of its own yet, %SOCKEYE_TCP_CLOSED: none any more
 * @steps: how it is done, up to %SOCKEYE_RECIPE_END
 * @how: in words; to be translated
 * @lasts: how long it lasts by itself, in words; to be translated
 *
 * How a state is held without any right but those of a user, on one machine.
 */
typedef struct
{
  SockeyeTcpState state;
  gboolean at_server;
  SockeyeTcpState other;
  SockeyeRecipeStep steps[SOCKEYE_RECIPE_STEPS_MAX];
  const char *how;
  const char *lasts;
} SockeyeStateRecipe;

const SockeyeStateRecipe *sockeye_state_recipe_list (guint *n_recipes);
const SockeyeStateRecipe *sockeye_state_recipe_find (SockeyeTcpState state);

G_END_DECLS
