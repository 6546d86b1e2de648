/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* What is known of layers, in words. */
char *sockeye_layers_text_summarize (const SockeyeLayers *layers);
char *sockeye_layers_text_describe_link (const SockeyeLayers *layers);
char *sockeye_layers_text_describe_check (const SockeyeLayers *layers);
char *sockeye_layers_text_describe_ip (const SockeyeLayers *layers);
char *sockeye_layers_text_describe_transport (const SockeyeLayers *layers);
char *sockeye_layers_text_describe_tls (const SockeyeLayers *layers);

G_END_DECLS
