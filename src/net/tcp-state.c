/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-state.h"

#include <glib/gi18n-lib.h>

/* A request that waits for the last ACK of the handshake; for everybody else it is in SYN-RECEIVED. */
#define KERNEL_NEW_SYN_RECV 12

/* The words of the figure. Names of segments and flags are the same in every language. */
static const SockeyeTcpArrow arrows[] = {
  { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_LISTEN, N_ ("passive OPEN"), NULL },
  { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT, N_ ("active OPEN"), N_ ("snd SYN") },
  { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_CLOSED, N_ ("CLOSE"), NULL },
  { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_RECEIVED, N_ ("rcv SYN"), N_ ("snd SYN,ACK") },
  { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_SENT, N_ ("SEND"), N_ ("snd SYN") },
  { SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_CLOSED, N_ ("CLOSE"), NULL },
  { SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_SYN_RECEIVED, N_ ("rcv SYN"), N_ ("snd SYN,ACK") },
  { SOCKEYE_TCP_SYN_SENT, SOCKEYE_TCP_ESTABLISHED, N_ ("rcv SYN,ACK"), N_ ("snd ACK") },
  { SOCKEYE_TCP_SYN_RECEIVED, SOCKEYE_TCP_LISTEN, N_ ("rcv RST"), NULL },
  { SOCKEYE_TCP_SYN_RECEIVED, SOCKEYE_TCP_ESTABLISHED, N_ ("rcv ACK of SYN"), NULL },
  { SOCKEYE_TCP_SYN_RECEIVED, SOCKEYE_TCP_FIN_WAIT_1, N_ ("CLOSE"), N_ ("snd FIN") },
  { SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_FIN_WAIT_1, N_ ("CLOSE"), N_ ("snd FIN") },
  { SOCKEYE_TCP_ESTABLISHED, SOCKEYE_TCP_CLOSE_WAIT, N_ ("rcv FIN"), N_ ("snd ACK") },
  { SOCKEYE_TCP_FIN_WAIT_1, SOCKEYE_TCP_FIN_WAIT_2, N_ ("rcv ACK of FIN"), NULL },
  { SOCKEYE_TCP_FIN_WAIT_1, SOCKEYE_TCP_CLOSING, N_ ("rcv FIN"), N_ ("snd ACK") },
  { SOCKEYE_TCP_FIN_WAIT_1, SOCKEYE_TCP_TIME_WAIT, N_ ("rcv FIN, ACK of FIN"), N_ ("snd ACK") },
  { SOCKEYE_TCP_FIN_WAIT_2, SOCKEYE_TCP_TIME_WAIT, N_ ("rcv FIN"), N_ ("snd ACK") },
  { SOCKEYE_TCP_CLOSING, SOCKEYE_TCP_TIME_WAIT, N_ ("rcv ACK of FIN"), NULL },
  { SOCKEYE_TCP_TIME_WAIT, SOCKEYE_TCP_CLOSED, N_ ("2MSL time-out"), NULL },
  { SOCKEYE_TCP_CLOSE_WAIT, SOCKEYE_TCP_LAST_ACK, N_ ("CLOSE"), N_ ("snd FIN") },
  { SOCKEYE_TCP_LAST_ACK, SOCKEYE_TCP_CLOSED, N_ ("rcv ACK of FIN"), NULL },
};

/**
 * sockeye_tcp_state_get_name:
 * @state: a state
 *
 * Returns: (transfer none): its name in RFC 9293, the same in every language; "?" for one that is not known
 */
const char *
sockeye_tcp_state_get_name (SockeyeTcpState state)
{
  static const char *const names[SOCKEYE_TCP_N_STATES] = {
    [SOCKEYE_TCP_UNKNOWN] = "?",
    [SOCKEYE_TCP_ESTABLISHED] = "ESTABLISHED",
    [SOCKEYE_TCP_SYN_SENT] = "SYN-SENT",
    [SOCKEYE_TCP_SYN_RECEIVED] = "SYN-RECEIVED",
    [SOCKEYE_TCP_FIN_WAIT_1] = "FIN-WAIT-1",
    [SOCKEYE_TCP_FIN_WAIT_2] = "FIN-WAIT-2",
    [SOCKEYE_TCP_TIME_WAIT] = "TIME-WAIT",
    [SOCKEYE_TCP_CLOSED] = "CLOSED",
    [SOCKEYE_TCP_CLOSE_WAIT] = "CLOSE-WAIT",
    [SOCKEYE_TCP_LAST_ACK] = "LAST-ACK",
    [SOCKEYE_TCP_LISTEN] = "LISTEN",
    [SOCKEYE_TCP_CLOSING] = "CLOSING",
  };

  return names[state < SOCKEYE_TCP_N_STATES ? state : SOCKEYE_TCP_UNKNOWN];
}

/**
 * sockeye_tcp_state_from_kernel:
 * @number: as Linux numbers the states
 *
 * Returns: the state; %SOCKEYE_TCP_UNKNOWN for a number that no state has
 */
SockeyeTcpState
sockeye_tcp_state_from_kernel (guint number)
{
  if (number == KERNEL_NEW_SYN_RECV)
    return SOCKEYE_TCP_SYN_RECEIVED;
  return number < SOCKEYE_TCP_N_STATES ? (SockeyeTcpState) number : SOCKEYE_TCP_UNKNOWN;
}

/**
 * sockeye_tcp_state_get_arrows:
 * @n_arrows: (out): how many
 *
 * Returns: (transfer none) (array length=n_arrows): the ways from state to state
 */
const SockeyeTcpArrow *
sockeye_tcp_state_get_arrows (guint *n_arrows)
{
  *n_arrows = G_N_ELEMENTS (arrows);
  return arrows;
}

/**
 * sockeye_tcp_state_find_arrow:
 * @from: a state
 * @to: another
 *
 * Returns: (transfer none) (nullable): the arrow from one to the other; %NULL: there is none
 */
const SockeyeTcpArrow *
sockeye_tcp_state_find_arrow (SockeyeTcpState from, SockeyeTcpState to)
{
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (arrows[i].from == from && arrows[i].to == to)
      return &arrows[i];
  return NULL;
}

/**
 * sockeye_tcp_state_infer_far:
 * @own: the state of this end
 *
 * What follows for the far end from the segments that this end has sent, received and had acknowledged. What is still on
 * the way may have changed it since.
 *
 * Returns: the states that it can be in (#SOCKEYE_TCP_MASK); 0: nothing follows
 */
guint
sockeye_tcp_state_infer_far (SockeyeTcpState own)
{
  switch (own)
    {
    case SOCKEYE_TCP_SYN_RECEIVED:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_SYN_SENT);
    case SOCKEYE_TCP_ESTABLISHED:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED);
    case SOCKEYE_TCP_FIN_WAIT_1:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_ESTABLISHED) | SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT);
    case SOCKEYE_TCP_FIN_WAIT_2:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT);
    case SOCKEYE_TCP_CLOSE_WAIT:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_FIN_WAIT_1) | SOCKEYE_TCP_MASK (SOCKEYE_TCP_FIN_WAIT_2);
    case SOCKEYE_TCP_LAST_ACK:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_FIN_WAIT_2) | SOCKEYE_TCP_MASK (SOCKEYE_TCP_TIME_WAIT);
    case SOCKEYE_TCP_CLOSING:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_FIN_WAIT_1) | SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSING);
    case SOCKEYE_TCP_TIME_WAIT:
      return SOCKEYE_TCP_MASK (SOCKEYE_TCP_LAST_ACK) | SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSED)
             | SOCKEYE_TCP_MASK (SOCKEYE_TCP_TIME_WAIT);
    case SOCKEYE_TCP_UNKNOWN:
    case SOCKEYE_TCP_SYN_SENT:
    case SOCKEYE_TCP_CLOSED:
    case SOCKEYE_TCP_LISTEN:
    case SOCKEYE_TCP_N_STATES:
    default:
      return 0;
    }
}
