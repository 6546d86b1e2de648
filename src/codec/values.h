/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_VALUE_U8,
  SOCKEYE_VALUE_I8,
  SOCKEYE_VALUE_U16,
  SOCKEYE_VALUE_I16,
  SOCKEYE_VALUE_U32,
  SOCKEYE_VALUE_I32,
  SOCKEYE_VALUE_U64,
  SOCKEYE_VALUE_I64,
  SOCKEYE_VALUE_FLOAT,  /* IEEE 754 binary32 */
  SOCKEYE_VALUE_DOUBLE, /* IEEE 754 binary64 */
  SOCKEYE_VALUE_BITS,   /* of the first byte */
  SOCKEYE_VALUE_UTF8,   /* the character in UTF-8 */
  SOCKEYE_VALUE_GBK,    /* the character in GBK */
  SOCKEYE_VALUE_UNIX32, /* seconds since the Epoch, 32 bits */
  SOCKEYE_VALUE_UNIX64, /* seconds since the Epoch, 64 bits */
  SOCKEYE_N_VALUES
} SockeyeValue;

const char *sockeye_value_get_label (SockeyeValue value);
char *sockeye_value_format (SockeyeValue value, const guint8 *bytes, gsize length, gboolean little_endian);

G_END_DECLS
