/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-report.h"
#include "wishes.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_GROUP_LIST (sockeye_group_list_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeGroupList, sockeye_group_list, SOCKEYE, GROUP_LIST, GtkWidget)

/*
 * Multicast groups: those that are wished for, with a button each to leave, and fields for another one.
 *
 * Signals: "join" (const SockeyeGroup *group), "leave" (const SockeyeGroup *group): the user wants it
 */
void sockeye_group_list_show (SockeyeGroupList *self,
                              const SockeyeWishes *wishes,
                              const SockeyeSocketReport *report);
void sockeye_group_list_set_interfaces (SockeyeGroupList *self, const char *const *names);
void sockeye_group_list_set_error (SockeyeGroupList *self, const GError *error);
void sockeye_group_list_clear_fields (SockeyeGroupList *self);

G_END_DECLS
