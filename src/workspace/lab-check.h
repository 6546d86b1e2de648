/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"
#include "event.h"
#include "tcp-state.h"

G_BEGIN_DECLS

/* Bytes that can be looked for. */
#define SOCKEYE_LAB_BYTES_MAX 256
/* How often something can be asked for. */
#define SOCKEYE_LAB_TIMES_MAX 1000000

typedef enum
{
  SOCKEYE_LAB_CHECK_NONE,     /* words only */
  SOCKEYE_LAB_CHECK_RECEIVED, /* @bytes were received, or any number of them */
  SOCKEYE_LAB_CHECK_SENT,     /* the same, sent */
  SOCKEYE_LAB_CHECK_REPLIED,  /* the same, sent by auto-reply */
  SOCKEYE_LAB_CHECK_EVENT,    /* @event happened, with @error_number if that is not 0, and so that @remain */
  SOCKEYE_LAB_CHECK_STATE,    /* connections are in @state now */
  SOCKEYE_LAB_CHECK_ENCODING, /* text is in @charset now */
  SOCKEYE_LAB_CHECK_MERGED,   /* receives held bytes of several sends of @other */
  SOCKEYE_LAB_CHECK_FRAMING,  /* a framing rule holds now */
} SockeyeLabCheckKind;

/**
 * SockeyeLabCheck:
 * @kind: what is looked at
 * @session: in which session of the lab, from 0
 * @times: how often, how many
 * @bytes: (nullable): what is looked for; %NULL: anything
 * @text: (nullable): the same as it is shown
 * @destination: where datagrams went to; not set: anywhere
 * @event: what happened
 * @error_number: errno of an error
 * @remain: connections go on behind the event
 * @missing: that it has not happened, with %s for the session; not translated yet
 * @state: the state of connections
 * @charset: the encoding
 * @other: the session that has sent
 *
 * What has to hold before a step of a lab is done.
 */
typedef struct
{
  SockeyeLabCheckKind kind;
  guint session;
  guint times;
  GBytes *bytes;
  char *text;
  SockeyeEndpoint destination;
  SockeyeEventType event;
  int error_number;
  gboolean remain;
  const char *missing;
  SockeyeTcpState state;
  const SockeyeCharset *charset;
  guint other;
} SockeyeLabCheck;

/**
 * SockeyeLabFinding:
 * @found: how often it was found
 * @before: how often it was found before the step began, as far back as was looked
 * @early: that without what was another step of the lab
 * @messages_before: how many messages were looked at before the step began
 * @datagrams: the session has no connections
 * @by_hand: (replied) how many messages the user has sent, which may be what was found
 * @off: (replied) auto-reply is switched off
 * @messages: how many messages were looked at
 * @bytes: how many bytes they had
 * @charset: (nullable): the encoding as it is
 * @error_number: why the kernel could not be asked for states (errno)
 *
 * What there is instead of what a check asks for.
 */
typedef struct
{
  guint64 found;
  guint64 before;
  guint64 early;
  guint64 messages_before;
  gboolean datagrams;
  guint64 by_hand;
  gboolean off;
  guint64 messages;
  guint64 bytes;
  const SockeyeCharset *charset;
  int error_number;
} SockeyeLabFinding;

gboolean
sockeye_lab_check_parse (SockeyeLabCheck *self, const char *text, const GPtrArray *sessions, GError **error);
guint64 sockeye_lab_finding_count (const SockeyeLabFinding *finding);
void sockeye_lab_check_clear (SockeyeLabCheck *self);
gboolean sockeye_lab_check_is_same (const SockeyeLabCheck *self, const SockeyeLabCheck *other);
gboolean sockeye_lab_check_is_event (const SockeyeLabCheck *self, const SockeyeEvent *event);
char *sockeye_lab_check_explain (const SockeyeLabCheck *self,
                                 const SockeyeLabFinding *finding,
                                 const char *session);

G_END_DECLS
