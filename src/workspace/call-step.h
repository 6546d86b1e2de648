/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Calls first, then what goes from one end to the other. */
typedef enum
{
  SOCKEYE_CALL_STEP_SOCKET,
  SOCKEYE_CALL_STEP_BIND,
  SOCKEYE_CALL_STEP_LISTEN,
  SOCKEYE_CALL_STEP_CONNECT,   /* it begins */
  SOCKEYE_CALL_STEP_CONNECTED, /* it ends */
  SOCKEYE_CALL_STEP_ACCEPT,
  SOCKEYE_CALL_STEP_SEND,
  SOCKEYE_CALL_STEP_RECEIVE,
  SOCKEYE_CALL_STEP_SEND_TO,
  SOCKEYE_CALL_STEP_RECEIVE_FROM,
  SOCKEYE_CALL_STEP_ERROR_QUEUE,
  SOCKEYE_CALL_STEP_LINGER,
  SOCKEYE_CALL_STEP_SHUTDOWN,
  SOCKEYE_CALL_STEP_SHUTDOWN_OR_CLOSE,
  SOCKEYE_CALL_STEP_CLOSE,
  SOCKEYE_CALL_STEP_SYN,
  SOCKEYE_CALL_STEP_SYN_ACK,
  SOCKEYE_CALL_STEP_ACK,
  SOCKEYE_CALL_STEP_DATA,
  SOCKEYE_CALL_STEP_FIN,
  SOCKEYE_CALL_STEP_RST,
  SOCKEYE_CALL_STEP_DATAGRAM,
  SOCKEYE_CALL_STEP_ICMP,
  SOCKEYE_CALL_STEP_N_KINDS
} SockeyeCallStepKind;

typedef enum
{
  SOCKEYE_END_LEFT,
  SOCKEYE_END_RIGHT,
} SockeyeLadderEnd;

/* What else is to be said of a step. */
typedef enum
{
  SOCKEYE_REMARK_NONE,
  SOCKEYE_REMARK_LISTENER,  /* it is the listening socket that is closed */
  SOCKEYE_REMARK_NO_ANSWER, /* to SYN */
  SOCKEYE_REMARK_UNSEEN,    /* the far end has not closed yet, and nobody sees when it does */
  SOCKEYE_REMARK_MAY_JOIN,  /* this ACK may travel with the FIN that follows */
  SOCKEYE_REMARK_OR_ICMP,   /* an ICMP message would have the same effect as this RST */
} SockeyeCallStepRemark;

/**
 * SockeyeCallStep:
 * @kind: which call, or what goes to the other end
 * @end: who calls, or who sends it
 * @inferred: it stands in no record, but follows from one
 * @lost: (what is sent) nobody took it
 * @tls: (send and receive) it goes through TLS
 * @remark: what else is to be said
 * @error_number: errno of a call that failed; 0: it did not
 * @number: bytes; the backlog of listen(); the packed message of ICMP
 * @address: (nullable): that was given to the call, or came from it
 * @time: of a call, microseconds since the Epoch; 0: not known
 * @early: the call came before what its record tells of
 * @tape: which end's capture it follows from: 0: this end's, 1: the other one's
 * @record: the number of the record there
 *
 * One line of a ladder.
 */
typedef struct
{
  SockeyeCallStepKind kind;
  SockeyeLadderEnd end;
  gboolean inferred;
  gboolean lost;
  gboolean tls;
  SockeyeCallStepRemark remark;
  int error_number;
  guint64 number;
  const char *address;
  gint64 time;
  gboolean early;
  guint tape;
  guint64 record;
} SockeyeCallStep;

gboolean sockeye_call_step_is_call (const SockeyeCallStep *self);
char *sockeye_call_step_to_text (const SockeyeCallStep *self);
const char *sockeye_call_step_get_nick (const SockeyeCallStep *self);

G_END_DECLS
