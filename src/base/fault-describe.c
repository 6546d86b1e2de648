/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-describe.h"

#include <glib/gi18n-lib.h>

static char *
format_number (guint64 number)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, number);
}

static char *
describe_timing (const char *name, guint64 number)
{
  g_autofree char *digits = format_number (number);

  if (g_str_equal (name, SOCKEYE_FAULT_DELAY))
    /* Translators: %s is a number of milliseconds */
    return g_strdup_printf (_ ("On purpose: what is sent goes out %s ms later"), digits);
  if (g_str_equal (name, SOCKEYE_FAULT_GAP))
    /* Translators: %s is a number of milliseconds */
    return g_strdup_printf (_ ("On purpose: %s ms pass between two writes"), digits);
  if (g_str_equal (name, SOCKEYE_FAULT_COALESCE))
    /* Translators: %s is a number of milliseconds */
    return g_strdup_printf (
        _ ("On purpose: what is sent waits %s ms for more, and goes out in one write with it"), digits);
  if (g_str_equal (name, SOCKEYE_FAULT_SPLIT))
    /* Translators: %s is a number of bytes */
    return g_strdup_printf (ngettext ("On purpose: at most %s byte goes out in one write",
                                      "On purpose: at most %s bytes go out in one write", (gulong) number),
                            digits);
  if (g_str_equal (name, SOCKEYE_FAULT_THROTTLE))
    /* Translators: %s is a number of bytes */
    return g_strdup_printf (ngettext ("On purpose: at most %s byte a second goes out on each connection",
                                      "On purpose: at most %s bytes a second go out on each connection",
                                      (gulong) number),
                            digits);
  return NULL;
}

/* Shares of datagrams. */
static char *
describe_share (const SockeyeEvent *event)
{
  g_autofree char *percent = g_strdup_printf ("%.4g", (double) event->number / 1e4);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, event->number2);

  if (g_str_equal (event->text, SOCKEYE_FAULT_DROP))
    /* Translators: the first %s is a number, %% the percent sign, the second a number that chance begins with */
    return g_strdup_printf (_ ("On purpose: %s %% of the datagrams are not sent (seed %s)"), percent, seed);
  if (g_str_equal (event->text, SOCKEYE_FAULT_DUPLICATE))
    /* Translators: the first %s is a number, %% the percent sign, the second a number that chance begins with */
    return g_strdup_printf (_ ("On purpose: %s %% of the datagrams are sent twice (seed %s)"), percent, seed);
  if (g_str_equal (event->text, SOCKEYE_FAULT_REORDER))
    /* Translators: the first %s is a number, %% the percent sign, the second a number that chance begins with */
    return g_strdup_printf (_ ("On purpose: %s %% of the datagrams are sent behind the next one (seed %s)"),
                            percent, seed);
  if (g_str_equal (event->text, SOCKEYE_FAULT_CORRUPT))
    /* Translators: the first %s is a number, %% the percent sign, the second a number that chance begins with */
    return g_strdup_printf (_ ("On purpose: one bit is changed in %s %% of the datagrams (seed %s)"), percent,
                            seed);
  return NULL;
}

static char *
describe_datagram (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *digits = format_number (event->number);
  g_autofree char *bit = format_number (event->number2);
  gulong n = (gulong) event->number;

  if (g_str_equal (event->text, SOCKEYE_FAULT_DROPPED))
    return g_strdup_printf (
        /* Translators: a number of bytes, and the far end, such as "127.0.0.1:8080" */
        ngettext ("On purpose: a datagram of %s byte to %s was not sent",
                  "On purpose: a datagram of %s bytes to %s was not sent", n),
        digits, remote);
  if (g_str_equal (event->text, SOCKEYE_FAULT_DUPLICATED))
    return g_strdup_printf (
        /* Translators: a number of bytes, and the far end, such as "127.0.0.1:8080" */
        ngettext ("On purpose: a datagram of %s byte to %s is sent twice",
                  "On purpose: a datagram of %s bytes to %s is sent twice", n),
        digits, remote);
  if (g_str_equal (event->text, SOCKEYE_FAULT_HELD))
    return g_strdup_printf (
        /* Translators: a number of bytes, and the far end, such as "127.0.0.1:8080" */
        ngettext ("On purpose: a datagram of %s byte to %s waits until the next one has gone",
                  "On purpose: a datagram of %s bytes to %s waits until the next one has gone", n),
        digits, remote);
  if (g_str_equal (event->text, SOCKEYE_FAULT_CORRUPTED))
    /* Translators: two numbers that begin with 0, and the far end, such as "127.0.0.1:8080" */
    return g_strdup_printf (_ ("On purpose: bit %s of byte %s of a datagram to %s is changed"), bit, digits,
                            remote);
  return NULL;
}

/**
 * sockeye_fault_describe:
 * @event: an event of the type %SOCKEYE_EVENT_FAULT
 * @remote: the far end, such as "127.0.0.1:8080"
 *
 * Says what is done wrong on purpose, in the user's language.
 *
 * Returns: (transfer full): a sentence
 */
char *
sockeye_fault_describe (const SockeyeEvent *event, const char *remote)
{
  char *text = NULL;

  if (event->text != NULL)
    {
      text = describe_timing (event->text, event->number);
      if (text == NULL)
        text = describe_share (event);
      if (text == NULL)
        text = describe_datagram (event, remote);
      if (text == NULL && g_str_equal (event->text, SOCKEYE_FAULT_NEVER_READ))
        text = g_strdup (_ ("On purpose: nothing is read"));
      if (text == NULL && g_str_equal (event->text, SOCKEYE_FAULT_RESET_ACCEPTED))
        text = g_strdup (_ ("On purpose: each connection is reset as soon as it was accepted"));
    }
  return text != NULL ? text : g_strdup (_ ("Something is done wrong on purpose"));
}
