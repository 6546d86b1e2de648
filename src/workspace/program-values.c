/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "string-literal.h"
#include "text.h"

#include <string.h>

/* Characters of the message that a comment shows. */
#define COMMENT_CHARS_MAX 60

typedef enum
{
  FAMILY_ANY,
  FAMILY_IPV4,
  FAMILY_IPV6,
} Family;

static void
add (GHashTable *values, const char *name, const char *value)
{
  g_hash_table_insert (values, g_strdup (name), g_strdup (value));
}

static void
add_flag (GHashTable *values, const char *name, gboolean set)
{
  if (set)
    add (values, name, "");
}

static void
add_port (GHashTable *values, const char *name, guint16 port)
{
  g_hash_table_insert (values, g_strdup (name), g_strdup_printf ("%u", port));
}

/* --- Comments, in English, as source code is */

static const char *
get_datagram_title (const SockeyeProgramPlan *self)
{
  if (self->length == 0)
    return "UDP: prints the datagrams that come. Ctrl+C ends it.";
  if (self->remote.kind != SOCKEYE_PLACE_NONE)
    return "UDP: sends a message, then prints the datagrams that come. Ctrl+C ends it.";
  return "UDP: prints the datagrams that come, and answers with a message. Ctrl+C ends it.";
}

static const char *
get_title (const SockeyeProgramPlan *self)
{
  gboolean sends = self->length > 0;

  if (sockeye_protocol_is_datagram (self->program->protocol))
    return get_datagram_title (self);
  if (sockeye_protocol_is_client (self->program->protocol))
    return sends ? "TCP client: sends a message, then prints what comes until the other end closes."
                 : "TCP client: prints what comes until the other end closes.";
  if (self->language == SOCKEYE_LANGUAGE_NCAT || self->language == SOCKEYE_LANGUAGE_SOCAT)
    return sends ? "TCP server for one client: sends it a message, then prints what comes until it closes."
                 : "TCP server for one client: prints what comes until it closes.";
  return sends ? "TCP server: sends each client a message, prints what comes until it closes, and takes the "
                 "next."
               : "TCP server: prints what comes from a client until it closes, and takes the next.";
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
add_notes (const SockeyeProgramPlan *self, GHashTable *values)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  const SockeyeProgram *program = self->program;
  gboolean datagrams = sockeye_protocol_is_datagram (program->protocol);

  note_text (self, notes);
  if (program->is_example)
    g_ptr_array_add (notes, g_strdup ("The message has variables: this is what they stood for when it was "
                                      "copied."));
  if (program->is_text && !g_str_equal (program->charset->id, "utf-8")
      && self->language != SOCKEYE_LANGUAGE_PYTHON)
    g_ptr_array_add (notes,
                     g_strdup_printf ("What comes is printed as it is: in %s.", program->charset->label));
  if (datagrams && self->language == SOCKEYE_LANGUAGE_NCAT)
    g_ptr_array_add (notes,
                     g_strdup ("ncat keeps to one far end, and takes 8192 bytes of a datagram at most."));
  if (datagrams && self->language == SOCKEYE_LANGUAGE_BASH)
    g_ptr_array_add (notes, g_strdup ("What others than the remote host send does not come."));
  if (datagrams && self->language == SOCKEYE_LANGUAGE_SOCAT && self->length > 0
      && self->remote.kind == SOCKEYE_PLACE_NONE)
    g_ptr_array_add (notes, g_strdup ("socat keeps to the first one who sends."));
  if (notes->len == 0)
    return;

  g_ptr_array_add (notes, NULL);
  g_hash_table_insert (values, g_strdup ("NOTES"), g_strjoinv ("\n", (char **) notes->pdata));
}

/* --- Literals */

static char *
make_string (const SockeyeProgramPlan *self, const char *string)
{
  GString *literal = g_string_new (NULL);

  /* Hosts are ASCII, of which both languages write the same. */
  if (self->language <= SOCKEYE_LANGUAGE_GIO)
    sockeye_string_literal_append_c (literal, (const guint8 *) string, strlen (string), "    ");
  else
    sockeye_string_literal_append_shell (literal, string);
  return g_string_free (literal, FALSE);
}

/* What begins behind "MESSAGE =": in C, a literal of several lines begins on the next one. */
static void
add_message (const SockeyeProgramPlan *self, GHashTable *values)
{
  GString *literal = g_string_new (NULL);

  if (self->language == SOCKEYE_LANGUAGE_PYTHON)
    sockeye_string_literal_append_python (literal, self->message, self->length, "    ");
  else if (self->language <= SOCKEYE_LANGUAGE_GIO)
    {
      sockeye_string_literal_append_c (literal, self->message, self->length, "    ");
      g_string_prepend (literal, strchr (literal->str, '\n') != NULL ? "\n    " : " ");
    }
  g_hash_table_insert (values, g_strdup ("MESSAGE"), g_string_free (literal, FALSE));
}

/* --- Ends */

/* A name is looked up for the family of what it is bound to; an address has one itself. "0.0.0.0" means IPv4, "::" both. */
static Family
choose_family (const SockeyeProgramPlan *self)
{
  if (self->remote.kind != SOCKEYE_PLACE_NAME)
    return FAMILY_ANY;
  if (self->local.kind == SOCKEYE_PLACE_IPV4)
    return FAMILY_IPV4;
  return self->local.kind == SOCKEYE_PLACE_IPV6 && !self->local.any ? FAMILY_IPV6 : FAMILY_ANY;
}

static const char *
get_family_word (const SockeyeProgramPlan *self)
{
  static const char *const words[][3] = {
    [SOCKEYE_LANGUAGE_PYTHON] = { "socket.AF_UNSPEC", "socket.AF_INET", "socket.AF_INET6" },
    [SOCKEYE_LANGUAGE_POSIX] = { "AF_UNSPEC", "AF_INET", "AF_INET6" },
    [SOCKEYE_LANGUAGE_GIO] = { "G_SOCKET_FAMILY_INVALID", "G_SOCKET_FAMILY_IPV4", "G_SOCKET_FAMILY_IPV6" },
  };

  return words[self->language][choose_family (self)];
}

/* What stands for "no address in particular", where that has to be written. */
static const char *
get_local_host (const SockeyeProgramPlan *self)
{
  if (!self->local.any)
    return self->local.host;
  /* Which family the remote host has is not known while it is a name, but one has to be chosen. */
  if (self->remote.kind == SOCKEYE_PLACE_IPV4
      || (self->remote.kind == SOCKEYE_PLACE_NAME && self->local.kind != SOCKEYE_PLACE_IPV6))
    return self->language == SOCKEYE_LANGUAGE_PYTHON ? "" : "0.0.0.0";
  if (self->remote.kind != SOCKEYE_PLACE_NONE)
    return "::";
  return self->local.kind == SOCKEYE_PLACE_IPV4 ? "0.0.0.0" : "::";
}

static void
add_places (const SockeyeProgramPlan *self, GHashTable *values)
{
  g_autofree char *local = make_string (self, get_local_host (self));
  g_autofree char *remote = make_string (self, self->remote.host);

  add (values, "LOCAL_HOST", local);
  add (values, "REMOTE_HOST", remote);
  add_port (values, "LOCAL_PORT", self->local.port);
  add_port (values, "REMOTE_PORT", self->remote.port);
  if (self->local.any)
    add (values, "LOCAL_HOST_OR_ANY", self->language == SOCKEYE_LANGUAGE_PYTHON ? "None" : "NULL");
  else
    add (values, "LOCAL_HOST_OR_ANY", local);
  add (values, "FAMILY", get_family_word (self));
  add_flag (values, "LOCAL_ANY", self->local.any);
  add_flag (values, "DUAL", self->local.any && self->local.kind != SOCKEYE_PLACE_IPV4);
  add_flag (values, "BIND", self->binds);
  add_flag (values, "REMOTE", self->remote.kind != SOCKEYE_PLACE_NONE);
}

/* Others may be addresses of a whole network as well, but that is not seen in them. */
static gboolean
is_broadcast (const SockeyeProgramPlace *place)
{
  return place->kind == SOCKEYE_PLACE_IPV4 && g_str_has_suffix (place->host, ".255");
}

/* Private: what stands for the names in a template; keys and values are strings. */
GHashTable *
sockeye_program_plan_make_values (const SockeyeProgramPlan *self)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const SockeyeProgram *program = self->program;
  gboolean datagrams = sockeye_protocol_is_datagram (program->protocol);
  gboolean sends = self->length > 0;

  add (values, "TITLE", get_title (self));
  add_notes (self, values);
  if (sends)
    add_message (self, values);
  add_flag (values, "DATAGRAMS", datagrams);
  add_flag (values, "CLIENT", sockeye_protocol_is_client (program->protocol));
  add_flag (values, "CLOSE_SENDING",
            sockeye_protocol_is_client (program->protocol) && program->close_sending);
  if (self->language > SOCKEYE_LANGUAGE_GIO)
    {
      sockeye_program_plan_add_shell_values (self, values);
      return values;
    }

  add_places (self, values);
  add (values, "SOCKTYPE", datagrams ? "SOCK_DGRAM" : "SOCK_STREAM");
  add_flag (values, "SEND", datagrams && sends && self->remote.kind != SOCKEYE_PLACE_NONE);
  add_flag (values, "ANSWER", datagrams && sends && self->remote.kind == SOCKEYE_PLACE_NONE);
  add_flag (values, "BROADCAST", is_broadcast (&self->remote));
  if (program->is_text && !g_str_equal (program->charset->id, "utf-8"))
    add (values, "DECODE", program->charset->id);
  return values;
}
