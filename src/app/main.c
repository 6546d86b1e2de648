/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "application.h"
#include "standard-streams.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

static void
set_up_translations (void)
{
  /* For running from the build directory, without an installation. */
  const char *directory = g_getenv ("SOCKEYE_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, directory != NULL ? directory : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (SockeyeApplication) application = NULL;
  int status;

  if (!sockeye_standard_streams_occupy ())
    return 1;
  set_up_translations ();
  g_set_application_name ("Sockeye");
  application = sockeye_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);

  /* Without its settings no window was opened. */
  if (status == 0 && g_application_get_is_registered (G_APPLICATION (application))
      && !g_application_get_is_remote (G_APPLICATION (application))
      && sockeye_application_get_settings (application) == NULL)
    return 1;
  return status;
}
