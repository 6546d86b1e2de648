/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlights.h"

#define KEY "highlight-rules"

struct _SockeyeHighlights
{
  GObject parent_instance;

  GSettings *settings;
  GArray *rules;                 /* SockeyeHighlightRule */
  GPtrArray *patterns;           /* SockeyePattern or %NULL, as the rules */
  GArray *matches;               /* SockeyeMatch, to be used again and again */
  const SockeyeCharset *charset; /* of the patterns */
};

G_DEFINE_FINAL_TYPE (SockeyeHighlights, sockeye_highlights, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_rule (gpointer data)
{
  g_free (((SockeyeHighlightRule *) data)->text);
}

static void
free_pattern (gpointer data)
{
  if (data != NULL)
    sockeye_pattern_unref (data);
}

/* A rule that cannot be read marks nothing; whoever edits it is told. */
static void
compile (SockeyeHighlights *self, const SockeyeCharset *charset)
{
  self->charset = charset;
  g_ptr_array_set_size (self->patterns, 0);
  for (guint i = 0; i < self->rules->len; i++)
    {
      const SockeyeHighlightRule *rule = &g_array_index (self->rules, SockeyeHighlightRule, i);

      g_autoptr (SockeyePattern) pattern = NULL;

      if (rule->enabled)
        pattern = sockeye_highlight_rule_compile (rule, charset, NULL);
      /* It is looked for while the log is drawn. */
      g_ptr_array_add (self->patterns, pattern != NULL ? sockeye_pattern_make_quick (pattern) : NULL);
    }
}

static void
reload (SockeyeHighlights *self)
{
  g_clear_pointer (&self->rules, g_array_unref);
  self->rules = sockeye_highlights_load (self->settings);
  self->charset = NULL;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sockeye_highlights_finalize (GObject *object)
{
  SockeyeHighlights *self = SOCKEYE_HIGHLIGHTS (object);

  g_signal_handlers_disconnect_by_data (self->settings, self);
  g_object_unref (self->settings);
  g_array_unref (self->rules);
  g_ptr_array_unref (self->patterns);
  g_array_unref (self->matches);

  G_OBJECT_CLASS (sockeye_highlights_parent_class)->finalize (object);
}

static void
sockeye_highlights_class_init (SockeyeHighlightsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_highlights_finalize;

  /**
   * SockeyeHighlights::changed:
   *
   * Other things are to be marked.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_HIGHLIGHTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
sockeye_highlights_init (SockeyeHighlights *self)
{
  self->patterns = g_ptr_array_new_with_free_func (free_pattern);
  self->matches = g_array_new (FALSE, FALSE, sizeof (SockeyeMatch));
}

/**
 * sockeye_highlights_new:
 * @settings: where the rules are kept
 *
 * Returns: (transfer full): the rules, which follow the settings
 */
SockeyeHighlights *
sockeye_highlights_new (GSettings *settings)
{
  SockeyeHighlights *self = g_object_new (SOCKEYE_TYPE_HIGHLIGHTS, NULL);

  self->settings = g_object_ref (settings);
  self->rules = sockeye_highlights_load (settings);
  g_signal_connect_swapped (settings, "changed::" KEY, G_CALLBACK (reload), self);
  return self;
}

/**
 * sockeye_highlights_are_empty:
 * @self: rules
 *
 * Returns: whether nothing can be marked, whatever the log has
 */
gboolean
sockeye_highlights_are_empty (SockeyeHighlights *self)
{
  return self->rules->len == 0;
}

/**
 * sockeye_highlights_find:
 * @self: rules
 * @charset: how text stands in the bytes
 * @bytes: the context, followed by the bytes to be looked at
 * @length: of both together
 * @context: how many of them are context
 * @found: (element-type SockeyeHighlight): takes what is to be marked, at most %SOCKEYE_HIGHLIGHT_MATCHES_MAX; what
 *   follows lies over what came before
 */
void
sockeye_highlights_find (SockeyeHighlights *self,
                         const SockeyeCharset *charset,
                         const guint8 *bytes,
                         gsize length,
                         gsize context,
                         GArray *found)
{
  if (self->charset != charset)
    compile (self, charset);

  /* The first rule is the most important one, and drawn last. */
  for (guint i = self->patterns->len; i > 0; i--)
    {
      SockeyePattern *pattern = g_ptr_array_index (self->patterns, i - 1);
      guint color = g_array_index (self->rules, SockeyeHighlightRule, i - 1).color;

      if (pattern == NULL || found->len >= SOCKEYE_HIGHLIGHT_MATCHES_MAX)
        continue;

      g_array_set_size (self->matches, 0);
      sockeye_pattern_find (pattern, bytes, length, context, self->matches,
                            SOCKEYE_HIGHLIGHT_MATCHES_MAX - found->len);
      for (guint j = 0; j < self->matches->len; j++)
        {
          const SockeyeMatch *match = &g_array_index (self->matches, SockeyeMatch, j);
          SockeyeHighlight highlight = { match->start, match->length, color };

          g_array_append_val (found, highlight);
        }
    }
}

/**
 * sockeye_highlights_load:
 * @settings: where the rules are kept
 *
 * Returns: (transfer full) (element-type SockeyeHighlightRule): the rules, at most %SOCKEYE_HIGHLIGHTS_MAX
 */
GArray *
sockeye_highlights_load (GSettings *settings)
{
  GArray *rules = g_array_new (FALSE, TRUE, sizeof (SockeyeHighlightRule));
  g_autoptr (GVariant) value = g_settings_get_value (settings, KEY);
  GVariantIter iter;
  gboolean enabled;
  const char *text;
  guint32 kind, color;

  g_array_set_clear_func (rules, clear_rule);
  g_variant_iter_init (&iter, value);
  while (rules->len < SOCKEYE_HIGHLIGHTS_MAX
         && g_variant_iter_next (&iter, "(bu&su)", &enabled, &kind, &text, &color))
    {
      SockeyeHighlightRule rule = { enabled, (SockeyePatternKind) MIN (kind, SOCKEYE_PATTERN_REGEX),
                                    g_strdup (text), color };

      g_array_append_val (rules, rule);
    }
  return rules;
}

/**
 * sockeye_highlights_save:
 * @settings: where the rules are kept
 * @rules: (element-type SockeyeHighlightRule): all rules
 *
 * Keeps the rules; all windows follow.
 */
void
sockeye_highlights_save (GSettings *settings, GArray *rules)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(busu)"));
  for (guint i = 0; i < rules->len; i++)
    {
      const SockeyeHighlightRule *rule = &g_array_index (rules, SockeyeHighlightRule, i);

      g_variant_builder_add (&builder, "(busu)", rule->enabled, (guint32) rule->kind, rule->text,
                             rule->color);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/**
 * sockeye_highlight_rule_compile:
 * @rule: a rule
 * @charset: how text stands in bytes
 * @error: return location for an error, a sentence for the user
 *
 * Returns: (transfer full): what is looked for, or %NULL
 */
SockeyePattern *
sockeye_highlight_rule_compile (const SockeyeHighlightRule *rule,
                                const SockeyeCharset *charset,
                                GError **error)
{
  return sockeye_pattern_new (rule->kind, rule->text, FALSE, charset, error);
}
