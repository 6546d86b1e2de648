/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "address-facts.h"

G_BEGIN_DECLS

/* address-kind.c */
char *sockeye_address_kind_describe (const SockeyeEndpoint *endpoint);
char *sockeye_address_scope_describe (const SockeyeEndpoint *endpoint);

G_END_DECLS
