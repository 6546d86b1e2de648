/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "advice.h"
#include "diff-command.h"
#include "player.h"
#include "standard-streams.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

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
  g_autoptr (SockeyeScript) script = NULL;
  g_autoptr (GError) error = NULL;
  gboolean version;

  if (!sockeye_standard_streams_occupy ())
    return SOCKEYE_STATUS_FAILED;
  set_up_translations ();
  g_set_prgname ("sockeye-cli");
  sockeye_advice_set_for_command ();
  if (argc > 1 && strcmp (argv[1], "diff") == 0)
    return (int) sockeye_diff_command_run (argv + 2);
  script = sockeye_script_new (argv, &version, &error);
  if (version)
    {
      printf ("Sockeye %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (script == NULL)
    {
      fprintf (stderr, "sockeye-cli: %s\n%s\n", error->message,
               _ ("“sockeye-cli --help” shows what can be asked for."));
      return SOCKEYE_STATUS_USAGE;
    }
  return sockeye_play (script);
}
