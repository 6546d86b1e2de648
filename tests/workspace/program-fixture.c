/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

const char *const program_nicks[SOCKEYE_N_LANGUAGES] = { "python", "posix", "gio", "ncat", "socat", "bash" };

#define CC "cc -Wall -Wextra -Werror -std=gnu11"

/* None of those that the system gives to clients: who connects again and again to such a port, while nobody listens
 * there, meets himself some day. Each of the tests has a part of its own, since they run beside each other. */
#define PORTS_FIRST 10000
#define PORTS_EACH  5000

static char *directory;
static guint16 last_port;
static char *header; /* (nullable): that of GIO, compiled */

void
programs_set_up (guint part)
{
  last_port = (guint16) (PORTS_FIRST + part * PORTS_EACH + (guint) getpid () % (PORTS_EACH - 1000));
  directory = g_dir_make_tmp ("sockeye-program-XXXXXX", NULL);
  g_assert_nonnull (directory);
}

/* Nothing may be left in it: no source, and no socket of a program that has ended. */
void
programs_tear_down (void)
{
  if (header != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (header);

      g_assert_no_errno (g_unlink (header));
      g_assert_no_errno (g_rmdir (folder));
      g_clear_pointer (&header, g_free);
    }
  g_assert_no_errno (g_rmdir (directory));
  g_clear_pointer (&directory, g_free);
}

char *
programs_get_path (const char *name)
{
  return g_build_filename (directory, name, NULL);
}

guint16
programs_find_port (gboolean datagrams)
{
  for (;;)
    {
      struct sockaddr_in address = { .sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                     .sin_port = htons (++last_port) };
      int fd = socket (AF_INET, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
      int result = bind (fd, (struct sockaddr *) &address, sizeof address);

      close (fd);
      if (result == 0)
        return last_port;
      g_assert_cmpint (errno, ==, EADDRINUSE);
    }
}

static gboolean
is_compiled (const CopiedProgram *self)
{
  return self->language == SOCKEYE_LANGUAGE_POSIX || self->language == SOCKEYE_LANGUAGE_GIO;
}

/* It takes far longer than any of the programs, so that is done once. */
static void
compile_header (void)
{
  g_autofree char *folder = programs_get_path ("gio");
  g_autofree char *source = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GSubprocess) compiler = NULL;
  g_autoptr (GError) error = NULL;

  header = g_build_filename (folder, "gio.h.gch", NULL);
  g_assert_no_errno (g_mkdir (folder, 0700));
  source = g_build_filename (folder, "all.h", NULL);
  g_assert_true (g_file_set_contents (source, "#include <gio/gio.h>\n", -1, &error));
  command = g_strdup_printf (CC " $(pkg-config --cflags gio-2.0) -o '%s' '%s'", header, source);
  compiler = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (compiler, NULL, &error));
  g_assert_no_errno (g_unlink (source));
}

static void
compile (CopiedProgram *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;

  if (self->language == SOCKEYE_LANGUAGE_GIO && header == NULL)
    compile_header ();
  command = g_strdup_printf (CC " -I '%s' -o '%s.exe' '%s' %s", directory, self->path, self->path,
                             self->language == SOCKEYE_LANGUAGE_GIO ? "$(pkg-config --cflags --libs gio-2.0)"
                                                                    : "");
  self->compiler = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
}

void
copied_program_write (CopiedProgram *self,
                      const SockeyeProgram *program,
                      SockeyeLanguage language,
                      const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = sockeye_program_write (program, language, &error);
  g_autofree char *file = NULL;

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  self->language = language;
  file = g_strdup_printf ("%s-%s%s", program_nicks[language], name, is_compiled (self) ? ".c" : "");
  self->path = programs_get_path (file);
  g_file_set_contents (self->path, text, -1, &error);
  g_assert_no_error (error);
  if (is_compiled (self))
    compile (self);
}

/* A shell's children are to end with it, and Ctrl+C is to end them however the tests were started. */
static void
set_up_child (gpointer data G_GNUC_UNUSED)
{
  setpgid (0, 0);
  signal (SIGINT, SIG_DFL);
}

void
copied_program_run (CopiedProgram *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *output = g_strconcat (self->path, ".out", NULL);
  g_autofree char *errors = g_strconcat (self->path, ".err", NULL);
  g_autofree char *exe = g_strconcat (self->path, ".exe", NULL);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, directory);
  g_subprocess_launcher_set_stdout_file_path (launcher, output);
  g_subprocess_launcher_set_stderr_file_path (launcher, errors);
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, NULL, NULL);
  if (is_compiled (self))
    {
      g_assert_true (g_subprocess_wait_check (self->compiler, NULL, &error));
      self->process = g_subprocess_launcher_spawn (launcher, &error, exe, NULL);
    }
  else
    self->process = g_subprocess_launcher_spawn (
        launcher, &error, self->language == SOCKEYE_LANGUAGE_PYTHON ? "python3" : "bash", self->path, NULL);
  g_assert_no_error (error);
}

/* Whether that stands at the end of what it has printed. */
gboolean
copied_program_has_printed (CopiedProgram *self, GBytes *wanted)
{
  g_autofree char *path = g_strconcat (self->path, ".out", NULL);
  g_autofree char *printed = NULL;
  gsize length = 0, n = g_bytes_get_size (wanted);

  g_file_get_contents (path, &printed, &length, NULL);
  return length >= n && memcmp (printed + length - n, g_bytes_get_data (wanted, NULL), n) == 0;
}

/* Whether it has said that, such as an error. */
gboolean
copied_program_has_told (CopiedProgram *self, const char *text)
{
  g_autofree char *path = g_strconcat (self->path, ".err", NULL);
  g_autofree char *told = NULL;

  return g_file_get_contents (path, &told, NULL, NULL) && strstr (told, text) != NULL;
}

void
copied_program_wait_end (CopiedProgram *self, gboolean success)
{
  fixture_wait (g_subprocess_get_identifier (self->process) == NULL);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  if (success)
    g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  else
    g_assert_cmpint (g_subprocess_get_exit_status (self->process), !=, 0);
}

/* Again if it came just before the program began to wait, where Python does not notice it. */
static void
end_with (CopiedProgram *self, int signal_number)
{
  const char *id = g_subprocess_get_identifier (self->process);
  pid_t group = id != NULL ? atoi (id) : 0;
  gint64 next = 0;

  g_assert_cmpint (group, >, 0);
  fixture_wait (
      g_subprocess_get_identifier (self->process) == NULL
      || (g_get_monotonic_time () >= next
          && (next = g_get_monotonic_time () + 2 * G_USEC_PER_SEC, kill (-group, signal_number), FALSE)));
}

/* As Ctrl+C does. */
void
copied_program_interrupt (CopiedProgram *self)
{
  end_with (self, SIGINT);
}

/* As system managers do; the program is to end with an error. */
void
copied_program_terminate (CopiedProgram *self)
{
  end_with (self, SIGTERM);
  copied_program_wait_end (self, FALSE);
}

void
copied_program_clear (CopiedProgram *self)
{
  static const char *const ends[] = { "", ".exe", ".out", ".err" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (self->path, ends[i], NULL);

      g_unlink (path);
    }
  g_clear_object (&self->compiler);
  g_clear_object (&self->process);
  g_clear_pointer (&self->path, g_free);
}
