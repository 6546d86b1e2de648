/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_HOST_ENTRY (sockeye_host_entry_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeHostEntry, sockeye_host_entry, SOCKEYE, HOST_ENTRY, GtkWidget)

/*
 * A field for an address or a name, with this machine's addresses to choose from.
 *
 * Properties: "text" (string), "required" (boolean: empty is an error), "offer-any" (boolean: the addresses that
 *   mean all addresses are offered too), "valid" (boolean, read-only)
 * Signals: "activate": Enter was pressed
 */
GtkWidget *sockeye_host_entry_get_entry (SockeyeHostEntry *self);
const char *sockeye_host_entry_get_text (SockeyeHostEntry *self);
void sockeye_host_entry_set_text (SockeyeHostEntry *self, const char *text);
void sockeye_host_entry_set_required (SockeyeHostEntry *self, gboolean required);
void sockeye_host_entry_set_offer_any (SockeyeHostEntry *self, gboolean offer_any);
void sockeye_host_entry_set_placeholder (SockeyeHostEntry *self, const char *placeholder);
gboolean sockeye_host_entry_get_valid (SockeyeHostEntry *self);

G_END_DECLS
