/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "event.h"

#include <netdb.h>
#include <string.h>

static const struct
{
  gint value;
  const char *symbol;
} resolver_symbols[] = {
  { EAI_BADFLAGS, "EAI_BADFLAGS" },     { EAI_NONAME, "EAI_NONAME" },
  { EAI_AGAIN, "EAI_AGAIN" },           { EAI_FAIL, "EAI_FAIL" },
  { EAI_NODATA, "EAI_NODATA" },         { EAI_FAMILY, "EAI_FAMILY" },
  { EAI_SOCKTYPE, "EAI_SOCKTYPE" },     { EAI_SERVICE, "EAI_SERVICE" },
  { EAI_ADDRFAMILY, "EAI_ADDRFAMILY" }, { EAI_MEMORY, "EAI_MEMORY" },
  { EAI_SYSTEM, "EAI_SYSTEM" },         { EAI_OVERFLOW, "EAI_OVERFLOW" },
  { EAI_CANCELED, "EAI_CANCELED" },     { EAI_IDN_ENCODE, "EAI_IDN_ENCODE" },
};

/**
 * sockeye_errno_symbol:
 * @error_number: an errno, or a negative EAI_… value of getaddrinfo(3)
 *
 * Returns: (transfer none): its name in the manual pages, such as "ECONNREFUSED"; "unknown error" for a number
 *   that the C library does not know
 */
const char *
sockeye_errno_symbol (gint error_number)
{
  const char *symbol = NULL;

  if (error_number > 0)
    symbol = strerrorname_np (error_number);
  for (guint i = 0; i < G_N_ELEMENTS (resolver_symbols); i++)
    if (resolver_symbols[i].value == error_number)
      symbol = resolver_symbols[i].symbol;

  return symbol != NULL ? symbol : "unknown error";
}
