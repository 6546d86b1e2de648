/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "host-entry.h"
#include "path-entry.h"
#include "port-entry.h"
#include "protocol.h"

G_BEGIN_DECLS

/* Every protocol keeps its own hosts, ports and paths: "udp-local-host". */
void sockeye_field_store_load_host (GSettings *store,
                                    SockeyeProtocol protocol,
                                    const char *field,
                                    SockeyeHostEntry *entry);
void sockeye_field_store_save_host (GSettings *store,
                                    SockeyeProtocol protocol,
                                    const char *field,
                                    SockeyeHostEntry *entry);
void sockeye_field_store_load_port (GSettings *store,
                                    SockeyeProtocol protocol,
                                    const char *field,
                                    SockeyePortEntry *entry);
void sockeye_field_store_save_port (GSettings *store,
                                    SockeyeProtocol protocol,
                                    const char *field,
                                    SockeyePortEntry *entry);
void sockeye_field_store_load_path (GSettings *store,
                                    SockeyeProtocol protocol,
                                    const char *field,
                                    SockeyePathEntry *entry);
void sockeye_field_store_save_path (GSettings *store,
                                    SockeyeProtocol protocol,
                                    const char *field,
                                    SockeyePathEntry *entry);

G_END_DECLS
