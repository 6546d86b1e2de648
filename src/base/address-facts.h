/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/**
 * SockeyeFact:
 * @label: what it is about, in the user's language
 * @value: what is so, in the user's language
 *
 * One line of what can be said about an address or a port.
 */
typedef struct
{
  char *label;
  char *value;
} SockeyeFact;

GPtrArray *sockeye_facts_new (void);
void sockeye_facts_add (GPtrArray *facts, const char *label, const char *format, ...) G_GNUC_PRINTF (3, 4);

GPtrArray *sockeye_address_facts_list (const char *text, int known_prefix, GError **error);

G_END_DECLS
