/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "option.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  UNIT_NONE,
  UNIT_BYTES,
  UNIT_SECONDS,
  UNIT_MILLISECONDS,
} Unit;

static const struct
{
  const char *name;
  SockeyeOptionKind kind;
  Unit unit;
} options[SOCKEYE_N_OPTIONS] = {
  [SOCKEYE_OPTION_SO_RCVBUF] = { "SO_RCVBUF", SOCKEYE_OPTION_NUMBER, UNIT_BYTES },
  [SOCKEYE_OPTION_SO_SNDBUF] = { "SO_SNDBUF", SOCKEYE_OPTION_NUMBER, UNIT_BYTES },
  [SOCKEYE_OPTION_TCP_NODELAY] = { "TCP_NODELAY", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
  [SOCKEYE_OPTION_SO_KEEPALIVE] = { "SO_KEEPALIVE", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
  [SOCKEYE_OPTION_TCP_KEEPIDLE] = { "TCP_KEEPIDLE", SOCKEYE_OPTION_NUMBER, UNIT_SECONDS },
  [SOCKEYE_OPTION_TCP_KEEPINTVL] = { "TCP_KEEPINTVL", SOCKEYE_OPTION_NUMBER, UNIT_SECONDS },
  [SOCKEYE_OPTION_TCP_KEEPCNT] = { "TCP_KEEPCNT", SOCKEYE_OPTION_NUMBER, UNIT_NONE },
  [SOCKEYE_OPTION_TCP_USER_TIMEOUT] = { "TCP_USER_TIMEOUT", SOCKEYE_OPTION_NUMBER, UNIT_MILLISECONDS },
  [SOCKEYE_OPTION_SO_LINGER] = { "SO_LINGER", SOCKEYE_OPTION_NUMBER, UNIT_SECONDS },
  [SOCKEYE_OPTION_IP_TTL] = { "IP_TTL", SOCKEYE_OPTION_NUMBER, UNIT_NONE },
  [SOCKEYE_OPTION_IP_TOS] = { "IP_TOS", SOCKEYE_OPTION_NUMBER, UNIT_NONE },
  [SOCKEYE_OPTION_TCP_MAXSEG] = { "TCP_MAXSEG", SOCKEYE_OPTION_NUMBER, UNIT_BYTES },
  [SOCKEYE_OPTION_TCP_CONGESTION] = { "TCP_CONGESTION", SOCKEYE_OPTION_TEXT, UNIT_NONE },
  [SOCKEYE_OPTION_SO_BINDTODEVICE] = { "SO_BINDTODEVICE", SOCKEYE_OPTION_TEXT, UNIT_NONE },
  [SOCKEYE_OPTION_SO_REUSEADDR] = { "SO_REUSEADDR", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
  [SOCKEYE_OPTION_SO_REUSEPORT] = { "SO_REUSEPORT", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
  [SOCKEYE_OPTION_SO_BROADCAST] = { "SO_BROADCAST", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
  [SOCKEYE_OPTION_IP_MULTICAST_IF] = { "IP_MULTICAST_IF", SOCKEYE_OPTION_TEXT, UNIT_NONE },
  [SOCKEYE_OPTION_IP_MULTICAST_TTL] = { "IP_MULTICAST_TTL", SOCKEYE_OPTION_NUMBER, UNIT_NONE },
  [SOCKEYE_OPTION_IP_MULTICAST_LOOP] = { "IP_MULTICAST_LOOP", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
  [SOCKEYE_OPTION_IP_MULTICAST_ALL] = { "IP_MULTICAST_ALL", SOCKEYE_OPTION_SWITCH, UNIT_NONE },
};

/* The classes of service that have a name: RFC 2474, 2597, 3246, 5865 and 8622. */
static const struct
{
  guint dscp;
  const char *name;
} classes[] = {
  { 0, "CS0" },   { 1, "LE" },    { 8, "CS1" },   { 10, "AF11" }, { 12, "AF12" }, { 14, "AF13" },
  { 16, "CS2" },  { 18, "AF21" }, { 20, "AF22" }, { 22, "AF23" }, { 24, "CS3" },  { 26, "AF31" },
  { 28, "AF32" }, { 30, "AF33" }, { 32, "CS4" },  { 34, "AF41" }, { 36, "AF42" }, { 38, "AF43" },
  { 40, "CS5" },  { 44, "VA" },   { 46, "EF" },   { 48, "CS6" },  { 56, "CS7" },
};

/**
 * sockeye_option_get_name:
 * @option: an option
 *
 * Returns: (transfer none): its name in the manual pages, such as "SO_RCVBUF"
 */
const char *
sockeye_option_get_name (SockeyeOption option)
{
  g_return_val_if_fail (option < SOCKEYE_N_OPTIONS, "");

  return options[option].name;
}

/**
 * sockeye_option_get_kind:
 * @option: an option
 *
 * Returns: what its values are
 */
SockeyeOptionKind
sockeye_option_get_kind (SockeyeOption option)
{
  g_return_val_if_fail (option < SOCKEYE_N_OPTIONS, SOCKEYE_OPTION_NUMBER);

  return options[option].kind;
}

/**
 * sockeye_option_find:
 * @name: a name, such as "SO_RCVBUF"
 * @option: (out): the option; unchanged when there is none
 *
 * Returns: whether there is such an option
 */
gboolean
sockeye_option_find (const char *name, SockeyeOption *option)
{
  for (guint i = 0; i < SOCKEYE_N_OPTIONS; i++)
    if (g_str_equal (options[i].name, name))
      {
        *option = i;
        return TRUE;
      }
  return FALSE;
}

/* RFC 2474 and RFC 3168: the upper six bits are the class of service, the lower two are for congestion. */
static char *
format_tos (guint tos)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i].dscp == tos >> 2)
      return g_strdup_printf ("%u (DSCP %u, %s)", tos, tos >> 2, classes[i].name);

  return g_strdup_printf ("%u (DSCP %u)", tos, tos >> 2);
}

static char *
format_number (SockeyeOption option, gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (option == SOCKEYE_OPTION_IP_TOS && number >= 0 && number <= G_MAXUINT8)
    return format_tos ((guint) number);
  if (option == SOCKEYE_OPTION_SO_LINGER && number < 0)
    return g_strdup (_ ("off"));

  switch (options[option].unit)
    {
    case UNIT_BYTES:
      /* Translators: %s is a number; the text is put into other sentences */
      return g_strdup_printf (ngettext ("%s byte", "%s bytes", (gulong) ABS (number)), digits);
    case UNIT_SECONDS:
      /* Translators: %s is a number of seconds */
      return g_strdup_printf (_ ("%s s"), digits);
    case UNIT_MILLISECONDS:
      /* Translators: %s is a number of milliseconds */
      return g_strdup_printf (_ ("%s ms"), digits);
    case UNIT_NONE:
    default:
      return g_steal_pointer (&digits);
    }
}

/**
 * sockeye_option_format:
 * @option: an option
 * @number: its value, when it is a switch or a number
 * @text: (nullable): its value, when it is a text
 *
 * Writes a value with its unit: "on", "131072 bytes", "60 s", "184 (DSCP 46, EF)", "cubic".
 *
 * Returns: (transfer full): the value for the user
 */
char *
sockeye_option_format (SockeyeOption option, gint64 number, const char *text)
{
  switch (sockeye_option_get_kind (option))
    {
    case SOCKEYE_OPTION_SWITCH:
      return g_strdup (number != 0 ? _ ("on") : _ ("off"));
    case SOCKEYE_OPTION_TEXT:
      /* Translators: the value of a socket option that names an interface, when it names none */
      return g_strdup (text != NULL && *text != '\0' ? text : _ ("none"));
    case SOCKEYE_OPTION_NUMBER:
    default:
      return format_number (option, number);
    }
}
