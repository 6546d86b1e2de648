/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_PORT_ENTRY (sockeye_port_entry_get_type ())
G_DECLARE_FINAL_TYPE (SockeyePortEntry, sockeye_port_entry, SOCKEYE, PORT_ENTRY, GtkWidget)

/*
 * A field for a port.
 *
 * Properties: "text" (string), "zero-allowed" (boolean: 0 and empty are right: the system chooses),
 *   "required" (boolean: empty is an error), "valid" (boolean, read-only)
 * Signals: "activate": Enter was pressed
 */
GtkWidget *sockeye_port_entry_get_entry (SockeyePortEntry *self);
guint16 sockeye_port_entry_get_port (SockeyePortEntry *self);
void sockeye_port_entry_set_port (SockeyePortEntry *self, guint16 port);
void sockeye_port_entry_set_chosen (SockeyePortEntry *self, guint16 port);
void sockeye_port_entry_set_required (SockeyePortEntry *self, gboolean required);
gboolean sockeye_port_entry_get_valid (SockeyePortEntry *self);

G_END_DECLS
