/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reply-strip.h"

#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeReplyStrip
{
  GtkWidget parent_instance;

  /* Template widgets; %NULL until it shows something */
  GtkLabel *text;

  /* Owned */
  SockeyeResponder *responder;
};

G_DEFINE_FINAL_TYPE (SockeyeReplyStrip, sockeye_reply_strip, GTK_TYPE_WIDGET)

static char *
count_rules (SockeyeReplyStrip *self)
{
  guint n = sockeye_reply_rules_count_enabled (sockeye_responder_get_rules (self->responder));

  /* Translators: %u is the number of rules that are used */
  return g_strdup_printf (ngettext ("%u rule", "%u rules", n), n);
}

static char *
count_replies (guint64 replies)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, replies);

  /* Translators: %s is a number */
  return g_strdup_printf (ngettext ("%s reply", "%s replies", (gulong) MIN (replies, G_MAXULONG)), number);
}

static char *
count_unanswered (guint64 unanswered)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, unanswered);

  /* Translators: %s is a number of messages */
  return g_strdup_printf (
      ngettext ("%s not answered", "%s not answered", (gulong) MIN (unanswered, G_MAXULONG)), number);
}

static char *
describe (SockeyeReplyStrip *self)
{
  SockeyeReplyCounts counts;
  g_autofree char *rules = count_rules (self);
  g_autofree char *replies = NULL;
  g_autofree char *unanswered = NULL;

  if (sockeye_reply_rules_count_enabled (sockeye_responder_get_rules (self->responder)) == 0)
    return g_strdup (_ ("Auto-reply is on, but no rule is used"));

  sockeye_responder_get_counts (self->responder, &counts);
  replies = count_replies (counts.replies);
  unanswered = count_unanswered (counts.unanswered);
  if (counts.unanswered == 0)
    /* Translators: "Auto-reply: 3 rules, 12 replies" */
    return g_strdup_printf (_ ("Auto-reply: %s, %s"), rules, replies);
  /* Translators: "Auto-reply: 3 rules, 12 replies, 2 not answered" */
  return g_strdup_printf (_ ("Auto-reply: %s, %s, %s"), rules, replies, unanswered);
}

static void
refresh (SockeyeReplyStrip *self)
{
  g_autofree char *text = NULL;

  if (self->text == NULL)
    return;
  text = describe (self);
  /* Setting a label to what it shows already would still lay out the window. */
  if (g_strcmp0 (gtk_label_get_label (self->text), text) == 0)
    return;
  gtk_label_set_label (self->text, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->text), text);
}

static void
on_active_changed (SockeyeReplyStrip *self)
{
  gboolean active = sockeye_responder_is_active (self->responder);

  if (active && self->text == NULL)
    gtk_widget_init_template (GTK_WIDGET (self));
  refresh (self);
  gtk_widget_set_visible (GTK_WIDGET (self), active);
}

static void
sockeye_reply_strip_dispose (GObject *object)
{
  SockeyeReplyStrip *self = SOCKEYE_REPLY_STRIP (object);

  if (self->responder != NULL)
    {
      g_signal_handlers_disconnect_by_data (sockeye_responder_get_rules (self->responder), self);
      g_signal_handlers_disconnect_by_data (self->responder, self);
    }
  g_clear_object (&self->responder);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_REPLY_STRIP);

  G_OBJECT_CLASS (sockeye_reply_strip_parent_class)->dispose (object);
}

static void
sockeye_reply_strip_class_init (SockeyeReplyStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_reply_strip_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/reply-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeReplyStrip, text);
}

static void
sockeye_reply_strip_init (SockeyeReplyStrip *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sockeye_reply_strip_set_responder:
 * @self: a strip
 * @responder: what it tells about; once
 */
void
sockeye_reply_strip_set_responder (SockeyeReplyStrip *self, SockeyeResponder *responder)
{
  g_return_if_fail (self->responder == NULL);

  self->responder = g_object_ref (responder);
  g_signal_connect_swapped (responder, "notify::active", G_CALLBACK (on_active_changed), self);
  g_signal_connect_swapped (responder, "counted", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (sockeye_responder_get_rules (responder), "changed", G_CALLBACK (refresh), self);
  on_active_changed (self);
}
