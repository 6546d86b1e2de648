/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ready-reply.h"

#include <glib/gi18n-lib.h>

/* RFC 864, "Data syntax": lines of 72 of the 95 printing characters; each begins one character later. */
#define CHARGEN_FIRST   ' '
#define CHARGEN_RING    95
#define CHARGEN_COLUMNS 72

/* A response to HEAD has the header fields of one to GET, and no body (RFC 9110, 9.3.2). */
#define HTTP_HEADER                                                                                          \
  "HTTP/1.1 200 OK\n"                                                                                        \
  "Content-Type: text/plain\n"                                                                               \
  "Content-Length: 4\n"                                                                                      \
  "\n"

static void
add_rule (GPtrArray *rules, const SockeyeReplyFields *fields)
{
  g_ptr_array_add (rules, sockeye_reply_rule_new (fields, NULL));
}

static void
add_http (GPtrArray *rules)
{
  SockeyeReplyFields fields = { .enabled = TRUE,
                                .name = _ ("HTTP 200"),
                                .when = SOCKEYE_REPLY_WHEN_REGEX,
                                .pattern = "^(GET|POST) \\S+ HTTP/1\\.",
                                .text = HTTP_HEADER "OK\n",
                                .plan = { .line_end = SOCKEYE_LINE_END_CRLF } };

  add_rule (rules, &fields);
  fields.name = _ ("HTTP 200 to HEAD");
  fields.pattern = "^HEAD \\S+ HTTP/1\\.";
  fields.text = HTTP_HEADER;
  add_rule (rules, &fields);
}

/**
 * sockeye_ready_reply_make:
 * @kind: a service
 *
 * Over TCP, daytime and the characters also come when a connection is made, as their RFCs want it.
 *
 * Returns: (transfer full) (element-type SockeyeReplyRule): the rules that it takes
 */
GPtrArray *
sockeye_ready_reply_make (SockeyeReadyReply kind)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_reply_rule_unref);
  SockeyeReplyFields fields = { .enabled = TRUE };

  switch (kind)
    {
    case SOCKEYE_READY_REPLY_DISCARD:
      fields.name = C_ ("service", "Discard");
      fields.with = SOCKEYE_REPLY_WITH_NOTHING;
      break;
    case SOCKEYE_READY_REPLY_DAYTIME:
      fields.name = C_ ("service", "Daytime");
      fields.when = SOCKEYE_REPLY_WHEN_BOTH;
      fields.text = "${time}";
      fields.plan.variables = TRUE;
      fields.plan.line_end = SOCKEYE_LINE_END_CRLF;
      fields.plan.append_line_end = TRUE;
      break;
    case SOCKEYE_READY_REPLY_CHARGEN:
      fields.name = C_ ("service", "Character generator");
      fields.when = SOCKEYE_REPLY_WHEN_BOTH;
      fields.with = SOCKEYE_REPLY_WITH_CHARGEN;
      break;
    case SOCKEYE_READY_REPLY_HTTP:
      add_http (rules);
      return rules;
    case SOCKEYE_READY_REPLY_ECHO:
    case SOCKEYE_READY_REPLY_N_KINDS:
    default:
      fields.name = C_ ("service", "Echo");
      fields.text = "${0}";
      fields.plan.variables = TRUE;
      break;
    }

  add_rule (rules, &fields);
  return rules;
}

/**
 * sockeye_chargen_make:
 * @datagram: a random number of characters, up to %SOCKEYE_CHARGEN_DATAGRAM_MAX; otherwise lines until the first one
 *   would come again
 *
 * Returns: (transfer full): characters of RFC 864
 */
GBytes *
sockeye_chargen_make (gboolean datagram)
{
  gsize length = datagram ? (gsize) g_random_int_range (0, SOCKEYE_CHARGEN_DATAGRAM_MAX + 1)
                          : (gsize) CHARGEN_RING * (CHARGEN_COLUMNS + 2);
  GByteArray *bytes = g_byte_array_sized_new ((guint) length + CHARGEN_COLUMNS + 2);

  for (guint line = 0; bytes->len < length; line++)
    {
      guint8 text[CHARGEN_COLUMNS + 2];

      for (guint i = 0; i < CHARGEN_COLUMNS; i++)
        text[i] = (guint8) (CHARGEN_FIRST + (line + i) % CHARGEN_RING);
      text[CHARGEN_COLUMNS] = '\r';
      text[CHARGEN_COLUMNS + 1] = '\n';
      g_byte_array_append (bytes, text, sizeof text);
    }

  g_byte_array_set_size (bytes, (guint) length);
  return g_byte_array_free_to_bytes (bytes);
}
