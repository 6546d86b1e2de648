/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What tls-words.c says with the options of a command line in place of a window's; for that file. */
const char *sockeye_tls_command_advise_flaw (GTlsCertificateFlags flaw);
const char *sockeye_tls_command_advise_failure (SockeyeTlsFailure failure);
char *sockeye_tls_command_explain_preparation (const SockeyeEvent *event);

G_END_DECLS
