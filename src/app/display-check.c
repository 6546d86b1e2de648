/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "display-check.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>

/**
 * sockeye_display_require:
 *
 * Opens the display, or ends the program with status 1: GTK does so as well, but does not tell what to do.
 */
void
sockeye_display_require (void)
{
  if (gtk_init_check ())
    return;

  /* Raw, because in a locale without UTF-8 little would be left of it otherwise. */
  fprintf (
      stderr, "sockeye: %s\n",
      _ ("No window can be opened: there is no display, or it refuses the connection. Start Sockeye in a "
         "desktop session, or use sockeye-cli, which needs no display."));
  exit (1);
}
