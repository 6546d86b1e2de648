/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "program.h"

#include "errors.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Each program is written, compiled if need be, run, and talks with a session: bytes have to arrive at both ends. */

#define TEXT "say \"你好\", it's 100% \\n $HOME `x` ?\?= */ !\nend\n"
#define LONG 60000

typedef enum
{
  MODE_SEND,   /* UDP: it sends first */
  MODE_ANSWER, /* UDP: it answers */
  MODE_CLIENT,
  MODE_CLOSE, /* a client that closes sending */
  MODE_SERVER,
  N_MODES
} Mode;

typedef enum
{
  MESSAGE_UTF8,
  MESSAGE_GBK,
  MESSAGE_BYTES,
  MESSAGE_LONG,
  N_MESSAGES
} Message;

typedef struct
{
  SockeyeLanguage language;
  Mode mode;
  Message message;

  GBytes *bytes;
  guint16 local_port;
  char *path;            /* of the program's source; what it prints goes beside it */
  GSubprocess *compiler; /* (nullable) */
  GSubprocess *process;
  Fixture far; /* Sockeye's */
} Case;

static const char *const mode_names[N_MODES] = { "udp", "udp-answer", "tcp-client", "tcp-close-sending",
                                                 "tcp-server" };
static const char *const message_names[N_MESSAGES] = { "utf-8", "gbk", "all-bytes", "long" };
static const char *const nicks[SOCKEYE_N_LANGUAGES] = { "python", "posix", "gio", "ncat", "socat", "bash" };
static char *directory;

/* --- What is to be sent */

static GBytes *
make_message (Message message)
{
  const SockeyeCharset *charset = sockeye_charset_find (message == MESSAGE_GBK ? "gbk" : "utf-8");
  GByteArray *bytes;

  if (message == MESSAGE_UTF8)
    return sockeye_charset_encode (charset, TEXT, -1, NULL);
  /* The second byte of 誠 is a backslash. */
  if (message == MESSAGE_GBK)
    return sockeye_charset_encode (charset, TEXT "誠n你f", -1, NULL);

  bytes = g_byte_array_new ();
  for (guint i = 0; i < (message == MESSAGE_LONG ? LONG : 256); i++)
    {
      guint8 byte = (guint8) i;

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

/* Only Python decodes what it prints. */
static gboolean
decodes (const Case *self)
{
  return self->language == SOCKEYE_LANGUAGE_PYTHON && self->message == MESSAGE_GBK;
}

static GBytes *
make_answer (const Case *self)
{
  return decodes (self) ? sockeye_charset_encode (sockeye_charset_find ("gbk"), "回复\n", -1, NULL)
                        : make_message (MESSAGE_BYTES);
}

/* --- The program */

/* None of those that the system gives to clients: who connects again and again to such a port, while nobody listens
 * there, meets himself some day. */
static guint16
find_free_port (Mode mode)
{
  static guint16 last = 0;

  if (last == 0)
    last = (guint16) (10000 + getpid () % 20000);
  for (;;)
    {
      struct sockaddr_in address = { .sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                     .sin_port = htons (++last) };
      int fd = socket (AF_INET, (mode <= MODE_ANSWER ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
      int result = bind (fd, (struct sockaddr *) &address, sizeof address);

      close (fd);
      if (result == 0)
        return last;
      g_assert_cmpint (errno, ==, EADDRINUSE);
    }
}

static gboolean
far_end_is_first (const Case *self)
{
  return self->mode == MODE_ANSWER || self->mode == MODE_SERVER;
}

static SockeyeProtocol
get_protocol (Mode mode)
{
  if (mode <= MODE_ANSWER)
    return SOCKEYE_PROTOCOL_UDP;
  return mode == MODE_SERVER ? SOCKEYE_PROTOCOL_TCP_SERVER : SOCKEYE_PROTOCOL_TCP_CLIENT;
}

static char *
write_program (Case *self)
{
  g_autoptr (GError) error = NULL;
  SockeyeProgram program = {
    .protocol = get_protocol (self->mode),
    .local_host = self->local_port != 0 ? "127.0.0.1" : "",
    .local_port = self->local_port,
    .remote_host = far_end_is_first (self) ? "" : "127.0.0.1",
    .remote_port = far_end_is_first (self) ? 0 : sockeye_session_get_local_port (self->far.session),
    .close_sending = self->mode == MODE_CLOSE,
    .message = self->bytes,
    .charset = sockeye_charset_find (self->message == MESSAGE_GBK ? "gbk" : "utf-8"),
    .is_text = self->message <= MESSAGE_GBK,
  };
  char *text = sockeye_program_write (&program, self->language, &error);

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

static void
open_far_end (Case *self)
{
  SockeyeSettings settings = {
    .protocol = SOCKEYE_PROTOCOL_UDP,
    .local_host = "127.0.0.1",
    .stay_half_open = TRUE,
    .reconnect = TRUE,
    .reconnect_first_ms = 20,
    .reconnect_max_ms = 50,
  };

  if (self->mode == MODE_CLIENT || self->mode == MODE_CLOSE)
    settings.protocol = SOCKEYE_PROTOCOL_TCP_SERVER;
  if (self->mode == MODE_SERVER)
    settings.protocol = SOCKEYE_PROTOCOL_TCP_CLIENT;
  if (far_end_is_first (self))
    {
      settings.remote_host = "127.0.0.1";
      settings.remote_port = self->local_port;
    }
  sockeye_session_open (self->far.session, &settings);
  /* A client connects once the program listens. */
  if (self->mode != MODE_SERVER)
    fixture_wait_state (&self->far, SOCKEYE_SESSION_OPEN);
}

static void
compile (Case *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup_printf (
      "cc -Wall -Wextra -Werror -std=gnu11 -o '%s.exe' '%s' %s", self->path, self->path,
      self->language == SOCKEYE_LANGUAGE_GIO ? "$(pkg-config --cflags --libs gio-2.0)" : "");

  self->compiler = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
}

static gboolean
is_compiled (const Case *self)
{
  return self->language == SOCKEYE_LANGUAGE_POSIX || self->language == SOCKEYE_LANGUAGE_GIO;
}

/* Of all cases before the first one runs, so that compilers run beside each other. */
static void
prepare (Case *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  self->bytes = make_message (self->message);
  fixture_init (&self->far);
  if (self->language != SOCKEYE_LANGUAGE_BASH)
    self->local_port = find_free_port (self->mode);
  if (self->mode != MODE_SERVER)
    open_far_end (self);
  text = write_program (self);
  self->path = g_strdup_printf ("%s/%s-%s-%s%s", directory, nicks[self->language], mode_names[self->mode],
                                message_names[self->message], is_compiled (self) ? ".c" : "");
  g_file_set_contents (self->path, text, -1, &error);
  g_assert_no_error (error);
  if (is_compiled (self))
    compile (self);
}

static void
set_up_child (gpointer data G_GNUC_UNUSED)
{
  setpgid (0, 0);
}

static void
run (Case *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *output = g_strconcat (self->path, ".out", NULL);
  g_autofree char *errors = g_strconcat (self->path, ".err", NULL);
  g_autofree char *exe = g_strconcat (self->path, ".exe", NULL);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_stdout_file_path (launcher, output);
  g_subprocess_launcher_set_stderr_file_path (launcher, errors);
  /* A shell's children are to end with it. */
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

/* --- What has to come of it */

static gboolean
has_received (Case *self)
{
  g_autoptr (GBytes) received = memory_sink_get_bytes (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0);

  return g_bytes_get_size (received) >= g_bytes_get_size (self->bytes);
}

static gboolean
has_printed (Case *self, GBytes *wanted)
{
  g_autofree char *path = g_strconcat (self->path, ".out", NULL);
  g_autofree char *printed = NULL;
  gsize length = 0, n = g_bytes_get_size (wanted);

  g_file_get_contents (path, &printed, &length, NULL);
  return length >= n && memcmp (printed + length - n, g_bytes_get_data (wanted, NULL), n) == 0;
}

/* Until the program is there, nobody hears. */
static void
ask_until_answered (Case *self)
{
  gint64 next = 0;

  fixture_wait ((g_get_monotonic_time () < next
                 || (next = g_get_monotonic_time () + G_USEC_PER_SEC / 10,
                     fixture_send (&self->far, SOCKEYE_TARGET_DEFAULT, 0, "?")))
                && has_received (self));
}

static void
send_answer (Case *self, GBytes *answer)
{
  const SockeyeTarget target = { .kind = self->mode == MODE_SEND ? SOCKEYE_TARGET_LAST_SENDER
                                                                 : SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GError) error = NULL;

  g_assert_true (sockeye_session_send (self->far.session, &target, answer, &error));
  g_assert_no_error (error);
}

/* A client ends with its connection; so do the servers that have one client only. */
static void
assert_ends (Case *self)
{
  gboolean ends = self->mode == MODE_CLIENT || self->mode == MODE_CLOSE
                  || (self->mode == MODE_SERVER && self->language >= SOCKEYE_LANGUAGE_NCAT);

  fixture_close_wait (&self->far);
  if (!ends)
    {
      g_assert_nonnull (g_subprocess_get_identifier (self->process));
      kill (-atoi (g_subprocess_get_identifier (self->process)), SIGTERM);
      g_subprocess_wait (self->process, NULL, NULL);
      return;
    }
  fixture_wait (g_subprocess_get_identifier (self->process) == NULL);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
}

static void
test_case (gconstpointer data)
{
  Case *self = (Case *) data;
  g_autoptr (GBytes) answer = make_answer (self);
  g_autoptr (GBytes) shown = decodes (self) ? g_bytes_new ("回复\n", strlen ("回复\n"))
                                            : g_bytes_ref (answer);
  g_autoptr (GBytes) received = NULL;

  run (self);
  if (self->mode == MODE_SERVER)
    open_far_end (self);
  if (self->mode == MODE_ANSWER)
    ask_until_answered (self);
  else
    fixture_wait (has_received (self));
  received = memory_sink_get_bytes (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0);
  if (self->mode == MODE_ANSWER)
    g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (self->bytes),
                     g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes));
  else
    g_assert_true (g_bytes_equal (received, self->bytes));
  if (self->mode == MODE_SEND)
    g_assert_cmpuint (memory_sink_count (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 1);
  if (self->mode == MODE_CLOSE)
    fixture_wait_event (&self->far, SOCKEYE_EVENT_PEER_CLOSED);

  send_answer (self, answer);
  fixture_wait (has_printed (self, shown));
  assert_ends (self);
}

static void
case_free (gpointer data)
{
  Case *self = data;
  static const char *const ends[] = { "", ".exe", ".out", ".err" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (self->path, ends[i], NULL);

      g_unlink (path);
    }
  fixture_clear (&self->far);
  g_clear_object (&self->compiler);
  g_clear_object (&self->process);
  g_bytes_unref (self->bytes);
  g_free (self->path);
  g_free (self);
}

/* --- Which cases there are */

static gboolean
is_possible (SockeyeLanguage language, Mode mode, Message message)
{
  if (language == SOCKEYE_LANGUAGE_BASH && mode != MODE_SEND && mode != MODE_CLIENT)
    return FALSE;
  if (message == MESSAGE_LONG)
    return mode == MODE_SEND && language != SOCKEYE_LANGUAGE_NCAT && language != SOCKEYE_LANGUAGE_GIO;
  /* The rest is as in the modes beside it. */
  return message == MESSAGE_UTF8 || (mode != MODE_ANSWER && mode != MODE_CLOSE);
}

static void
add_cases (GPtrArray *cases)
{
  for (guint language = 0; language < SOCKEYE_N_LANGUAGES; language++)
    for (guint mode = 0; mode < N_MODES; mode++)
      for (guint message = 0; message < N_MESSAGES; message++)
        if (is_possible (language, mode, message))
          {
            Case *self = g_new0 (Case, 1);
            g_autofree char *name = g_strdup_printf ("/program/%s/%s/%s", nicks[language], mode_names[mode],
                                                     message_names[message]);

            self->language = language;
            self->mode = mode;
            self->message = message;
            g_ptr_array_add (cases, self);
            g_test_add_data_func (name, self, test_case);
          }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  int result;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("sockeye-program-XXXXXX", NULL);
  add_cases (cases);
  for (guint i = 0; i < cases->len; i++)
    prepare (g_ptr_array_index (cases, i));
  result = g_test_run ();
  g_clear_pointer (&cases, g_ptr_array_unref);
  g_rmdir (directory);
  g_free (directory);
  return result;
}
