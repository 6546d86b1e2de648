/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab-check.h"
#include "launch.h"
#include "wishes.h"

G_BEGIN_DECLS

#define SOCKEYE_LAB_SESSIONS_MAX 6
#define SOCKEYE_LAB_STEPS_MAX    20
/* $PORT1, $PORT2 …: ports that nobody uses when the lab starts */
#define SOCKEYE_LAB_PORTS 4

/**
 * SockeyeLabSession:
 * @texts: (element-type utf8 utf8): what is shown: "Name", "Name[zh_CN]"
 * @command: the socket, in the words of the command line, with $PORT1 and so on
 * @send: what stands in the send box at first
 * @open: it is opened when the lab starts
 * @backlog: connections that may wait to be accepted; -1: as always
 * @timeout_s: seconds to wait for an answer when connecting; 0: as always
 * @short_connections: (TCP client) a connection for each send
 * @repeat: Send sends so often, as fast as possible; 0: once
 * @reuse: SO_REUSEADDR: 1: on, 0: off, -1: as always
 * @group: (nullable): a multicast group to join
 * @interface: (nullable): on which it is joined, and where datagrams to groups leave
 *
 * A session that a lab sets up.
 */
typedef struct
{
  GHashTable *texts;
  char *command;
  char *send;
  gboolean open;
  int backlog;
  int timeout_s;
  gboolean short_connections;
  int repeat;
  int reuse;
  char *group;
  char *interface;
} SockeyeLabSession;

/**
 * SockeyeLabStep:
 * @texts: (element-type utf8 utf8): "Text": what to do; "Hint": what helps as long as the check does not hold
 * @check: what has to hold then
 * @in: the session in which it is done, from 0
 * @needs: the sessions that have to be open for it, a bit for each
 */
typedef struct
{
  GHashTable *texts;
  SockeyeLabCheck check;
  guint in;
  guint needs;
} SockeyeLabStep;

/**
 * SockeyeLab:
 * @id: the name of its file, without what is behind the dot
 * @texts: (element-type utf8 utf8): "Title", "Goal", "Expect"
 * @words: (element-type utf8): what stands for the sessions in checks
 * @sessions: (element-type SockeyeLabSession): in the order in which they are opened
 * @steps: (element-type SockeyeLabStep): one after the other
 *
 * An exercise, as it stands in its file. Never changes; any thread.
 */
typedef struct
{
  char *id;
  GHashTable *texts;
  GPtrArray *words;
  GPtrArray *sessions;
  GPtrArray *steps;
} SockeyeLab;

SockeyeLab *sockeye_lab_new (const char *id);
SockeyeLab *sockeye_lab_ref (SockeyeLab *self);
void sockeye_lab_unref (SockeyeLab *self);

char *sockeye_lab_get_text (GHashTable *texts, const char *key, const guint16 *ports);
gboolean sockeye_lab_is_datagram (const SockeyeLab *self);
gboolean sockeye_lab_find_session (const SockeyeLab *self, const char *word, guint *session);

SockeyeLabSession *sockeye_lab_add_session (SockeyeLab *self, const char *word);
SockeyeLabStep *sockeye_lab_add_step (SockeyeLab *self);
SockeyeLaunch *
sockeye_lab_session_make_launch (const SockeyeLabSession *self, const guint16 *ports, GError **error);
SockeyeWishes *sockeye_lab_session_make_wishes (const SockeyeLabSession *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLab, sockeye_lab_unref)

G_END_DECLS
