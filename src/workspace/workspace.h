/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "connection-item.h"
#include "job.h"
#include "log-model.h"
#include "mailer.h"
#include "payload-draft.h"
#include "responder.h"
#include "send-plan.h"
#include "session.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_WORKSPACE (sockeye_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeWorkspace, sockeye_workspace, SOCKEYE, WORKSPACE, GObject)

/*
 * One session, its capture and what is to be sent: what one tab shows. Belongs to the UI thread; no GTK.
 *
 * Properties: "charset" (string, the encoding's id), "plan" (const SockeyeSendPlan *), "job" (what is sending for a
 *   while, SockeyeJob or %NULL), "counter" (uint64, what ${counter} was last; follows with sockeye_workspace_update())
 * Signals: "job-ended" (SockeyeJob *job, const GError *error, nullable): see #SockeyeJob;
 *   "news": something was published since sockeye_workspace_watch(); once per call of it
 */
SockeyeWorkspace *sockeye_workspace_new (const SockeyeCaptureLimits *limits);
SockeyeWorkspace *sockeye_workspace_new_for_capture (SockeyeCapture *capture);

SockeyeSession *sockeye_workspace_get_session (SockeyeWorkspace *self);
SockeyeCapture *sockeye_workspace_get_capture (SockeyeWorkspace *self);
SockeyeLogModel *sockeye_workspace_get_log (SockeyeWorkspace *self);
GListModel *sockeye_workspace_get_connections (SockeyeWorkspace *self); /* of SockeyeConnectionItem */
GListModel *sockeye_workspace_get_senders (SockeyeWorkspace *self);
void sockeye_workspace_tick_connection (SockeyeWorkspace *self, guint32 peer, gboolean ticked);
guint32 *sockeye_workspace_get_ticked (SockeyeWorkspace *self, guint *n_peers);

SockeyeMailer *sockeye_workspace_get_mailer (SockeyeWorkspace *self);
SockeyeResponder *sockeye_workspace_get_responder (SockeyeWorkspace *self);

/* Encoding of both directions; the log follows. */
const SockeyeCharset *sockeye_workspace_get_charset (SockeyeWorkspace *self);
void sockeye_workspace_set_charset (SockeyeWorkspace *self, const SockeyeCharset *charset);

const SockeyeSendPlan *sockeye_workspace_get_plan (SockeyeWorkspace *self);
void sockeye_workspace_set_plan (SockeyeWorkspace *self, const SockeyeSendPlan *plan);

SockeyePayloadDraft *sockeye_workspace_draft (SockeyeWorkspace *self, char *text);
GBytes *sockeye_workspace_encode (SockeyeWorkspace *self, const char *text, GError **error);
gboolean sockeye_workspace_send_text (SockeyeWorkspace *self,
                                      const SockeyeTarget *target,
                                      const char *text,
                                      GError **error);

/* At most one job at a time. */
SockeyeJob *sockeye_workspace_get_job (SockeyeWorkspace *self);
gboolean sockeye_workspace_start_job (SockeyeWorkspace *self, SockeyeJob *job, GError **error);
void sockeye_workspace_stop_job (SockeyeWorkspace *self);

/* Messages and bytes since the last reset, which resets ${counter} as well; the capture's own totals are untouched. */
void sockeye_workspace_get_traffic (SockeyeWorkspace *self, SockeyeTraffic *traffic);
void sockeye_workspace_reset_traffic (SockeyeWorkspace *self);

/* What the sockets of each protocol are to be like from the next opening on; the caller may change it. */
SockeyeWishes *sockeye_workspace_get_wishes (SockeyeWorkspace *self, SockeyeProtocol protocol);
void sockeye_workspace_set_wishes (SockeyeWorkspace *self, SockeyeProtocol protocol, SockeyeWishes *wishes);

/* "Listening on 127.0.0.1:8080, 3 connections": the state as a sentence for the status bar. */
char *sockeye_workspace_describe (SockeyeWorkspace *self);

/* Called once per frame while there is news: takes over what was published (log, connections). */
gboolean sockeye_workspace_update (SockeyeWorkspace *self);
void sockeye_workspace_watch (SockeyeWorkspace *self);

G_END_DECLS
