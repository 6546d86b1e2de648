/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What GIO says of a file names it once more, in other words each time: a sentence that names it needs the reason alone. */
const char *sockeye_file_error_get_reason (const GError *error);
const char *sockeye_file_error_advise_saving (const GError *error);
const char *sockeye_file_error_advise_opening (const GError *error);

G_END_DECLS
