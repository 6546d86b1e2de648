/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

G_BEGIN_DECLS

/* The words for what happens under TLS; for event-describe.c and explain.c. */
char *sockeye_tls_describe (const SockeyeEvent *event);
char *sockeye_tls_explain (const SockeyeEvent *event);

G_END_DECLS
