/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "text.h"

#include <string.h>

/* What a program's comments say at its top. They are English, as source code is. */

/* Characters of the message that a comment shows. */
#define COMMENT_CHARS_MAX 60

static const char *
get_kind (const SockeyeProgramPlan *self)
{
  static const char *const kinds[SOCKEYE_N_PROTOCOLS] = {
    [SOCKEYE_PROTOCOL_UDP] = "UDP",
    [SOCKEYE_PROTOCOL_TCP_CLIENT] = "TCP client",
    [SOCKEYE_PROTOCOL_TCP_SERVER] = "TCP server",
    [SOCKEYE_PROTOCOL_UNIX_CLIENT] = "Unix stream client",
    [SOCKEYE_PROTOCOL_UNIX_SERVER] = "Unix stream server",
    [SOCKEYE_PROTOCOL_UNIX_DATAGRAM] = "Unix datagrams",
    [SOCKEYE_PROTOCOL_TCP_RELAY] = "TCP relay",
    [SOCKEYE_PROTOCOL_UDP_RELAY] = "UDP relay",
  };

  if (self->tls != NULL && self->program->protocol == SOCKEYE_PROTOCOL_TCP_CLIENT)
    return "TLS client";
  if (self->tls != NULL && self->program->protocol == SOCKEYE_PROTOCOL_TCP_SERVER)
    return "TLS server";
  return kinds[self->program->protocol];
}

static const char *
get_relay_deeds (const SockeyeProgramPlan *self)
{
  if (self->tls != NULL && self->target_tls != NULL)
    return "takes clients over TLS, passes on what they send to the target over TLS, and back. Ctrl+C ends "
           "it.";
  if (self->tls != NULL)
    return "takes clients over TLS, passes on what they send to the target, and back. Ctrl+C ends it.";
  if (self->target_tls != NULL)
    return "passes on what clients send to the target over TLS, and back. Ctrl+C ends it.";
  return "passes on what clients send to the target, and back. Ctrl+C ends it.";
}

static const char *
get_datagram_deeds (const SockeyeProgramPlan *self)
{
  if (self->length == 0)
    return "prints the datagrams that come. Ctrl+C ends it.";
  if (self->remote.kind != SOCKEYE_PLACE_NONE)
    return "sends a message, then prints the datagrams that come. Ctrl+C ends it.";
  return "prints the datagrams that come, and answers with a message. Ctrl+C ends it.";
}

static const char *
get_server_deeds (const SockeyeProgramPlan *self)
{
  gboolean sends = self->length > 0;

  if (sockeye_program_plan_is_tool (self))
    return sends ? "takes one client, sends it a message, then prints what comes until it closes."
                 : "takes one client, and prints what comes until it closes.";
  return sends ? "sends each client a message, prints what comes until it closes, and takes the next."
               : "prints what comes from a client until it closes, and takes the next.";
}

static const char *
get_deeds (const SockeyeProgramPlan *self)
{
  SockeyeProtocol protocol = self->program->protocol;

  if (sockeye_protocol_is_relay (protocol))
    return get_relay_deeds (self);
  if (sockeye_protocol_is_datagram (protocol))
    return get_datagram_deeds (self);
  if (sockeye_protocol_is_server (protocol))
    return get_server_deeds (self);
  return self->length > 0 ? "sends a message, then prints what comes until the other end closes."
                          : "prints what comes until the other end closes.";
}

/* Private: what the program is and does, in a line. */
char *
sockeye_program_plan_make_title (const SockeyeProgramPlan *self)
{
  return g_strdup_printf ("%s: %s", get_kind (self), get_deeds (self));
}

/* What stands in a comment must neither end it nor begin another one. */
static gboolean
fits_comment (const char *text)
{
  return strstr (text, "*/") == NULL && strstr (text, "/*") == NULL && strstr (text, "??") == NULL;
}

/* Where the literal shows bytes only. */
static void
note_text (const SockeyeProgramPlan *self, GPtrArray *notes)
{
  const SockeyeCharset *charset = self->program->charset;
  g_autoptr (SockeyeText) text = NULL;
  g_autofree char *shown = NULL;

  if (self->length == 0 || !self->program->is_text || g_str_equal (charset->id, "utf-8"))
    return;

  text = sockeye_text_new ();
  sockeye_text_decode (text, charset, self->message, MIN (self->length, COMMENT_CHARS_MAX * charset->longest),
                       0, SOCKEYE_DECODE_DISPLAY);
  shown = g_utf8_substring (text->utf8->str, 0, MIN (g_utf8_strlen (text->utf8->str, -1), COMMENT_CHARS_MAX));
  if (fits_comment (shown))
    g_ptr_array_add (notes, g_strdup_printf ("The message in %s: %s%s", charset->label, shown,
                                             strlen (shown) < text->utf8->len ? "…" : ""));
}

static void
note (GPtrArray *notes, gboolean holds, const char *text)
{
  if (holds)
    g_ptr_array_add (notes, g_strdup (text));
}

static void
note_message (const SockeyeProgramPlan *self, GPtrArray *notes)
{
  const SockeyeProgram *program = self->program;

  note_text (self, notes);
  note (notes, program->is_example && self->length > 0,
        "The message has variables: this is what they stood for when it was copied.");
  if (program->is_text && !g_str_equal (program->charset->id, "utf-8")
      && self->language != SOCKEYE_LANGUAGE_PYTHON)
    g_ptr_array_add (notes,
                     g_strdup_printf ("What comes is printed as it is: in %s.", program->charset->label));
}

static void
note_datagrams (const SockeyeProgramPlan *self, GPtrArray *notes)
{
  gboolean answers = self->length > 0 && self->remote.kind == SOCKEYE_PLACE_NONE;

  note (notes, self->language == SOCKEYE_LANGUAGE_NCAT,
        "ncat keeps to one far end, and takes 8192 bytes of a datagram at most.");
  note (notes, self->language == SOCKEYE_LANGUAGE_BASH,
        "What others than the remote host send does not come.");
  note (notes, self->language == SOCKEYE_LANGUAGE_SOCAT && answers,
        "socat keeps to the first one who sends.");
}

static void
note_relay (const SockeyeProgramPlan *self, GPtrArray *notes)
{
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);
  gboolean tls = self->tls != NULL || self->target_tls != NULL;

  note (notes, TRUE, "It sends no message of its own.");
  note (notes, self->language == SOCKEYE_LANGUAGE_SOCAT, "What passes is shown (-v).");
  note (notes, self->language == SOCKEYE_LANGUAGE_SOCAT && datagrams,
        "A client that was silent for ten minutes is forgotten (-T).");
  note (notes, self->language == SOCKEYE_LANGUAGE_NCAT,
        "A second ncat for each client connects to the target. When the target closes, it waits for the "
        "client to "
        "close, and does not tell it.");
  note (notes, tls && !sockeye_program_plan_is_tool (self),
        "Over TLS, the end of one side ends the other, too.");
}

/* As Sockeye does, and ncat, too. */
static void
note_certificate (const SockeyeProgramPlan *self, GPtrArray *notes)
{
  const SockeyeTlsSettings *server = sockeye_program_plan_get_server_tls (self);
  gboolean wanted = server != NULL && !sockeye_program_has_text (server->certificate_file)
                    && self->language != SOCKEYE_LANGUAGE_NCAT;

  note (notes, wanted, "It needs a certificate and its key in the file server.pem. This makes one:");
  note (notes, wanted,
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.pem -out server.pem");
}

static gboolean
has_options (const SockeyeProgram *program)
{
  for (guint option = 0; program->wishes != NULL && option < SOCKEYE_N_OPTIONS; option++)
    if (sockeye_wishes_get (program->wishes, option) != NULL)
      return TRUE;
  return FALSE;
}

/* Private: (nullable): what has to be known besides, with a line for each. */
char *
sockeye_program_plan_make_notes (const SockeyeProgramPlan *self)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  const SockeyeTlsSettings *client = sockeye_program_plan_get_client_tls (self);

  if (sockeye_protocol_is_relay (self->program->protocol))
    note_relay (self, notes);
  else
    note_message (self, notes);
  if (sockeye_protocol_is_datagram (self->program->protocol)
      && !sockeye_protocol_is_relay (self->program->protocol))
    note_datagrams (self, notes);
  note (notes, client != NULL && client->trust == SOCKEYE_TLS_TRUST_ANYTHING,
        "Certificates are not checked: the far end could be anybody.");
  note_certificate (self, notes);
  note (notes, has_options (self->program),
        "The socket options that were chosen in Sockeye are no part of it.");
  note (notes, self->program->has_faults,
        "The faults that Sockeye makes on purpose are no part of it: it behaves well.");
  if (notes->len == 0)
    return NULL;

  g_ptr_array_add (notes, NULL);
  return g_strjoinv ("\n", (char **) notes->pdata);
}
