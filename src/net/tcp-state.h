/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The states of RFC 9293, 3.3.2, with the numbers that Linux gives them (tcp_states.h). */
typedef enum
{
  SOCKEYE_TCP_UNKNOWN,
  SOCKEYE_TCP_ESTABLISHED,
  SOCKEYE_TCP_SYN_SENT,
  SOCKEYE_TCP_SYN_RECEIVED,
  SOCKEYE_TCP_FIN_WAIT_1,
  SOCKEYE_TCP_FIN_WAIT_2,
  SOCKEYE_TCP_TIME_WAIT,
  SOCKEYE_TCP_CLOSED,
  SOCKEYE_TCP_CLOSE_WAIT,
  SOCKEYE_TCP_LAST_ACK,
  SOCKEYE_TCP_LISTEN,
  SOCKEYE_TCP_CLOSING,
  SOCKEYE_TCP_N_STATES
} SockeyeTcpState;

#define SOCKEYE_TCP_MASK(state) (1u << (state))

/**
 * SockeyeTcpArrow:
 * @from: a state
 * @to: the next one
 * @cause: what leads there, in the words of RFC 9293: "rcv FIN"; to be translated
 * @answer: (nullable): what is sent then: "snd ACK"; to be translated
 *
 * An arrow of figure 5 of RFC 9293, and the one that its note 2 tells of.
 */
typedef struct
{
  SockeyeTcpState from;
  SockeyeTcpState to;
  const char *cause;
  const char *answer;
} SockeyeTcpArrow;

const char *sockeye_tcp_state_get_name (SockeyeTcpState state);
SockeyeTcpState sockeye_tcp_state_from_kernel (guint number);
const SockeyeTcpArrow *sockeye_tcp_state_get_arrows (guint *n_arrows);
const SockeyeTcpArrow *sockeye_tcp_state_find_arrow (SockeyeTcpState from, SockeyeTcpState to);
guint sockeye_tcp_state_infer_far (SockeyeTcpState own);

G_END_DECLS
