/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-command.h"

#include "diff-text.h"
#include "pcapng-reader.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

/* sockeye-cli diff: what two saved captures have in common, and what not. */

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static SockeyeCapture *
open_capture (const char *path, GError **error)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GAsyncResult) result = NULL;

  sockeye_pcapng_open_async (file, &limits, NULL, NULL, NULL, on_done, &result);
  return sockeye_pcapng_open_finish (wait_for (&result), error);
}

/* However a stream was cut into receives: that differs from run to run. Datagrams are compared one by one. */
static SockeyeCaptureDiff *
compare (SockeyeCapture *left, SockeyeCapture *right, GError **error)
{
  SockeyeDiffOptions options = { .unit = SOCKEYE_DIFF_STREAMS, .kinds = SOCKEYE_FILTER_ALL_KINDS };
  g_autoptr (GAsyncResult) result = NULL;

  sockeye_capture_diff_async (left, right, &options, NULL, NULL, NULL, on_done, &result);
  return sockeye_capture_diff_finish (wait_for (&result), error);
}

static gboolean
print (SockeyeCaptureDiff *diff, char **paths, GError **error)
{
  SockeyeDiffLook look = { sockeye_charset_find ("utf-8"), FALSE };
  SockeyeDiffText how = { .names = { paths[0], paths[1] }, .looks = { look, look } };
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (GOutputStream) buffered = g_buffered_output_stream_new (output);

  return sockeye_diff_text_write (diff, &how, buffered, NULL, error)
         && g_output_stream_close (buffered, NULL, error);
}

static SockeyeDiffStatus
tell (const GError *error)
{
  fprintf (stderr, "sockeye-cli: %s\n", error->message);
  return SOCKEYE_DIFF_STATUS_TROUBLE;
}

static SockeyeDiffStatus
help (void)
{
  printf (
      "%s\n\n",
      _ ("Usage:\n"
         "  sockeye-cli diff BEFORE.pcapng AFTER.pcapng\n"
         "\n"
         "Compares two captures that were saved as pcapng, and writes what differs in the form of “diff -u”. "
         "Ports, times and events do not count.\n"
         "\n"
         "Status: 0 nothing differs, 1 something differs, 2 wrong usage, or a file could not be read."));
  printf ("%s\n", _ ("Each direction of a connection is compared as a stream, however it was received: in "
                     "pieces, which are a "
                     "line each, or some 30 bytes where lines are longer. Datagrams are compared one by one, "
                     "and connections in "
                     "the order in which they came.\n"
                     "\n"
                     "Rows of the output:\n"
                     "  -  only in BEFORE, or what it was before it was changed\n"
                     "  +  only in AFTER, or what it was changed into\n"
                     "     in both; three of them at most before and behind each difference\n"
                     "Behind the sign stand the seconds since the beginning, ← received or → sent, the "
                     "length, and the bytes."));
  return SOCKEYE_DIFF_STATUS_SAME;
}

/**
 * sockeye_diff_command_run:
 * @arguments: (array zero-terminated=1): what stands behind "diff" on the command line
 *
 * Writes what differs to the standard output, and nothing if nothing does; with "--help", how it is used.
 *
 * Returns: the program's status
 */
SockeyeDiffStatus
sockeye_diff_command_run (char **arguments)
{
  g_autoptr (SockeyeCapture) left = NULL;
  g_autoptr (SockeyeCapture) right = NULL;
  g_autoptr (SockeyeCaptureDiff) diff = NULL;
  g_autoptr (GError) error = NULL;

  for (char **word = arguments; *word != NULL && !g_str_equal (*word, "--"); word++)
    if (g_str_equal (*word, "--help") || g_str_equal (*word, "-h"))
      return help ();
  if (g_strcmp0 (arguments[0], "--") == 0)
    arguments++;
  if (g_strv_length (arguments) != 2)
    {
      fprintf (stderr, "sockeye-cli: %s\n",
               _ ("“diff” wants two captures that were saved as pcapng: sockeye-cli diff BEFORE.pcapng "
                  "AFTER.pcapng"));
      return SOCKEYE_DIFF_STATUS_TROUBLE;
    }
  left = open_capture (arguments[0], &error);
  right = left != NULL ? open_capture (arguments[1], &error) : NULL;
  diff = right != NULL ? compare (left, right, &error) : NULL;
  if (diff == NULL)
    return tell (error);
  if (sockeye_capture_diff_get_n_rows (diff, TRUE) == 0)
    return SOCKEYE_DIFF_STATUS_SAME;
  return print (diff, arguments, &error) ? SOCKEYE_DIFF_STATUS_DIFFERENT : tell (error);
}
