/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-step.h"

#include "event.h"
#include "icmp.h"

#include <glib/gi18n-lib.h>

/* As they are named in files; the calls as programmers write them. */
static const struct
{
  const char *nick;
  const char *call; /* NULL: it is none */
} kinds[SOCKEYE_CALL_STEP_N_KINDS] = {
  [SOCKEYE_CALL_STEP_SOCKET] = { "socket", "socket" },
  [SOCKEYE_CALL_STEP_BIND] = { "bind", "bind" },
  [SOCKEYE_CALL_STEP_LISTEN] = { "listen", "listen" },
  [SOCKEYE_CALL_STEP_CONNECT] = { "connect", "connect" },
  [SOCKEYE_CALL_STEP_CONNECTED] = { "connected", "connect" },
  [SOCKEYE_CALL_STEP_ACCEPT] = { "accept", "accept" },
  [SOCKEYE_CALL_STEP_SEND] = { "send", "send" },
  [SOCKEYE_CALL_STEP_RECEIVE] = { "recv", "recv" },
  [SOCKEYE_CALL_STEP_SEND_TO] = { "sendto", "sendto" },
  [SOCKEYE_CALL_STEP_RECEIVE_FROM] = { "recvfrom", "recvfrom" },
  [SOCKEYE_CALL_STEP_ERROR_QUEUE] = { "error-queue", "recvmsg" },
  [SOCKEYE_CALL_STEP_LINGER] = { "linger", "setsockopt" },
  [SOCKEYE_CALL_STEP_SHUTDOWN] = { "shutdown", "shutdown" },
  [SOCKEYE_CALL_STEP_SHUTDOWN_OR_CLOSE] = { "shutdown-or-close", "shutdown" },
  [SOCKEYE_CALL_STEP_CLOSE] = { "close", "close" },
  [SOCKEYE_CALL_STEP_SYN] = { "syn", NULL },
  [SOCKEYE_CALL_STEP_SYN_ACK] = { "syn-ack", NULL },
  [SOCKEYE_CALL_STEP_ACK] = { "ack", NULL },
  [SOCKEYE_CALL_STEP_DATA] = { "data", NULL },
  [SOCKEYE_CALL_STEP_FIN] = { "fin", NULL },
  [SOCKEYE_CALL_STEP_RST] = { "rst", NULL },
  [SOCKEYE_CALL_STEP_DATAGRAM] = { "datagram", NULL },
  [SOCKEYE_CALL_STEP_ICMP] = { "icmp", NULL },
};

/**
 * sockeye_call_step_is_call:
 * @self: a step
 *
 * Returns: whether a program does it; otherwise it goes from one end to the other
 */
gboolean
sockeye_call_step_is_call (const SockeyeCallStep *self)
{
  return kinds[self->kind].call != NULL;
}

/**
 * sockeye_call_step_get_nick:
 * @self: a step
 *
 * Returns: (transfer none): its kind for programs, such as "syn-ack"
 */
const char *
sockeye_call_step_get_nick (const SockeyeCallStep *self)
{
  return kinds[self->kind].nick;
}

/* What a program wrote between the parentheses, as far as it is known. */
static char *
format_arguments (const SockeyeCallStep *self)
{
  switch (self->kind)
    {
    case SOCKEYE_CALL_STEP_BIND:
    case SOCKEYE_CALL_STEP_CONNECT:
    case SOCKEYE_CALL_STEP_CONNECTED:
      return g_strdup (self->address != NULL ? self->address : "");
    case SOCKEYE_CALL_STEP_LISTEN:
      return self->inferred ? g_strdup ("") : g_strdup_printf ("%" G_GUINT64_FORMAT, self->number);
    case SOCKEYE_CALL_STEP_SEND_TO:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, self->number);
    case SOCKEYE_CALL_STEP_ERROR_QUEUE:
      return g_strdup ("MSG_ERRQUEUE");
    case SOCKEYE_CALL_STEP_LINGER:
      return g_strdup ("SO_LINGER, 0 s");
    case SOCKEYE_CALL_STEP_SHUTDOWN:
      return g_strdup ("SHUT_WR");
    default:
      return g_strdup ("");
    }
}

/* What the call returned, with what stands before it; "" where that is not known. */
static char *
format_result (const SockeyeCallStep *self)
{
  if (self->kind == SOCKEYE_CALL_STEP_ERROR_QUEUE)
    return g_strdup_printf (": %s", sockeye_errno_symbol (self->error_number));
  if (self->error_number != 0)
    return g_strdup_printf (" = −1 %s", sockeye_errno_symbol (self->error_number));
  if (self->inferred)
    return g_strdup ("");
  switch (self->kind)
    {
    case SOCKEYE_CALL_STEP_BIND:
    case SOCKEYE_CALL_STEP_LISTEN:
    case SOCKEYE_CALL_STEP_CONNECTED:
    case SOCKEYE_CALL_STEP_LINGER:
    case SOCKEYE_CALL_STEP_SHUTDOWN:
      return g_strdup (" = 0");
    case SOCKEYE_CALL_STEP_SEND:
    case SOCKEYE_CALL_STEP_RECEIVE:
    case SOCKEYE_CALL_STEP_SEND_TO:
    case SOCKEYE_CALL_STEP_RECEIVE_FROM:
      return g_strdup_printf (" = %" G_GUINT64_FORMAT, self->number);
    case SOCKEYE_CALL_STEP_ACCEPT:
      return self->address != NULL ? g_strdup_printf (": %s", self->address) : g_strdup ("");
    default:
      return g_strdup ("");
    }
}

static char *
format_call (const SockeyeCallStep *self)
{
  g_autofree char *arguments = format_arguments (self);
  g_autofree char *result = format_result (self);

  if (self->kind == SOCKEYE_CALL_STEP_SHUTDOWN_OR_CLOSE)
    return g_strdup (_ ("shutdown() or close()"));
  if (self->kind == SOCKEYE_CALL_STEP_CLOSE && self->remark == SOCKEYE_REMARK_LISTENER)
    return g_strdup (_ ("close() of the listener"));
  if (self->kind == SOCKEYE_CALL_STEP_CLOSE && self->remark == SOCKEYE_REMARK_NO_ANSWER)
    return g_strdup (_ ("close(): no answer came"));
  if (self->kind == SOCKEYE_CALL_STEP_CLOSE && self->remark == SOCKEYE_REMARK_UNSEEN)
    return g_strdup (_ ("close(): when the far end closes is not seen"));
  return g_strdup_printf ("%s%s(%s)%s", self->tls ? "TLS " : "", kinds[self->kind].call, arguments, result);
}

static char *
format_bytes (const SockeyeCallStep *self)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, self->number);

  /* Translators: %s is a number; the text is put into other sentences */
  return g_strdup_printf (ngettext ("%s byte", "%s bytes", self->number), digits);
}

static char *
format_icmp (const SockeyeCallStep *self)
{
  SockeyeIcmp icmp;
  const char *name = sockeye_icmp_unpack (self->number, &icmp) ? sockeye_icmp_get_name (&icmp) : NULL;

  return name != NULL ? g_strdup_printf ("ICMP: %s", name) : g_strdup ("ICMP");
}

/**
 * sockeye_call_step_to_text:
 * @self: a step
 *
 * Returns: (transfer full): "bind(127.0.0.1:8080) = 0", "SYN"
 */
char *
sockeye_call_step_to_text (const SockeyeCallStep *self)
{
  switch (self->kind)
    {
    case SOCKEYE_CALL_STEP_SYN:
      return g_strdup ("SYN");
    case SOCKEYE_CALL_STEP_SYN_ACK:
      return g_strdup ("SYN, ACK");
    case SOCKEYE_CALL_STEP_ACK:
      return self->remark == SOCKEYE_REMARK_MAY_JOIN ? g_strdup (_ ("ACK, alone or with the FIN"))
                                                     : g_strdup ("ACK");
    case SOCKEYE_CALL_STEP_FIN:
      return g_strdup ("FIN");
    case SOCKEYE_CALL_STEP_RST:
      return self->remark == SOCKEYE_REMARK_OR_ICMP ? g_strdup (_ ("RST, or ICMP: port unreachable"))
                                                    : g_strdup ("RST");
    case SOCKEYE_CALL_STEP_DATA:
    case SOCKEYE_CALL_STEP_DATAGRAM:
      return format_bytes (self);
    case SOCKEYE_CALL_STEP_ICMP:
      return format_icmp (self);
    default:
      return format_call (self);
    }
}
