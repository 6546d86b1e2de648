/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-report.h"
#include "workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_MULTICAST_PAGE (sockeye_multicast_page_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeMulticastPage, sockeye_multicast_page, SOCKEYE, MULTICAST_PAGE, GtkWidget)

/*
 * A UDP socket's groups, and whether it shares its port. The window adds the rows of the options.
 *
 * Signals: "changed" (): there are other wishes; "stale" (): the kernel is to be asked again
 */
void sockeye_multicast_page_set_workspace (SockeyeMulticastPage *self, SockeyeWorkspace *workspace);
void sockeye_multicast_page_show (SockeyeMulticastPage *self, const SockeyeSocketReport *report);
void sockeye_multicast_page_set_local_host (SockeyeMulticastPage *self, const char *local_host);
void sockeye_multicast_page_set_interfaces (SockeyeMulticastPage *self, const char *const *names);

GtkBox *sockeye_multicast_page_get_rows (SockeyeMulticastPage *self);
void sockeye_multicast_page_add_to_groups (SockeyeMulticastPage *self,
                                           GtkSizeGroup *editors,
                                           GtkSizeGroup *reports);

G_END_DECLS
