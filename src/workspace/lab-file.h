/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab.h"

G_BEGIN_DECLS

/* Nobody reads more beside a window. */
#define SOCKEYE_LAB_FILE_MAX (64u << 10)

SockeyeLab *sockeye_lab_file_read (const char *name, const char *text, gsize length, GError **error);

G_END_DECLS
