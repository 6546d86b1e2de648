/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-line.h"
#include "session-page.h"

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PROJECTOR_SIDE (sockeye_projector_side_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeProjectorSide, sockeye_projector_side, SOCKEYE, PROJECTOR_SIDE, GtkWidget)

/* The log of one session as a class sees it: what it is, how it stands, and its records, all of them or step by step. */
void sockeye_projector_side_set_page (SockeyeProjectorSide *self, SockeyeSessionPage *page, gboolean alone);
gboolean sockeye_projector_side_refresh (SockeyeProjectorSide *self);

/* Steps */
void sockeye_projector_side_show_all (SockeyeProjectorSide *self);
void sockeye_projector_side_show_to (SockeyeProjectorSide *self, guint64 end);
gboolean sockeye_projector_side_get_next (SockeyeProjectorSide *self, SockeyeLogLine *line);
gboolean sockeye_projector_side_get_last (SockeyeProjectorSide *self, SockeyeLogLine *line);
void sockeye_projector_side_count (SockeyeProjectorSide *self, guint64 *n_shown, guint64 *n_records);
void sockeye_projector_side_mark (SockeyeProjectorSide *self, const SockeyeLogLine *line);
char *sockeye_projector_side_describe (SockeyeProjectorSide *self, const SockeyeLogLine *line);

G_END_DECLS
