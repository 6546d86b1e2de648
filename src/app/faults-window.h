/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FAULTS_WINDOW (sockeye_faults_window_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFaultsWindow, sockeye_faults_window, SOCKEYE, FAULTS_WINDOW, GtkWindow)

GtkWindow *sockeye_faults_window_new (GtkWindow *parent, SockeyeProtocol protocol, GVariant *faults);
GVariant *sockeye_faults_window_get_faults (SockeyeFaultsWindow *self);
gboolean sockeye_faults_window_parse (GVariant *faults, SockeyeFaults *parsed);

G_END_DECLS
