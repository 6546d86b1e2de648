/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "values.h"

typedef struct
{
  SockeyeValue value;
  const char *bytes;
  gsize length;
  const char *big;
  const char *little;
} Case;

#define BYTES(s) s, sizeof (s) - 1

static const Case cases[] = {
  { SOCKEYE_VALUE_U8, BYTES ("\xfe"), "254", "254" },
  { SOCKEYE_VALUE_I8, BYTES ("\xfe"), "-2", "-2" },
  { SOCKEYE_VALUE_U16, BYTES ("\x01\x02"), "258", "513" },
  { SOCKEYE_VALUE_I16, BYTES ("\xff\x00"), "-256", "255" },
  { SOCKEYE_VALUE_U32, BYTES ("\x00\x00\x01\x00zz"), "256", "65536" },
  { SOCKEYE_VALUE_I32, BYTES ("\xff\xff\xff\xff"), "-1", "-1" },
  { SOCKEYE_VALUE_U64, BYTES ("\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615",
    "18446744073709551615" },
  { SOCKEYE_VALUE_I64, BYTES ("\x80\0\0\0\0\0\0\0"), "-9223372036854775808", "128" },
  { SOCKEYE_VALUE_I64, BYTES ("\x80\0\0\0\0\0\0"), NULL, NULL },
  { SOCKEYE_VALUE_FLOAT, BYTES ("\x3f\x80\0\0"), "1", "4.60060299e-41" },
  { SOCKEYE_VALUE_DOUBLE, BYTES ("\xc0\x04\0\0\0\0\0\0"), "-2.5", "6.007838253429558e-321" },
  { SOCKEYE_VALUE_BITS, BYTES ("\xa5"), "1010 0101", "1010 0101" },
  { SOCKEYE_VALUE_UTF8, BYTES ("\xe4\xbd\xa0\xe5"), "\xe4\xbd\xa0", "\xe4\xbd\xa0" },
  { SOCKEYE_VALUE_UTF8, BYTES ("\xe4\xbd"), NULL, NULL },
  { SOCKEYE_VALUE_GBK, BYTES ("\xc4\xe3\xba"), "\xe4\xbd\xa0", "\xe4\xbd\xa0" },
  { SOCKEYE_VALUE_UNIX32, BYTES ("\x00\x01\x51\x80"), "1970-01-02 00:00:00 UTC", "2038-03-21 13:52:00 UTC" },
  { SOCKEYE_VALUE_UNIX64, BYTES ("\x7f\xff\xff\xff\xff\xff\xff\xff"), NULL, "1969-12-31 23:57:51 UTC" },
};

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autofree char *big = sockeye_value_format (c->value, (const guint8 *) c->bytes, c->length, FALSE);
      g_autofree char *little = sockeye_value_format (c->value, (const guint8 *) c->bytes, c->length, TRUE);

      g_test_message ("case %u", i);
      g_assert_cmpstr (big, ==, c->big);
      g_assert_cmpstr (little, ==, c->little);
    }
}

static void
test_labels (void)
{
  for (guint i = 0; i < SOCKEYE_N_VALUES; i++)
    {
      g_assert_nonnull (sockeye_value_get_label (i));
      g_assert_null (sockeye_value_format (i, (const guint8 *) "", 0, TRUE));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/values", test_values);
  g_test_add_func ("/values/labels", test_labels);
  return g_test_run ();
}
