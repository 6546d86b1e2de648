/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pacer.h"
#include "poller.h"
#include "send-queue.h"
#include "stream.h"
#include "tls-channel.h"

G_BEGIN_DECLS

struct _SockeyeStream
{
  SockeyeRole *role; /* borrowed: it owns the stream and closes it before it goes */
  SockeyeSink *sink; /* borrowed from the role */
  SockeyeStreamEndedFunc ended;
  gpointer data;

  GSocket *socket; /* NULL: over */
  int fd;
  SockeyeWatch *watch;
  guint32 peer;
  SockeyeEndpoint remote;
  SockeyeEventType end; /* how it ended */
  SockeyeSendQueue queue;
  SockeyeTlsChannel *tls; /* (nullable): without it the bytes go over the socket as they are */

  gboolean read_waits;   /* for room in the sink */
  gboolean write_waits;  /* for room in the sink */
  gboolean peer_closed;  /* receive returned 0 */
  gboolean answered;     /* after that, nobody has anything to send any more */
  gboolean tells_chain;  /* of certificates, after the TLS handshake */
  gboolean securing;     /* the TLS handshake is not over: nothing is read, what is sent waits */
  gboolean notify_waits; /* close_notify waits for room in the socket */
  gboolean rereading;    /* is read again in the next turn */
  int broken;            /* errno of a send; nothing more is written, but what came before is still read */

  /* What the user asks for (stream-life.c) */
  gboolean reading_paused;
  gboolean hung_up;         /* both ends have closed while reading was paused: nothing new can be heard */
  gboolean closing_sending; /* FIN follows what is queued */
  gboolean sending_closed;  /* FIN is out */
  gboolean half_open;       /* the peer has closed, this end does not follow by itself */
  gboolean ending;          /* this end ends it now, whatever is read before */

  /* Faults on purpose (stream-paced.c) */
  SockeyePacer *pacer; /* NULL: none */
  GSource *pace_timer; /* NULL: nothing waits for its time */

  /* As one half of a relayed connection (stream-relay.c) */
  gboolean relayed;
  SockeyeStream *partner; /* owned until one of them ends; NULL: there is none yet, or no more */
  gboolean read_held;     /* until the partner has room */
  gboolean released;      /* reset: what is left is read without a hold */
  gboolean bare_end;      /* the partner's peer has ended without close_notify: so does this end */
  gboolean closing;       /* ends once everything is sent … */
  gboolean resets;        /* … with a reset */
  guint64 not_forwarded;  /* bytes that came from the partner after sending was closed */
};

/* stream.c */
void sockeye_stream_watch (SockeyeStream *self);
void sockeye_stream_drain (SockeyeStream *self);
gssize sockeye_stream_send_some (SockeyeStream *self, const guint8 *bytes, gsize length);
void sockeye_stream_send_failed (SockeyeStream *self, int error_number);
void sockeye_stream_end (SockeyeStream *self, SockeyeEventType type);
void sockeye_stream_fail (SockeyeStream *self, const SockeyeEvent *failure);
void sockeye_stream_continue (SockeyeStream *self);

/* stream-tls.c */
void sockeye_stream_start_tls (SockeyeStream *self, SockeyeTlsCredentials *credentials);
void sockeye_stream_go_on_securing (SockeyeStream *self);
guint32 sockeye_stream_get_securing_events (SockeyeStream *self);
gboolean sockeye_stream_is_held (SockeyeStream *self);
gboolean sockeye_stream_send_notify (SockeyeStream *self);
void sockeye_stream_say_goodbye (SockeyeStream *self);

/* stream-life.c */
gboolean sockeye_stream_wants_half_open (SockeyeStream *self);
void sockeye_stream_end_if_gone (SockeyeStream *self);
void sockeye_stream_publish_flags (SockeyeStream *self);
void sockeye_stream_end_of_queue (SockeyeStream *self);
void sockeye_stream_refuse (SockeyeStream *self, GBytes *payload);

/* stream-relay.c */
gboolean sockeye_stream_must_hold (SockeyeStream *self);
void sockeye_stream_forward (SockeyeStream *self, GBytes *payload);
void sockeye_stream_forward_end (SockeyeStream *self);
void sockeye_stream_release_partner (SockeyeStream *self);

/* stream-paced.c */
void sockeye_stream_set_faults (SockeyeStream *self, const SockeyeFaults *faults);
void sockeye_stream_forget_faults (SockeyeStream *self);
void sockeye_stream_write_paced (SockeyeStream *self);

G_END_DECLS
