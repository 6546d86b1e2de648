/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-item.h"

#include "text.h"

#include <string.h>

/* No line on a screen shows more, in bytes. */
#define LINE_BYTES_MAX 512u
/* A file keeps milliseconds. */
#define TIME_UNIT 1000

struct _SockeyeHistoryItem
{
  GObject parent_instance;

  GRefString *text;
  guint64 size; /* more than @text has, when that is only the beginning */
  SockeyeSendPlan plan;
  const SockeyeCharset *charset;
  gint64 time; /* microseconds since the Epoch */
  guint times;

  guint hash;
  char *folded; /* (nullable): made when it is first looked for */
};

G_DEFINE_FINAL_TYPE (SockeyeHistoryItem, sockeye_history_item, G_TYPE_OBJECT)

static void
sockeye_history_item_finalize (GObject *object)
{
  SockeyeHistoryItem *self = SOCKEYE_HISTORY_ITEM (object);

  g_ref_string_release (self->text);
  g_free (self->folded);

  G_OBJECT_CLASS (sockeye_history_item_parent_class)->finalize (object);
}

static void
sockeye_history_item_class_init (SockeyeHistoryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_history_item_finalize;
}

static void
sockeye_history_item_init (SockeyeHistoryItem *self G_GNUC_UNUSED)
{
}

/* What has no effect on the bytes makes no difference between two items. */
static void
take_plan (SockeyeHistoryItem *self, const SockeyeSendPlan *plan, const SockeyeCharset *charset)
{
  gboolean hex = plan->form == SOCKEYE_SEND_AS_HEX;

  self->plan = (SockeyeSendPlan){ .form = plan->form, .append_line_end = plan->append_line_end };
  self->plan.escapes = plan->escapes && !hex;
  self->plan.variables = plan->variables && !hex;
  if (plan->append_line_end || (!hex && strpbrk (self->text, "\r\n") != NULL))
    self->plan.line_end = plan->line_end;
  if (plan->checksum != SOCKEYE_CHECKSUM_NONE)
    {
      self->plan.checksum = plan->checksum;
      self->plan.checksum_start = plan->checksum_start;
      self->plan.checksum_length = plan->checksum_length;
      self->plan.checksum_little_endian = plan->checksum_little_endian;
    }
  self->plan.suffix_length = MIN (plan->suffix_length, SOCKEYE_SUFFIX_MAX);
  memcpy (self->plan.suffix, plan->suffix, self->plan.suffix_length);
  self->charset = hex && !plan->append_line_end ? sockeye_charset_find ("utf-8") : charset;
}

static SockeyeHistoryItem *
make (GRefString *text,
      guint64 size,
      const SockeyeSendPlan *plan,
      const SockeyeCharset *charset,
      gint64 time,
      guint times)
{
  SockeyeHistoryItem *self = g_object_new (SOCKEYE_TYPE_HISTORY_ITEM, NULL);

  self->text = text;
  self->size = size;
  self->hash = g_str_hash (text);
  self->time = (time + TIME_UNIT / 2) / TIME_UNIT * TIME_UNIT;
  self->times = MAX (times, 1);
  take_plan (self, plan, charset);
  return self;
}

static char *
cut (const char *text, gsize length)
{
  char *beginning = g_strndup (text, length);
  const char *end;

  if (!g_utf8_validate (beginning, -1, &end))
    beginning[end - beginning] = '\0';
  return beginning;
}

/**
 * sockeye_history_item_new:
 * @text: what was typed
 * @plan: how it was read, and what went behind it; copied
 * @charset: the encoding it was sent in
 * @time: when, in microseconds since the Epoch
 *
 * Returns: (transfer full): an item for it. Of a text of more than %SOCKEYE_HISTORY_TEXT_MAX bytes it has the beginning
 *   only
 */
SockeyeHistoryItem *
sockeye_history_item_new (const char *text,
                          const SockeyeSendPlan *plan,
                          const SockeyeCharset *charset,
                          gint64 time)
{
  return sockeye_history_item_new_beginning (text, strlen (text), plan, charset, time);
}

/**
 * sockeye_history_item_new_beginning:
 * @beginning: what was typed, or its beginning
 * @size: bytes of the whole text
 * @plan: how it was read, and what went behind it; copied
 * @charset: the encoding it was sent in
 * @time: when, in microseconds since the Epoch
 *
 * Returns: (transfer full): an item for a text that may no longer be there
 */
SockeyeHistoryItem *
sockeye_history_item_new_beginning (const char *beginning,
                                    guint64 size,
                                    const SockeyeSendPlan *plan,
                                    const SockeyeCharset *charset,
                                    gint64 time)
{
  g_autofree char *kept = size > SOCKEYE_HISTORY_TEXT_MAX ? cut (beginning, SOCKEYE_HISTORY_BEGINNING_MAX)
                                                          : g_strdup (beginning);

  return make (g_ref_string_new (kept), size, plan, charset, time, 1);
}

/**
 * sockeye_history_item_new_later:
 * @item: an item
 * @time: when it was sent last, in microseconds since the Epoch
 * @times: how often it was sent
 *
 * Returns: (transfer full): an item for the same text, which both share
 */
SockeyeHistoryItem *
sockeye_history_item_new_later (SockeyeHistoryItem *item, gint64 time, guint times)
{
  return make (g_ref_string_acquire (item->text), item->size, &item->plan, item->charset, time, times);
}

/**
 * sockeye_history_item_get_text:
 * @self: an item
 *
 * Returns: what was typed, or its beginning, see sockeye_history_item_is_whole()
 */
const char *
sockeye_history_item_get_text (SockeyeHistoryItem *self)
{
  return self->text;
}

/**
 * sockeye_history_item_get_size:
 * @self: an item
 *
 * Returns: bytes of the whole text, in UTF-8
 */
guint64
sockeye_history_item_get_size (SockeyeHistoryItem *self)
{
  return self->size;
}

/**
 * sockeye_history_item_is_whole:
 * @self: an item
 *
 * Returns: %FALSE when the text was too long to keep: it can neither be put back nor sent again
 */
gboolean
sockeye_history_item_is_whole (SockeyeHistoryItem *self)
{
  return self->size <= SOCKEYE_HISTORY_TEXT_MAX;
}

/**
 * sockeye_history_item_get_plan:
 * @self: an item
 *
 * Returns: how the text becomes a payload; options without an effect on it are off
 */
const SockeyeSendPlan *
sockeye_history_item_get_plan (SockeyeHistoryItem *self)
{
  return &self->plan;
}

/**
 * sockeye_history_item_get_charset:
 * @self: an item
 *
 * Returns: the encoding of the payload; UTF-8 when it makes no difference
 */
const SockeyeCharset *
sockeye_history_item_get_charset (SockeyeHistoryItem *self)
{
  return self->charset;
}

/**
 * sockeye_history_item_get_time:
 * @self: an item
 *
 * Returns: when it was sent last, in microseconds since the Epoch, to the millisecond
 */
gint64
sockeye_history_item_get_time (SockeyeHistoryItem *self)
{
  return self->time;
}

/**
 * sockeye_history_item_get_times:
 * @self: an item
 *
 * Returns: how often it was sent, at least 1
 */
guint
sockeye_history_item_get_times (SockeyeHistoryItem *self)
{
  return self->times;
}

static gboolean
plans_equal (const SockeyeSendPlan *a, const SockeyeSendPlan *b)
{
  return a->line_end == b->line_end && !a->append_line_end == !b->append_line_end && a->form == b->form
         && !a->escapes == !b->escapes && !a->variables == !b->variables && a->checksum == b->checksum
         && !a->checksum_little_endian == !b->checksum_little_endian && a->checksum_start == b->checksum_start
         && a->checksum_length == b->checksum_length && a->suffix_length == b->suffix_length
         && memcmp (a->suffix, b->suffix, a->suffix_length) == 0;
}

/**
 * sockeye_history_item_hash:
 * @self: an item
 *
 * Returns: the same for all that are equal
 */
guint
sockeye_history_item_hash (SockeyeHistoryItem *self)
{
  return self->hash;
}

/**
 * sockeye_history_item_equal:
 * @a: an item
 * @b: an item
 *
 * Returns: whether both are the same text, sent in the same way, at whatever times
 */
gboolean
sockeye_history_item_equal (SockeyeHistoryItem *a, SockeyeHistoryItem *b)
{
  return a->hash == b->hash && a->size == b->size && a->charset == b->charset
         && plans_equal (&a->plan, &b->plan) && g_str_equal (a->text, b->text);
}

/* The log draws pictures of controls itself; a label has the fonts only, of which few have them. */
static void
append_control (GString *line, const char *text)
{
  switch (text[0])
    {
    case '\r':
      if (text[1] != '\n')
        g_string_append (line, "↵");
      break;
    case '\n':
      g_string_append (line, "↵");
      break;
    case '\t':
      g_string_append (line, "⇥");
      break;
    default:
      g_string_append_printf (line, "\\x%02X", (guint8) text[0]);
    }
}

/**
 * sockeye_history_item_make_line:
 * @self: an item
 *
 * Returns: (transfer full): the beginning of the text as one safe line; line breaks and tabs are arrows, other characters
 *   that cannot be seen are \xNN or \uNNNN
 */
char *
sockeye_history_item_make_line (SockeyeHistoryItem *self)
{
  g_autoptr (SockeyeText) shown = sockeye_text_new ();
  g_autofree char *beginning = cut (self->text, LINE_BYTES_MAX);
  GString *line = g_string_new (NULL);

  sockeye_text_decode (shown, sockeye_charset_find ("utf-8"), (const guint8 *) beginning, strlen (beginning),
                       0, SOCKEYE_DECODE_DISPLAY);
  for (guint i = 0; i < shown->cells->len; i++)
    {
      const SockeyeCell *cell = &g_array_index (shown->cells, SockeyeCell, i);

      if (cell->kind == SOCKEYE_CELL_CONTROL && cell->bytes_length == 1)
        append_control (line, beginning + cell->bytes);
      else
        g_string_append_len (line, shown->utf8->str + cell->text, cell->text_length);
    }
  return g_string_free (line, FALSE);
}

/**
 * sockeye_history_fold:
 * @text: a text
 *
 * Returns: (transfer full): @text in a form in which case and width make no difference
 */
char *
sockeye_history_fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : text, -1);
}

/**
 * sockeye_history_item_matches:
 * @self: an item
 * @folded: what is looked for, from sockeye_history_fold()
 *
 * UI thread.
 *
 * Returns: whether the text has it
 */
gboolean
sockeye_history_item_matches (SockeyeHistoryItem *self, const char *folded)
{
  if (self->folded == NULL)
    self->folded = sockeye_history_fold (self->text);
  return strstr (self->folded, folded) != NULL;
}
