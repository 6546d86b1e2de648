/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-fixture.h"

#include <glib/gstdio.h>
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
  MODE_SERVER_ANY, /* without an address of its own: for both versions of IP */
  MODE_IPV6_SEND,
  MODE_IPV6_CLIENT,
  MODE_UNIX_SEND,
  MODE_UNIX_ANSWER,
  MODE_UNIX_CLIENT,
  MODE_UNIX_CLOSE,
  MODE_UNIX_SERVER,
  N_MODES
} Mode;

typedef struct
{
  const char *name;
  SockeyeProtocol protocol;
  SockeyeProtocol far; /* Sockeye's */
} ModeInfo;

static const ModeInfo modes[N_MODES] = {
  [MODE_SEND] = { "udp", SOCKEYE_PROTOCOL_UDP, SOCKEYE_PROTOCOL_UDP },
  [MODE_ANSWER] = { "udp-answer", SOCKEYE_PROTOCOL_UDP, SOCKEYE_PROTOCOL_UDP },
  [MODE_CLIENT] = { "tcp-client", SOCKEYE_PROTOCOL_TCP_CLIENT, SOCKEYE_PROTOCOL_TCP_SERVER },
  [MODE_CLOSE] = { "tcp-close-sending", SOCKEYE_PROTOCOL_TCP_CLIENT, SOCKEYE_PROTOCOL_TCP_SERVER },
  [MODE_SERVER] = { "tcp-server", SOCKEYE_PROTOCOL_TCP_SERVER, SOCKEYE_PROTOCOL_TCP_CLIENT },
  [MODE_SERVER_ANY] = { "tcp-server-any", SOCKEYE_PROTOCOL_TCP_SERVER, SOCKEYE_PROTOCOL_TCP_CLIENT },
  [MODE_IPV6_SEND] = { "udp-ipv6", SOCKEYE_PROTOCOL_UDP, SOCKEYE_PROTOCOL_UDP },
  [MODE_IPV6_CLIENT] = { "tcp-client-ipv6", SOCKEYE_PROTOCOL_TCP_CLIENT, SOCKEYE_PROTOCOL_TCP_SERVER },
  [MODE_UNIX_SEND] = { "unix", SOCKEYE_PROTOCOL_UNIX_DATAGRAM, SOCKEYE_PROTOCOL_UNIX_DATAGRAM },
  [MODE_UNIX_ANSWER] = { "unix-answer", SOCKEYE_PROTOCOL_UNIX_DATAGRAM, SOCKEYE_PROTOCOL_UNIX_DATAGRAM },
  [MODE_UNIX_CLIENT] = { "unix-client", SOCKEYE_PROTOCOL_UNIX_CLIENT, SOCKEYE_PROTOCOL_UNIX_SERVER },
  [MODE_UNIX_CLOSE] = { "unix-close-sending", SOCKEYE_PROTOCOL_UNIX_CLIENT, SOCKEYE_PROTOCOL_UNIX_SERVER },
  [MODE_UNIX_SERVER] = { "unix-server", SOCKEYE_PROTOCOL_UNIX_SERVER, SOCKEYE_PROTOCOL_UNIX_CLIENT },
};

typedef enum
{
  MESSAGE_UTF8,
  MESSAGE_GBK,
  MESSAGE_BYTES,
  MESSAGE_LONG,
  MESSAGE_EMPTY, /* none: the program only receives */
  N_MESSAGES
} Message;

typedef struct
{
  SockeyeLanguage language;
  Mode mode;
  Message message;

  GBytes *bytes;
  guint16 local_port;
  char *local_name; /* (nullable): of a Unix socket, as the next one: Sockeye's */
  char *far_name;
  CopiedProgram copied;
  Fixture far; /* Sockeye's */
} Case;

static const char *const message_names[N_MESSAGES] = { "utf-8", "gbk", "all-bytes", "long", "empty" };

static gboolean
is_datagram (const Case *self)
{
  return sockeye_protocol_is_datagram (modes[self->mode].protocol);
}

static gboolean
is_server (const Case *self)
{
  return sockeye_protocol_is_server (modes[self->mode].protocol);
}

static gboolean
is_unix (const Case *self)
{
  return sockeye_protocol_is_unix (modes[self->mode].protocol);
}

static gboolean
closes_sending (const Case *self)
{
  return self->mode == MODE_CLOSE || self->mode == MODE_UNIX_CLOSE;
}

static gboolean
answers (const Case *self)
{
  return self->mode == MODE_ANSWER || self->mode == MODE_UNIX_ANSWER;
}

static const char *
get_host (const Case *self)
{
  return self->mode == MODE_IPV6_SEND || self->mode == MODE_IPV6_CLIENT ? "::1" : "127.0.0.1";
}

/* The program's own; NULL: none in particular */
static const char *
get_local (const Case *self)
{
  if (is_unix (self))
    return self->local_name;
  return self->local_port != 0 && self->mode != MODE_SERVER_ANY ? get_host (self) : NULL;
}

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
  for (guint i = 0; i < (message == MESSAGE_LONG ? LONG : message == MESSAGE_BYTES ? 256 : 0); i++)
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

static gboolean
far_end_is_first (const Case *self)
{
  return answers (self) || is_server (self);
}

/* Names that mean something in each of the languages; abstract ones in the cases of GBK. */
static void
choose_names (Case *self)
{
  static guint n;
  gboolean abstract = self->message == MESSAGE_GBK;
  g_autofree char *local = g_strdup_printf ("a b'c\"d\\n:e,f!g%%s$(h)[{界\xE4"
                                            "1-%u",
                                            ++n);
  g_autofree char *far = g_strdup_printf ("far 'x\"\\t:=,!%%d`y`({[*\n\xFF-%u", n);

  self->far_name = abstract ? g_strdup_printf ("@sockeye-%d-%s", (int) getpid (), far)
                            : programs_get_path (far);
  /* ncat has none of its own there. */
  if (self->language == SOCKEYE_LANGUAGE_NCAT && sockeye_protocol_is_client (modes[self->mode].protocol))
    return;
  self->local_name = abstract ? g_strdup_printf ("@sockeye-%d-%s", (int) getpid (), local)
                              : programs_get_path (local);
}

static void
write_program (Case *self, const char *name)
{
  SockeyeProgram program = {
    .protocol = modes[self->mode].protocol,
    .local_host = get_local (self),
    .local_port = self->local_port,
    .close_sending = closes_sending (self),
    .message = self->bytes,
    .charset = sockeye_charset_find (self->message == MESSAGE_GBK ? "gbk" : "utf-8"),
    .is_text = self->message <= MESSAGE_GBK,
  };

  if (!far_end_is_first (self) && is_unix (self))
    program.remote_host = self->far_name;
  else if (!far_end_is_first (self))
    {
      program.remote_host = get_host (self);
      program.remote_port = sockeye_session_get_local_port (self->far.session);
    }
  copied_program_write (&self->copied, &program, self->language, name);
}

static void
open_far_end (Case *self)
{
  SockeyeSettings settings = {
    .protocol = modes[self->mode].far,
    .local_host = is_unix (self) ? self->far_name : get_host (self),
    .stay_half_open = TRUE,
    .reconnect = TRUE,
    .reconnect_first_ms = 20,
    .reconnect_max_ms = 50,
  };

  if (far_end_is_first (self))
    {
      settings.remote_host = is_unix (self) ? self->local_name : get_host (self);
      settings.remote_port = self->local_port;
    }
  sockeye_session_open (self->far.session, &settings);
  /* A client connects once the program listens. */
  if (!is_server (self))
    fixture_wait_state (&self->far, SOCKEYE_SESSION_OPEN);
}

/* Of all cases before the first one runs. */
static void
prepare (Case *self)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", modes[self->mode].name, message_names[self->message]);

  self->bytes = make_message (self->message);
  fixture_init (&self->far);
  if (is_unix (self))
    choose_names (self);
  else if (self->language != SOCKEYE_LANGUAGE_BASH)
    self->local_port = programs_find_port (is_datagram (self));
  if (!is_server (self))
    open_far_end (self);
  write_program (self, name);
}

/* --- What has to come of it */

static gboolean
has_received (Case *self)
{
  g_autoptr (GBytes) received = memory_sink_get_bytes (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0);

  return g_bytes_get_size (received) >= g_bytes_get_size (self->bytes);
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
  const SockeyeTarget target = { .kind = is_datagram (self) && !answers (self) ? SOCKEYE_TARGET_LAST_SENDER
                                                                               : SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GError) error = NULL;

  g_assert_true (sockeye_session_send (self->far.session, &target, answer, &error));
  g_assert_no_error (error);
}

/* A client ends with its connection; so do the servers that have one client only. */
static void
assert_ends (Case *self)
{
  fixture_close_wait (&self->far);
  if (sockeye_protocol_is_client (modes[self->mode].protocol)
      || (is_server (self) && self->language >= SOCKEYE_LANGUAGE_NCAT))
    copied_program_wait_end (&self->copied, TRUE);
  else
    copied_program_interrupt (&self->copied);
  if (self->local_name != NULL && self->local_name[0] == '/')
    g_assert_false (g_file_test (self->local_name, G_FILE_TEST_EXISTS));
}

static void
assert_received (Case *self)
{
  g_autoptr (GBytes) received = NULL;

  if (answers (self))
    ask_until_answered (self);
  else
    fixture_wait (has_received (self));
  received = memory_sink_get_bytes (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0);
  if (answers (self))
    g_assert_cmpmem (g_bytes_get_data (received, NULL), g_bytes_get_size (self->bytes),
                     g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes));
  else
    g_assert_true (g_bytes_equal (received, self->bytes));
  if (is_datagram (self) && !answers (self))
    g_assert_cmpuint (memory_sink_count (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 1);
  if (closes_sending (self))
    fixture_wait_event (&self->far, SOCKEYE_EVENT_PEER_CLOSED);
}

static void
test_case (gconstpointer data)
{
  Case *self = (Case *) data;
  g_autoptr (GBytes) answer = make_answer (self);
  g_autoptr (GBytes) shown = decodes (self) ? g_bytes_new ("回复\n", strlen ("回复\n"))
                                            : g_bytes_ref (answer);

  copied_program_run (&self->copied);
  if (is_server (self))
    open_far_end (self);
  assert_received (self);
  if (self->message == MESSAGE_EMPTY)
    fixture_wait_event (&self->far, SOCKEYE_EVENT_ACCEPTED);

  send_answer (self, answer);
  fixture_wait (copied_program_has_printed (&self->copied, shown));
  if (self->message == MESSAGE_EMPTY)
    g_assert_cmpuint (memory_sink_count (self->far.sink, SOCKEYE_RECORD_RECEIVED, 0), ==, 0);
  assert_ends (self);
}

static void
case_free (gpointer data)
{
  Case *self = data;

  copied_program_clear (&self->copied);
  fixture_clear (&self->far);
  g_bytes_unref (self->bytes);
  g_free (self->local_name);
  g_free (self->far_name);
  g_free (self);
}

/* --- Which cases there are */

static gboolean
has_case (SockeyeLanguage language, Mode mode, Message message)
{
  gboolean is_unix = sockeye_protocol_is_unix (modes[mode].protocol);

  if (language == SOCKEYE_LANGUAGE_BASH && mode != MODE_SEND && mode != MODE_CLIENT && mode != MODE_IPV6_SEND
      && mode != MODE_IPV6_CLIENT)
    return FALSE;
  if (language == SOCKEYE_LANGUAGE_SOCAT && mode == MODE_UNIX_ANSWER)
    return FALSE;
  /* ncat has no abstract names. */
  if (is_unix && message == MESSAGE_GBK)
    return language != SOCKEYE_LANGUAGE_NCAT && mode != MODE_UNIX_CLOSE;
  if (is_unix)
    return message == MESSAGE_UTF8;
  /* The tools send what is typed then. */
  if (message == MESSAGE_EMPTY)
    return mode == MODE_CLIENT && language < SOCKEYE_LANGUAGE_NCAT;
  if (message == MESSAGE_LONG)
    return mode == MODE_SEND && language != SOCKEYE_LANGUAGE_NCAT && language != SOCKEYE_LANGUAGE_GIO;
  /* Literals of C are the same in every mode. */
  if (message != MESSAGE_UTF8 && (language == SOCKEYE_LANGUAGE_POSIX || language == SOCKEYE_LANGUAGE_GIO))
    return mode == MODE_CLIENT;
  /* The rest is as in the modes beside it. */
  return message == MESSAGE_UTF8 || mode == MODE_SEND || mode == MODE_CLIENT || mode == MODE_SERVER;
}

static void
add_cases (GPtrArray *cases)
{
  for (guint language = 0; language < SOCKEYE_N_LANGUAGES; language++)
    for (guint mode = 0; mode < N_MODES; mode++)
      for (guint message = 0; message < N_MESSAGES; message++)
        if (has_case (language, mode, message))
          {
            Case *self = g_new0 (Case, 1);
            g_autofree char *name = g_strdup_printf ("/program/%s/%s/%s", program_nicks[language],
                                                     modes[mode].name, message_names[message]);

            self->language = language;
            self->mode = mode;
            self->message = message;
            g_ptr_array_add (cases, self);
            g_test_add_data_func (name, self, test_case);
          }
}

/* --- A path that another program has: the program fails, and the file stays. */

typedef struct
{
  char *path;
  int fd;
  CopiedProgram copied;
} Taken;

static void
test_taken (gconstpointer data)
{
  Taken *self = (Taken *) data;

  copied_program_run (&self->copied);
  copied_program_wait_end (&self->copied, FALSE);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
taken_free (gpointer data)
{
  Taken *self = data;

  copied_program_clear (&self->copied);
  close (self->fd);
  g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}

static void
add_taken (GPtrArray *taken)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);

  for (guint language = 0; language < SOCKEYE_LANGUAGE_BASH; language++)
    {
      Taken *self = g_new0 (Taken, 1);
      g_autofree char *name = g_strdup_printf ("/program/%s/path-taken", program_nicks[language]);
      g_autofree char *file = g_strdup_printf ("taken-%u", language);
      g_autofree char *far = programs_get_path ("nobody");
      guint16 port = 0;
      SockeyeProgram program = { .protocol = SOCKEYE_PROTOCOL_UNIX_DATAGRAM,
                                 .remote_host = far,
                                 .message = message,
                                 .charset = sockeye_charset_find ("utf-8") };

      self->path = programs_get_path (file);
      self->fd = peer_bind (self->path, &port);
      program.local_host = self->path;
      copied_program_write (&self->copied, &program, language, "taken");
      g_ptr_array_add (taken, self);
      g_test_add_data_func (name, self, test_taken);
    }
}

/* Python decodes what comes, so it has to know each name. */
static void
test_python_knows_encodings (void)
{
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);
  g_autoptr (GString) script = g_string_new ("import codecs\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) python = NULL;

  for (guint i = 0; i < n_charsets; i++)
    g_string_append_printf (script, "codecs.getincrementaldecoder('%s')\n", charsets[i]->id);
  python = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "python3", "-c", script->str, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (python, NULL, &error));
  g_assert_no_error (error);
}

/* As system managers end it: no file stays that nobody could bind to again. */
static void
test_python_terminated (void)
{
  static const SockeyeProtocol protocols[] = { SOCKEYE_PROTOCOL_UNIX_SERVER, SOCKEYE_PROTOCOL_UNIX_DATAGRAM };
  static const char *const says[] = { "Listening on", "Bound to" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *path = programs_get_path ("terminated");
      SockeyeProgram program = { .protocol = protocols[i],
                                 .local_host = path,
                                 .charset = sockeye_charset_find ("utf-8") };
      CopiedProgram copied = { 0 };

      copied_program_write (&copied, &program, SOCKEYE_LANGUAGE_PYTHON, "terminated-source");
      copied_program_run (&copied);
      fixture_wait (copied_program_has_told (&copied, says[i]));
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      copied_program_terminate (&copied);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      copied_program_clear (&copied);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (taken_free);
  int result;

  g_test_init (&argc, &argv, NULL);
  programs_set_up (0);
  add_cases (cases);
  add_taken (taken);
  for (guint i = 0; i < cases->len; i++)
    prepare (g_ptr_array_index (cases, i));
  g_test_add_func ("/program/python/encodings", test_python_knows_encodings);
  g_test_add_func ("/program/python/terminated", test_python_terminated);
  result = g_test_run ();
  g_clear_pointer (&cases, g_ptr_array_unref);
  g_clear_pointer (&taken, g_ptr_array_unref);
  programs_tear_down ();
  return result;
}
