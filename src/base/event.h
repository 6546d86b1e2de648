/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/* Values are written into captures: add at the end only. */
typedef enum
{
  SOCKEYE_EVENT_NONE,
  SOCKEYE_EVENT_RESOLVING,  /* text: the name that is looked up */
  SOCKEYE_EVENT_RESOLVED,   /* text: the name; remote: the first address; detail: all of them */
  SOCKEYE_EVENT_BOUND,      /* local (datagrams); unnamed: nothing was bound */
  SOCKEYE_EVENT_LISTENING,  /* local, number: backlog; number2: what the system made of it, if that is less */
  SOCKEYE_EVENT_CONNECTING, /* remote; local when chosen, or known by now; number: #SockeyeConnecting */
  SOCKEYE_EVENT_CONNECTED, /* local, remote; Unix: number: the pid of the far end, number2: its user, text: its name */
  SOCKEYE_EVENT_ACCEPTED, /* the same */
  SOCKEYE_EVENT_PEER_CLOSED, /* remote: receive returned 0; number: 1 when this end stays open for sending; number2:
                                  #SockeyeTlsEnd */
  SOCKEYE_EVENT_RESET,       /* remote: ECONNRESET */
  SOCKEYE_EVENT_CLOSED,            /* connection closed by this end; remote */
  SOCKEYE_EVENT_UNBOUND,           /* local (UDP) */
  SOCKEYE_EVENT_STOPPED_LISTENING, /* local; number: accepted connections that go on */
  SOCKEYE_EVENT_CANCELLED, /* the user cancelled: connecting, resolving; connecting: local, number: #SockeyeConnecting */
  SOCKEYE_EVENT_ERROR,      /* operation, error_number, local/remote, text (see sockeye_event_describe); for a
                                 full or cancelled queue number: its bytes; for connecting number: #SockeyeConnecting,
                                 and for a time-out number2: its milliseconds */
  SOCKEYE_EVENT_NOT_STORED, /* number: datagrams, number2: bytes received while the store was full */
  SOCKEYE_EVENT_DISCARDED,  /* number: records, number2: bytes that gave way at the limit */
  SOCKEYE_EVENT_STORE_FAILED, /* error_number; text: the folder of the files; number: bytes that the capture can
                                  still keep; number2: 1: all, but they cannot be recovered when the program is
                                  killed */
  SOCKEYE_EVENT_UNSENT,       /* remote; number: bytes still queued when the connection ended; operation:
                                 %SOCKEYE_OPERATION_CONNECT when there never was one, %SOCKEYE_OPERATION_SEND when
                                 they came for one that was gone */
  SOCKEYE_EVENT_CLOSED_SENDING, /* remote: FIN was sent, receiving goes on; number: 1 behind a close_notify, 2 over TLS
                                 but without one, because the far end of a relay sent none */
  SOCKEYE_EVENT_ABORTED,           /* remote: this end sent RST */
  SOCKEYE_EVENT_READING_PAUSED,    /* remote */
  SOCKEYE_EVENT_READING_RESUMED,   /* remote; number: bytes that wait in the system */
  SOCKEYE_EVENT_ACCEPTING_PAUSED,  /* local */
  SOCKEYE_EVENT_ACCEPTING_RESUMED, /* local; number: connections that wait in the system */
  SOCKEYE_EVENT_WAITING_RESET,    /* local; number: connections that nobody accepted when listening stopped */
  SOCKEYE_EVENT_RECONNECTING,     /* remote; number: which attempt, number2: milliseconds until then */
  SOCKEYE_EVENT_READY_TO_CONNECT, /* remote: (client) makes a connection for each send */
  SOCKEYE_EVENT_STOPPED_CONNECTING, /* remote: (client) makes no more of them */
  SOCKEYE_EVENT_OPTION_SET, /* text: its name; number: the wish, number2: what the kernel reports; detail: a wish
                                 that is a text */
  SOCKEYE_EVENT_OPTION_SPREAD, /* text: its name; number: accepted connections that it was set on as well */
  SOCKEYE_EVENT_GROUP_JOINED, /* remote: the group, local: the only source, text: the interface, both if chosen */
  SOCKEYE_EVENT_GROUP_LEFT, /* the same */
  SOCKEYE_EVENT_FAULT, /* text: which, see SOCKEYE_FAULT_DELAY and so on; remote: whose datagram it was */
  SOCKEYE_EVENT_TLS_ESTABLISHED, /* remote; text: version, cipher suite and ALPN protocol, with line feeds between them */
  SOCKEYE_EVENT_TLS_CERTIFICATE, /* remote; error_number: its place in the chain, from 1; text: subject, and behind a line feed
                                 its host names and addresses, if it has some; detail: issuer;
                                 number, number2: valid from and until, in seconds since 1970 */
  SOCKEYE_EVENT_TLS_CHECKED, /* remote; number: what is wrong with its certificate (#GTlsCertificateFlags), which was
                                 accepted all the same; number2: 1: it has shown none */
  SOCKEYE_EVENT_GAVE_UP, /* remote; number: how many attempts to connect again there were */
  SOCKEYE_EVENT_RELAYED, /* remote: whose connection was accepted; local: this end of the one to the target; text: the
                            target */
  SOCKEYE_EVENT_RELAY_ENDED, /* (datagrams) the same; number: seconds for which nothing went through it; 0: another client
                                took its place */
  SOCKEYE_EVENT_TLS_STARTED, /* remote: (client) the handshake begins */
  SOCKEYE_EVENT_TLS_MADE, /* (server) a certificate was made; text as with %SOCKEYE_EVENT_TLS_CERTIFICATE; detail: its
                             SHA-256 fingerprint */
  SOCKEYE_EVENT_TLS_NAME_ASKED, /* (server) remote; text: the server's name that it has asked for (SNI) */
  SOCKEYE_EVENT_N_TYPES
} SockeyeEventType;

/* What is done wrong on purpose, from the opening on: number tells how much … */
#define SOCKEYE_FAULT_DELAY          "delay"          /* milliseconds */
#define SOCKEYE_FAULT_SPLIT          "split"          /* bytes */
#define SOCKEYE_FAULT_GAP            "gap"            /* milliseconds */
#define SOCKEYE_FAULT_COALESCE       "coalesce"       /* milliseconds */
#define SOCKEYE_FAULT_THROTTLE       "throttle"       /* bytes a second */
#define SOCKEYE_FAULT_NEVER_READ     "never-read"     /* 1 */
#define SOCKEYE_FAULT_RESET_ACCEPTED "reset-accepted" /* 1 */
#define SOCKEYE_FAULT_DROP           "drop"           /* millionths; number2: the seed */
#define SOCKEYE_FAULT_DUPLICATE      "duplicate"      /* the same */
#define SOCKEYE_FAULT_REORDER        "reorder"        /* the same */
#define SOCKEYE_FAULT_CORRUPT        "corrupt"        /* the same */
/* … and to one datagram */
#define SOCKEYE_FAULT_DROPPED    "dropped"    /* bytes */
#define SOCKEYE_FAULT_DUPLICATED "duplicated" /* bytes */
#define SOCKEYE_FAULT_HELD       "held"       /* bytes */
#define SOCKEYE_FAULT_CORRUPTED  "corrupted"  /* which byte; number2: which bit */

/* How far a connection of TCP came when it was being made, and what of its @local the system has chosen. Values are written
 * into captures. */
typedef enum
{
  SOCKEYE_CONNECTING_UNKNOWN,  /* connect(2) failed at once, or this was written by an older version */
  SOCKEYE_CONNECTING_CHOSEN,   /* the SYN was sent; nothing was left to the system */
  SOCKEYE_CONNECTING_ANY_HOST, /* the SYN was sent; the port was chosen, the address was left to the system */
  SOCKEYE_CONNECTING_ANY,      /* the SYN was sent; nothing was chosen */
} SockeyeConnecting;

/* Who is in the way of a Unix socket that could not be bound: the number of an event with EADDRINUSE. */
typedef enum
{
  SOCKEYE_PATH_UNKNOWN,
  SOCKEYE_PATH_IN_USE,    /* a program has a socket there */
  SOCKEYE_PATH_LEFT_OVER, /* a file without a program */
  SOCKEYE_PATH_NO_SOCKET, /* a file of another kind */
} SockeyePathState;

/* Which call failed; chooses the words of an error. Values are written into captures: add at the end only. */
typedef enum
{
  SOCKEYE_OPERATION_NONE,
  SOCKEYE_OPERATION_RESOLVE,
  SOCKEYE_OPERATION_SOCKET,
  SOCKEYE_OPERATION_BIND,
  SOCKEYE_OPERATION_LISTEN,
  SOCKEYE_OPERATION_CONNECT,
  SOCKEYE_OPERATION_ACCEPT,
  SOCKEYE_OPERATION_RECEIVE,
  SOCKEYE_OPERATION_SEND,
  SOCKEYE_OPERATION_OPTION,
  SOCKEYE_OPERATION_JOIN,  /* remote: the group, text: the interface, if it was chosen */
  SOCKEYE_OPERATION_LEAVE, /* the same */
  SOCKEYE_OPERATION_TLS,   /* error_number: errno, or a #SockeyeTlsFailure as a negative number */
  SOCKEYE_OPERATION_N_OPERATIONS
} SockeyeOperation;

/* How the peer's sending side ended, seen from TLS. Values are written into captures. */
typedef enum
{
  SOCKEYE_TLS_END_NONE,      /* not over TLS */
  SOCKEYE_TLS_END_NOTIFIED,  /* with close_notify (RFC 8446, 6.1) */
  SOCKEYE_TLS_END_TRUNCATED, /* with a FIN alone */
  SOCKEYE_TLS_END_CUT,       /* with a FIN in the middle of a record */
} SockeyeTlsEnd;

/* Why TLS did not come about, or broke. Values are written into captures: add at the end only. */
typedef enum
{
  SOCKEYE_TLS_FAILURE_NO_BACKEND = 1,
  SOCKEYE_TLS_FAILURE_NOT_TLS,
  SOCKEYE_TLS_FAILURE_CLOSED,      /* by the peer, in the handshake */
  SOCKEYE_TLS_FAILURE_CERTIFICATE, /* of the peer; number: #GTlsCertificateFlags; text: the name it should have */
  SOCKEYE_TLS_FAILURE_NO_CERTIFICATE,    /* of the peer, and it has to have one */
  SOCKEYE_TLS_FAILURE_WANTS_CERTIFICATE, /* the peer, of this end */
  SOCKEYE_TLS_FAILURE_REFUSED,           /* by the peer with an alert; detail: the library's words */
  SOCKEYE_TLS_FAILURE_HANDSHAKE,         /* detail: the library's words */
  SOCKEYE_TLS_FAILURE_BROKEN,            /* after the handshake; detail: the library's words */
  SOCKEYE_TLS_FAILURE_CA_FILE,           /* text: the file, detail: the library's words */
  SOCKEYE_TLS_FAILURE_OWN_FILE,          /* text: the file, detail: the library's words */
  SOCKEYE_TLS_FAILURE_OWN_KEY,           /* text: the file; it has no private key */
  SOCKEYE_TLS_FAILURE_OWN_MAKING,        /* detail: the library's words */
  SOCKEYE_TLS_FAILURE_KEY_FILE,          /* text: the file, detail: the library's words */
  SOCKEYE_TLS_FAILURE_OTHER_KEY, /* text: the certificate, detail: the file of a key that does not belong to it; NULL:
                                     the same file */
  SOCKEYE_TLS_FAILURE_N_FAILURES
} SockeyeTlsFailure;

/**
 * SockeyeEvent:
 * @type: what happened
 * @operation: (for errors) the call that failed
 * @error_number: errno, or for %SOCKEYE_OPERATION_RESOLVE the EAI_… value as a negative number; see #SockeyeEventType and
 *   #SockeyeOperation
 * @local: this end, where it is known
 * @remote: the far end, where it is known
 * @number: see #SockeyeEventType; for a datagram that somebody refused by ICMP, see sockeye_icmp_pack()
 * @number2: see #SockeyeEventType; for a datagram that was too large for the way, the bytes of a packet that are not
 * @text: (nullable): a name looked up; for EADDRINUSE "program (pid n)", the holder
 * @detail: (nullable): further text; for a failed look-up a whole sentence that says why, if there is one; for ICMP
 *   the address of whoever reported it
 * @socket_time: (what tells of a socket that was made) when socket() returned it, microseconds since the Epoch; 0: not known
 * @bind_time: (the same) when bind() returned; 0: not known, or it was not called
 *
 * The details of an event, without words: the words are made when it is shown, in the user's language.
 * Strings are borrowed.
 */
typedef struct
{
  SockeyeEventType type;
  SockeyeOperation operation;
  gint error_number;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  guint64 number;
  guint64 number2;
  const char *text;
  const char *detail;
  gint64 socket_time;
  gint64 bind_time;
} SockeyeEvent;

GBytes *sockeye_event_serialize (const SockeyeEvent *event);
gboolean sockeye_event_parse (const guint8 *bytes, gsize length, SockeyeEvent *event);
char *sockeye_event_describe (const SockeyeEvent *event);
char *
sockeye_describe_group (const SockeyeEndpoint *group, const SockeyeEndpoint *source, const char *interface);
const char *sockeye_event_type_to_nick (SockeyeEventType type);

/* The words for errors: errno -> cause and remedy (src/base/explain.c). */
char *sockeye_explain (const SockeyeEvent *event);
const char *sockeye_errno_symbol (gint error_number);
GError *sockeye_event_to_error (const SockeyeEvent *event);

G_END_DECLS
