/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "payload-draft.h"

struct _SockeyePayloadDraft
{
  SockeyeSendPlan plan;
  const SockeyeCharset *charset;
  char *text;

  gint64 time;
  guint64 counter;
  char *peer;
  char *local;
};

/**
 * sockeye_payload_draft_new:
 * @plan: how @text becomes a payload; copied
 * @charset: an encoding
 * @text: (transfer full): what was typed
 * @values: what variables in it stand for now; copied, without what was matched
 *
 * Returns: (transfer full): the draft
 */
SockeyePayloadDraft *
sockeye_payload_draft_new (const SockeyeSendPlan *plan,
                           const SockeyeCharset *charset,
                           char *text,
                           const SockeyeVariableValues *values)
{
  SockeyePayloadDraft *self = g_new0 (SockeyePayloadDraft, 1);

  self->plan = *plan;
  self->charset = charset;
  self->text = text;
  self->time = values->time;
  self->counter = values->counter;
  self->peer = g_strdup (values->peer);
  self->local = g_strdup (values->local);
  return self;
}

/**
 * sockeye_payload_draft_free:
 * @self: (transfer full): a draft
 */
void
sockeye_payload_draft_free (SockeyePayloadDraft *self)
{
  g_free (self->text);
  g_free (self->peer);
  g_free (self->local);
  g_free (self);
}

/**
 * sockeye_payload_draft_make:
 * @varies: (out): whether each sending sends something else, of which the payload is an example; also set for an error
 * @error: as of sockeye_payload_template_new() and sockeye_payload_template_make()
 *
 * Takes long for a long text.
 *
 * Returns: (transfer full) (nullable): the payload
 */
GBytes *
sockeye_payload_draft_make (SockeyePayloadDraft *self, gboolean *varies, GError **error)
{
  const SockeyeVariableValues values = {
    .time = self->time, .counter = self->counter, .peer = self->peer, .local = self->local
  };
  g_autoptr (SockeyePayloadTemplate)
      message = sockeye_payload_template_new (&self->plan, self->charset, self->text, FALSE, error);

  *varies = message != NULL && sockeye_payload_template_has_variables (message);
  return message != NULL ? sockeye_payload_template_make (message, &values, error) : NULL;
}
