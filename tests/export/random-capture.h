/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* Captures for tests: one with everything that there can be, by chance, and what two of them have in common. */
SockeyeCapture *make_capture (void);
void fill_capture (SockeyeCapture *capture, guint n_records, gsize length_max);
void assert_same_capture (SockeyeCapture *original, SockeyeCapture *opened);

G_END_DECLS
