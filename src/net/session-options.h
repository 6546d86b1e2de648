/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include "socket-report.h"

G_BEGIN_DECLS

/* The options of a session's sockets while they are open; before, they are wishes in its settings. */
void sockeye_session_set_option_async (SockeyeSession *self,
                                       guint32 peer,
                                       SockeyeOption option,
                                       const SockeyeOptionValue *value,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
void sockeye_session_change_group_async (SockeyeSession *self,
                                         const SockeyeGroup *group,
                                         gboolean join,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
gboolean sockeye_session_change_finish (GAsyncResult *result, GError **error);

void sockeye_session_report_async (SockeyeSession *self,
                                   guint32 peer,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
SockeyeSocketReport *sockeye_session_report_finish (GAsyncResult *result);

G_END_DECLS
