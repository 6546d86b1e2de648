/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a character may stand in a row of the log. */
typedef enum
{
  SOCKEYE_DISPLAY_SHOWN,  /* as it is */
  SOCKEYE_DISPLAY_MARK,   /* as it is, behind a character that it combines with */
  SOCKEYE_DISPLAY_HIDDEN, /* only in another form: it cannot be seen, or it acts on its surroundings */
} SockeyeDisplayClass;

SockeyeDisplayClass sockeye_display_classify (gunichar character);

G_END_DECLS
