/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-step.h"

G_BEGIN_DECLS

/* How an end takes part. */
typedef enum
{
  SOCKEYE_PART_CLIENT,
  SOCKEYE_PART_SERVER,
  SOCKEYE_PART_PEER, /* of datagrams */
} SockeyeLadderPart;

/*
 * The calls of both ends of a connection, and what went between them, in the order of time. Never changes; any thread
 * may hold it.
 */
typedef struct _SockeyeCallLadder SockeyeCallLadder;

SockeyeCallLadder *sockeye_call_ladder_new (SockeyeLadderPart left, SockeyeLadderPart right);
SockeyeCallLadder *sockeye_call_ladder_ref (SockeyeCallLadder *self);
void sockeye_call_ladder_unref (SockeyeCallLadder *self);

/* While it is being built, by whoever made it. */
SockeyeCallStep *sockeye_call_ladder_add (SockeyeCallLadder *self, const SockeyeCallStep *step);
SockeyeCallStep *sockeye_call_ladder_change (SockeyeCallLadder *self, guint i);
void sockeye_call_ladder_set_address (SockeyeCallLadder *self, SockeyeLadderEnd end, const char *address);
void sockeye_call_ladder_set_own (SockeyeCallLadder *self, SockeyeLadderEnd end);
void sockeye_call_ladder_set_origin (SockeyeCallLadder *self, gint64 origin);
void sockeye_call_ladder_set_cut (SockeyeCallLadder *self);
void sockeye_call_ladder_set_unix (SockeyeCallLadder *self);
void sockeye_call_ladder_finish (SockeyeCallLadder *self);

guint sockeye_call_ladder_get_n_steps (const SockeyeCallLadder *self);
const SockeyeCallStep *sockeye_call_ladder_get_step (const SockeyeCallLadder *self, guint i);
gboolean sockeye_call_ladder_find (const SockeyeCallLadder *self, guint tape, guint64 record, guint *i);
gint64 sockeye_call_ladder_get_origin (const SockeyeCallLadder *self);
gboolean sockeye_call_ladder_is_cut (const SockeyeCallLadder *self);
gboolean sockeye_call_ladder_is_stream (const SockeyeCallLadder *self);
gboolean sockeye_call_ladder_is_unix (const SockeyeCallLadder *self);
gboolean sockeye_call_ladder_is_own (const SockeyeCallLadder *self, SockeyeLadderEnd end);
guint sockeye_call_ladder_get_n_columns (const SockeyeCallLadder *self, SockeyeLadderEnd end);

char *sockeye_call_ladder_name_end (const SockeyeCallLadder *self, SockeyeLadderEnd end);
const char *sockeye_call_ladder_get_address (const SockeyeCallLadder *self, SockeyeLadderEnd end);
char *sockeye_call_ladder_format_time (const SockeyeCallLadder *self, const SockeyeCallStep *step);
char *sockeye_call_ladder_describe (const SockeyeCallLadder *self, const SockeyeCallStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeCallLadder, sockeye_call_ladder_unref)

G_END_DECLS
