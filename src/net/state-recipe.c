/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-recipe.h"

#include <glib/gi18n-lib.h>

#define UNTIL_LET_GO N_ ("It lasts until you let go.")

/* In the order in which a connection passes through them. A FIN goes behind the data in the stream: where the far end does
 * not read and its window is full, the FIN waits, but the state is the one that closing leads to. */
static const SockeyeStateRecipe recipes[] = {
  { SOCKEYE_TCP_SYN_SENT,
    FALSE,
    SOCKEYE_TCP_LISTEN,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_OCCUPY, SOCKEYE_RECIPE_CONNECT },
    N_ ("The listener’s queue has one place, another client is in it, and nobody accepts it. So the system "
        "leaves this client’s SYN unanswered, and the client sends it again and again."),
    N_ ("It lasts until you let go; a usual client gives up after about two minutes.") },
  { SOCKEYE_TCP_SYN_RECEIVED,
    TRUE,
    SOCKEYE_TCP_ESTABLISHED,
    { SOCKEYE_RECIPE_DEFER, SOCKEYE_RECIPE_CONNECT },
    N_ ("The server has answered the SYN. Its listener has the option TCP_DEFER_ACCEPT: the last ACK of the "
        "handshake does not count until data comes, and the client sends none."),
    N_ ("It lasts for an hour, or until you let go.") },
  { SOCKEYE_TCP_FIN_WAIT_1,
    FALSE,
    SOCKEYE_TCP_ESTABLISHED,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_CONNECT, SOCKEYE_RECIPE_ACCEPT, SOCKEYE_RECIPE_FILL_CLIENT,
      SOCKEYE_RECIPE_FINISH_CLIENT },
    N_ ("The client has sent data until the server’s window was full, because the server does not read, and "
        "has then closed its side. The FIN waits behind the data, so nobody can acknowledge it."),
    UNTIL_LET_GO },
  { SOCKEYE_TCP_FIN_WAIT_2,
    FALSE,
    SOCKEYE_TCP_CLOSE_WAIT,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_CONNECT, SOCKEYE_RECIPE_ACCEPT, SOCKEYE_RECIPE_FINISH_CLIENT },
    N_ ("The client has closed its side, and the server has acknowledged the FIN. The server does not close "
        "its own side, so the client waits for its FIN."),
    UNTIL_LET_GO },
  { SOCKEYE_TCP_CLOSE_WAIT,
    TRUE,
    SOCKEYE_TCP_FIN_WAIT_2,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_CONNECT, SOCKEYE_RECIPE_ACCEPT, SOCKEYE_RECIPE_FINISH_CLIENT },
    N_ ("The client has closed its side. The server has received the FIN, but does not close its own side, "
        "as "
        "a program that forgets close()."),
    UNTIL_LET_GO },
  { SOCKEYE_TCP_LAST_ACK,
    TRUE,
    SOCKEYE_TCP_FIN_WAIT_2,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_CONNECT, SOCKEYE_RECIPE_ACCEPT, SOCKEYE_RECIPE_FINISH_CLIENT,
      SOCKEYE_RECIPE_AWAIT_ACK, SOCKEYE_RECIPE_FILL_SERVER, SOCKEYE_RECIPE_FINISH_SERVER },
    N_ ("The client has closed its side and does not read. The server has then sent data until the client’s "
        "window was full, and closed its side as well. Its FIN waits behind the data, and the last ACK for "
        "it."),
    UNTIL_LET_GO },
  { SOCKEYE_TCP_CLOSING,
    FALSE,
    SOCKEYE_TCP_FIN_WAIT_2,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_CONNECT, SOCKEYE_RECIPE_ACCEPT, SOCKEYE_RECIPE_FILL_CLIENT,
      SOCKEYE_RECIPE_FILL_SERVER, SOCKEYE_RECIPE_FINISH_CLIENT, SOCKEYE_RECIPE_FINISH_SERVER,
      SOCKEYE_RECIPE_READ_CLIENT },
    N_ ("Both ends have filled each other’s window and closed their side. Then the client has read "
        "everything "
        "and received the server’s FIN, while its own FIN still waits: the server does not read."),
    UNTIL_LET_GO },
  { SOCKEYE_TCP_TIME_WAIT,
    FALSE,
    SOCKEYE_TCP_CLOSED,
    { SOCKEYE_RECIPE_LISTEN, SOCKEYE_RECIPE_CONNECT, SOCKEYE_RECIPE_ACCEPT, SOCKEYE_RECIPE_CLOSE_CLIENT,
      SOCKEYE_RECIPE_AWAIT_ACK, SOCKEYE_RECIPE_CLOSE_SERVER },
    N_ ("The client has closed first, then the server. No program has the client’s socket any more: the "
        "system keeps its two ends, so that late segments do not reach a new connection."),
    N_ ("The system ends it after 60 seconds, or when you let go.") },
};

/**
 * sockeye_state_recipe_list:
 * @n_recipes: (out): how many
 *
 * Returns: (transfer none) (array length=n_recipes): all states that can be held
 */
const SockeyeStateRecipe *
sockeye_state_recipe_list (guint *n_recipes)
{
  *n_recipes = G_N_ELEMENTS (recipes);
  return recipes;
}

/**
 * sockeye_state_recipe_find:
 * @state: a state
 *
 * Returns: (transfer none) (nullable): how it is held; %NULL: it need not be, because a session is in it as long as one likes
 */
const SockeyeStateRecipe *
sockeye_state_recipe_find (SockeyeTcpState state)
{
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    if (recipes[i].state == state)
      return &recipes[i];
  return NULL;
}
