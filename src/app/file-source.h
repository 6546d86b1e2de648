/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "file-job.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_FILE_SOURCE (sockeye_file_source_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeFileSource, sockeye_file_source, SOCKEYE, FILE_SOURCE, GtkWidget)

/* A file that Send sends, in place of a text, with its pace. */
void sockeye_file_source_set_store (SockeyeFileSource *self, GSettings *store);
void sockeye_file_source_set_protocol (SockeyeFileSource *self, SockeyeProtocol protocol);
void sockeye_file_source_set_file (SockeyeFileSource *self, GFile *file);
GFile *sockeye_file_source_get_file (SockeyeFileSource *self);
SockeyeJob *sockeye_file_source_make_job (SockeyeFileSource *self,
                                          SockeyeMailer *mailer,
                                          SockeyeOutlet *outlet,
                                          const SockeyeTarget *target);

G_END_DECLS
