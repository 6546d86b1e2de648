/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile-value.h"

#include "charset.h"
#include "endpoint.h"
#include "errors.h"
#include "hex.h"
#include "key-lines.h"
#include "send-plan.h"
#include "wishes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Of hosts, paths and the like, in bytes: more than any of them can have. */
#define WORD_MAX 4096

/* What can be done wrong on purpose, and how much of it. */
static const struct
{
  const char *name;
  double most;
} faults[] = {
  { "active", 1 },         { "delay", 3600000 }, { "split", 1000000 }, { "gap", 3600000 },
  { "coalesce", 3600000 }, { "rate", 1e10 },     { "never_read", 1 },  { "reset_accepted", 1 },
  { "drop", 100 },         { "duplicate", 100 }, { "reorder", 100 },   { "corrupt", 100 },
  { "seed", G_MAXUINT32 },
};

/**
 * sockeye_profile_value_to_text:
 * @value: a setting's value
 *
 * Returns: (transfer full): words and numbers as they are; lists as GVariant writes them
 */
char *
sockeye_profile_value_to_text (GVariant *value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  /* GVariant would write 1 as 1.0, and a uint16 as 0x0001. */
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    return g_strdup (g_ascii_dtostr (number, sizeof number, g_variant_get_double (value)));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT16))
    return g_strdup_printf ("%u", g_variant_get_uint16 (value));
  return g_variant_print (value, FALSE);
}

/* --- Reading */

/* What is read, and what the schema says of it. */
typedef struct
{
  const char *key;
  const char *text;
  const GVariantType *type;
  GVariant *range; /* (nullable): its smallest and its largest value */
} Reading;

static GVariant *
refuse (const Reading *self, const char *allowed, GError **error)
{
  sockeye_key_lines_refuse (self->key, self->text, allowed, error);
  return NULL;
}

static GVariant *
refuse_number (const Reading *self, const char *from, const char *to, GError **error)
{
  /* Translators: the smallest and the largest number that is possible */
  g_autofree char *allowed = g_strdup_printf (_ ("a whole number from %s to %s"), from, to);

  return refuse (self, allowed, error);
}

static gboolean
get_limits (const Reading *self, gint64 *min, gint64 *max)
{
  g_autoptr (GVariant) low = NULL;
  g_autoptr (GVariant) high = NULL;
  gboolean is_signed = g_variant_type_equal (self->type, G_VARIANT_TYPE_INT32);

  *min = is_signed ? G_MININT32 : 0;
  *max = is_signed                                                  ? G_MAXINT32
         : g_variant_type_equal (self->type, G_VARIANT_TYPE_UINT16) ? G_MAXUINT16
                                                                    : G_MAXUINT32;
  if (self->range == NULL)
    return is_signed;

  low = g_variant_get_child_value (self->range, 0);
  high = g_variant_get_child_value (self->range, 1);
  *min = is_signed ? g_variant_get_int32 (low) : (gint64) g_variant_get_uint32 (low);
  *max = is_signed ? g_variant_get_int32 (high) : (gint64) g_variant_get_uint32 (high);
  return is_signed;
}

static GVariant *
read_whole_number (const Reading *self, GError **error)
{
  gint64 min, max, number;
  gboolean is_signed = get_limits (self, &min, &max);

  /* NULL: what is wrong is said below, with what to do. */
  if (!g_ascii_string_to_signed (self->text, 10, min, max, &number, NULL))
    {
      g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, min);
      g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, max);

      return refuse_number (self, from, to, error);
    }

  if (g_variant_type_equal (self->type, G_VARIANT_TYPE_UINT16))
    return g_variant_new_uint16 ((guint16) number);
  return is_signed ? g_variant_new_int32 ((gint32) number) : g_variant_new_uint32 ((guint32) number);
}

/* Those that are kept as a double have no fraction either: they are more than 32 bits can hold. */
static GVariant *
read_large_number (const Reading *self, GError **error)
{
  double min = 0, max = G_MAXINT64, number;
  char *end = NULL;

  if (self->range != NULL)
    g_variant_get (self->range, "(dd)", &min, &max);
  number = g_ascii_strtod (self->text, &end);
  if (end == self->text || *end != '\0' || !isfinite (number) || number < min || number > max)
    {
      g_autofree char *from = g_strdup_printf ("%.0f", min);
      g_autofree char *to = g_strdup_printf ("%.0f", max);

      return refuse_number (self, from, to, error);
    }
  return g_variant_new_double (number);
}

static GVariant *
read_switch (const Reading *self, GError **error)
{
  if (g_str_equal (self->text, "true") || g_str_equal (self->text, "false"))
    return g_variant_new_boolean (*self->text == 't');
  return refuse (self, "false, true", error);
}

static gboolean
check_charset (const Reading *self, GError **error)
{
  g_autoptr (GString) allowed = NULL;
  const SockeyeCharset *const *charsets;
  guint n_charsets;

  if (sockeye_charset_find (self->text) != NULL)
    return TRUE;

  allowed = g_string_new (NULL);
  charsets = sockeye_charset_list (&n_charsets);
  for (guint i = 0; i < n_charsets; i++)
    g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", charsets[i]->id);
  refuse (self, allowed->str, error);
  return FALSE;
}

static gboolean
check_hex (const Reading *self, GError **error)
{
  g_autoptr (GBytes) bytes = sockeye_hex_parse (self->text, error);

  if (bytes == NULL)
    return FALSE;
  if (g_bytes_get_size (bytes) <= SOCKEYE_SUFFIX_MAX)
    return TRUE;

  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
               /* Translators: a key in a file, then a number of bytes */
               _ ("“%s” can have %d bytes at most."), self->key, SOCKEYE_SUFFIX_MAX);
  return FALSE;
}

/* What a field of the window would mark. */
static gboolean
check_word (const Reading *self, GError **error)
{
  gsize max = g_str_equal (self->key, "send-text") ? SOCKEYE_PROFILE_TEXT_MAX : WORD_MAX;

  if (strlen (self->text) > max)
    {
      g_autofree char *size = g_format_size_full (max, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: a key in a file, then a size such as "64.0 KiB" */
                   _ ("“%s” is longer than %s, the most that it can be."), self->key, size);
      return FALSE;
    }
  if (g_str_equal (self->key, "encoding"))
    return check_charset (self, error);
  if (g_str_equal (self->key, "suffix") || g_str_equal (self->key, "framing-delimiter"))
    return check_hex (self, error);
  if (g_str_has_suffix (self->key, "-host"))
    return sockeye_host_classify (self->text, error) != SOCKEYE_HOST_INVALID;
  if (g_str_has_suffix (self->key, "-path"))
    return *self->text == '\0' || sockeye_path_check (self->text, error);
  return TRUE;
}

static gboolean
check_fault (const Reading *self, const char *name, double value, GError **error)
{
  g_autofree char *allowed = NULL;
  g_autofree char *shortened = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      if (!g_str_equal (faults[i].name, name))
        continue;
      if (value >= 0 && value <= faults[i].most)
        return TRUE;
      /* Translators: a name such as "drop", then the largest number that is possible */
      allowed = g_strdup_printf (_ ("“%s” from 0 to %.0f"), name, faults[i].most);
      refuse (self, allowed, error);
      return FALSE;
    }

  shortened = sockeye_key_lines_shorten (name);
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
               /* Translators: a key in a file, then a name in the list behind it */
               _ ("“%s” has no “%s”. Correct it, or remove it."), self->key, shortened);
  return FALSE;
}

static gboolean
check_faults (const Reading *self, GVariant *value, GError **error)
{
  GVariantIter iter;
  const char *name;
  double number;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&sd}", &name, &number))
    if (!check_fault (self, name, number, error))
      return FALSE;
  return TRUE;
}

/* One at a time, so that the one that nobody would heed can be named. */
static gboolean
check_options (const Reading *self, GVariant *value, GError **error)
{
  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) alone = g_variant_ref_sink (g_variant_new_array (NULL, &item, 1));
      g_autoptr (SockeyeWishes) wishes = sockeye_wishes_new_from_variant (alone);
      g_autoptr (GVariant) heeded = g_variant_ref_sink (sockeye_wishes_to_variant (wishes));
      g_autofree char *text = NULL;
      g_autofree char *shortened = NULL;

      if (g_variant_equal (alone, heeded))
        continue;
      text = g_variant_print (item, FALSE);
      shortened = sockeye_key_lines_shorten (text);
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: a key in a file, then a part of the list behind it */
                   _ ("In “%s”, “%s” is no socket option that this Sockeye knows, or no value that it can "
                      "have. Correct it, or remove it."),
                   self->key, shortened);
      return FALSE;
    }
  return TRUE;
}

static GVariant *
read_list (const Reading *self, GError **error)
{
  /* NULL: what is wrong is said below, with what to do. */
  g_autoptr (GVariant) value = g_variant_parse (self->type, self->text, NULL, NULL, NULL);
  gboolean are_faults = g_str_equal (self->key, "faults");

  if (value == NULL)
    return refuse (self, are_faults ? "{'active': 1, 'delay': 20}, …" : "{'TCP_NODELAY': <true>}, …", error);
  if (!(are_faults ? check_faults (self, value, error) : check_options (self, value, error)))
    return NULL;
  return g_steal_pointer (&value);
}

static GVariant *
read_word (const Reading *self, GError **error)
{
  return check_word (self, error) ? g_variant_new_string (self->text) : NULL;
}

static GVariant *
read_value (const Reading *self, GError **error)
{
  switch (g_variant_type_peek_string (self->type)[0])
    {
    case 'b':
      return read_switch (self, error);
    case 'd':
      return read_large_number (self, error);
    case 'i':
    case 'u':
    case 'q':
      return read_whole_number (self, error);
    case 's':
      return read_word (self, error);
    default:
      return read_list (self, error);
    }
}

static GVariant *
read_choice (const Reading *self, GVariant *choices, GError **error)
{
  g_autofree const char **words = g_variant_get_strv (choices, NULL);
  g_autofree char *allowed = NULL;

  if (g_strv_contains (words, self->text))
    return g_variant_new_string (self->text);
  allowed = g_strjoinv (", ", (char **) words);
  return refuse (self, allowed, error);
}

/**
 * sockeye_profile_value_from_text:
 * @key: a setting
 * @text: what stands behind it in a file
 * @error: %SOCKEYE_ERROR_INVALID_FILE: that is nothing it can be; or an error of the field in which the user would have
 *   entered it; a sentence for the user
 *
 * Returns: (transfer full) (nullable): its value
 */
GVariant *
sockeye_profile_value_from_text (GSettingsSchemaKey *key, const char *text, GError **error)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) limits = NULL;
  const char *kind;
  Reading reading = { .key = g_settings_schema_key_get_name (key), .text = text };
  GVariant *value;

  reading.type = g_settings_schema_key_get_value_type (key);
  g_variant_get (range, "(&sv)", &kind, &limits);
  if (g_str_equal (kind, "range"))
    reading.range = limits;
  value = g_str_equal (kind, "enum") ? read_choice (&reading, limits, error) : read_value (&reading, error);
  return value != NULL ? g_variant_take_ref (value) : NULL;
}
