/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "payload-template.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WITH_MATCHES_MAX (64u << 20) /* bytes */

/* A piece of the message: bytes that stay, or a variable. */
typedef struct
{
  GBytes *bytes; /* (nullable) */
  SockeyeVariable variable;
} Piece;

struct _SockeyePayloadTemplate
{
  SockeyeSendPlan plan;
  const SockeyeCharset *charset;

  GBytes *payload; /* (nullable): all of it, when nothing of it varies */
  GArray *pieces;  /* (nullable): of Piece, otherwise */
  guint n_variables;
  guint n_random; /* characters */
  gboolean names_ends;
  gboolean counts;
};

static void
clear_piece (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->bytes, g_bytes_unref);
}

static SockeyePayloadTemplate *
alloc (void)
{
  return g_atomic_rc_box_new0 (SockeyePayloadTemplate);
}

/* An error of the piece tells a place in it: the same error of the whole tells the right one. */
static gboolean
add_text (SockeyePayloadTemplate *self, GString *text, const char *whole, GError **error)
{
  g_autoptr (GError) of_piece = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Piece piece = { 0 };

  if (text->len == 0)
    return TRUE;

  piece.bytes = sockeye_send_plan_read (&self->plan, self->charset, text->str, &of_piece);
  if (piece.bytes == NULL)
    {
      bytes = sockeye_send_plan_read (&self->plan, self->charset, whole, error);
      if (bytes != NULL)
        g_propagate_error (error, g_steal_pointer (&of_piece));
      return FALSE;
    }
  g_array_append_val (self->pieces, piece);
  g_string_set_size (text, 0);
  return TRUE;
}

static gboolean
add_variable (SockeyePayloadTemplate *self, const SockeyeVariable *variable, GError **error)
{
  Piece piece = { .variable = *variable };

  self->n_variables++;
  if (variable->kind == SOCKEYE_VARIABLE_RANDOM)
    self->n_random += variable->number;
  if (self->n_variables > SOCKEYE_TEMPLATE_VARIABLES_MAX)
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
        /* Translators: a number */
        _ ("The text has more than %'d variables, which is too much for one message. Send it in parts."),
        SOCKEYE_TEMPLATE_VARIABLES_MAX);
  else if (self->n_random > SOCKEYE_TEMPLATE_RANDOM_MAX)
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
        /* Translators: a number */
        _ ("The text has more than %'d random characters, which is too much for one message. Send it in "
           "parts."),
        SOCKEYE_TEMPLATE_RANDOM_MAX);
  else
    {
      g_array_append_val (self->pieces, piece);
      self->names_ends |= variable->kind == SOCKEYE_VARIABLE_PEER || variable->kind == SOCKEYE_VARIABLE_LOCAL;
      self->counts |= variable->kind == SOCKEYE_VARIABLE_COUNTER;
      return TRUE;
    }
  return FALSE;
}

static gboolean
cut (SockeyePayloadTemplate *self, const char *text, gboolean matches, GError **error)
{
  const SockeyeVariableValues none = { 0 };
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *rest = text;

  while (*rest != '\0')
    {
      const char *start = rest;
      const char *end;
      SockeyeVariable variable;

      if (!sockeye_variable_find (text, matches, &start, &end, &variable, error))
        return FALSE;
      g_string_append_len (plain, rest, start - rest);
      if (start < end && variable.kind == SOCKEYE_VARIABLE_DOLLAR)
        sockeye_variable_append (&variable, &none, plain);
      else if (start < end)
        {
          if (!add_text (self, plain, text, error) || !add_variable (self, &variable, error))
            return FALSE;
        }
      rest = end;
    }

  return add_text (self, plain, text, error);
}

/* Nothing of it varies: it is made once. */
static gboolean
make_constant (SockeyePayloadTemplate *self, const char *text, GError **error)
{
  self->payload = sockeye_send_plan_build (&self->plan, self->charset, text, error);
  return self->payload != NULL;
}

static gboolean
read_text (SockeyePayloadTemplate *self, const char *text, gboolean matches, GError **error)
{
  const SockeyeVariableValues none = { 0 };

  if (self->plan.form == SOCKEYE_SEND_AS_HEX || !self->plan.variables || strstr (text, "${") == NULL)
    return make_constant (self, text, error);

  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, clear_piece);
  if (!cut (self, text, matches, error))
    return FALSE;
  if (sockeye_payload_template_has_variables (self))
    return TRUE;

  self->payload = sockeye_payload_template_make (self, &none, error);
  return self->payload != NULL;
}

/**
 * sockeye_payload_template_new:
 * @plan: how @text is read, and what goes behind it; copied
 * @charset: an encoding
 * @text: what was typed
 * @matches: whether ${0} to ${9} stand for what a rule matched
 * @error: as of sockeye_send_plan_build(), %SOCKEYE_ERROR_INVALID_VARIABLE, or
 *   %SOCKEYE_ERROR_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): the message
 */
SockeyePayloadTemplate *
sockeye_payload_template_new (const SockeyeSendPlan *plan,
                              const SockeyeCharset *charset,
                              const char *text,
                              gboolean matches,
                              GError **error)
{
  g_autoptr (SockeyePayloadTemplate) self = alloc ();

  self->plan = *plan;
  self->charset = charset;
  return read_text (self, text, matches, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * sockeye_payload_template_new_for_bytes:
 * @payload: exactly what is to be sent
 *
 * Returns: (transfer full): a message that is always @payload
 */
SockeyePayloadTemplate *
sockeye_payload_template_new_for_bytes (GBytes *payload)
{
  SockeyePayloadTemplate *self = alloc ();

  self->payload = g_bytes_ref (payload);
  return self;
}

/**
 * sockeye_payload_template_ref:
 *
 * Returns: (transfer full): the same
 */
SockeyePayloadTemplate *
sockeye_payload_template_ref (SockeyePayloadTemplate *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SockeyePayloadTemplate *self)
{
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
}

/**
 * sockeye_payload_template_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_payload_template_unref (SockeyePayloadTemplate *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_payload_template_has_variables:
 *
 * Returns: whether its payloads differ from each other
 */
gboolean
sockeye_payload_template_has_variables (SockeyePayloadTemplate *self)
{
  return self->n_variables > 0;
}

/**
 * sockeye_payload_template_names_ends:
 *
 * Returns: whether each of several far ends gets another payload: it has ${peer} or ${local}
 */
gboolean
sockeye_payload_template_names_ends (SockeyePayloadTemplate *self)
{
  return self->names_ends;
}

/**
 * sockeye_payload_template_counts:
 *
 * Returns: whether it has ${counter}
 */
gboolean
sockeye_payload_template_counts (SockeyePayloadTemplate *self)
{
  return self->counts;
}

static gboolean
append_bytes (GByteArray *out, GBytes *bytes)
{
  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return TRUE;
}

/* A group that matched nothing, or that the expression does not have, is nothing. The far end chooses how long a match
 * is. */
static gboolean
append_match (const SockeyeVariableValues *values, guint group, GByteArray *out, GError **error)
{
  GBytes *match = group < values->n_matches ? values->matches[group] : NULL;
  g_autofree char *limit = NULL;

  if (match == NULL)
    return TRUE;
  if (g_bytes_get_size (match) <= WITH_MATCHES_MAX - MIN (out->len, WITH_MATCHES_MAX))
    return append_bytes (out, match);

  limit = g_format_size_full (WITH_MATCHES_MAX, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
      /* Translators: a size, such as "64.0 MiB" */
      _ ("With what was matched the message would be larger than %s. Let the expression match less."), limit);
  return FALSE;
}

static gboolean
append_variable (SockeyePayloadTemplate *self,
                 const SockeyeVariable *variable,
                 const SockeyeVariableValues *values,
                 GByteArray *out,
                 GError **error)
{
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (variable->kind == SOCKEYE_VARIABLE_MATCH)
    return append_match (values, variable->number, out, error);

  text = g_string_new (NULL);
  sockeye_variable_append (variable, values, text);
  bytes = sockeye_charset_encode (self->charset, text->str, (gssize) text->len, error);
  return bytes != NULL && append_bytes (out, bytes);
}

/**
 * sockeye_payload_template_make:
 * @values: what its variables stand for this time
 * @error: %SOCKEYE_ERROR_INVALID_RANGE: the checksum is of bytes that this payload has not; %SOCKEYE_ERROR_TOO_LARGE: so
 *   much was matched;
 *   %SOCKEYE_ERROR_UNENCODABLE: what a variable stands for has a character that the encoding has not
 *
 * Returns: (transfer full) (nullable): the payload: exactly the bytes to send
 */
GBytes *
sockeye_payload_template_make (SockeyePayloadTemplate *self,
                               const SockeyeVariableValues *values,
                               GError **error)
{
  g_autoptr (GByteArray) out = NULL;

  if (self->payload != NULL)
    return g_bytes_ref (self->payload);

  out = g_byte_array_new ();
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);

      if (piece->bytes != NULL)
        append_bytes (out, piece->bytes);
      else if (!append_variable (self, &piece->variable, values, out, error))
        return NULL;
    }
  if (!sockeye_send_plan_finish (&self->plan, self->charset, out, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
