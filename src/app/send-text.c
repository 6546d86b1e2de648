/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-text.h"

#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A text view lays out a line as a whole, at some 10 ms per KiB, and takes some 100 ms for each MiB of short lines. */
#define LINE_LENGTH_MAX (16u << 10)
#define TEXT_LENGTH_MAX (8u << 20)
#define SHOWN_MAX       2048

struct _SockeyeSendText
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkWidget *held_row;
  GtkLabel *held_label;

  /* Borrowed from the buffer */
  GtkTextTag *plain;

  /* Owned */
  char *held; /* (nullable): the whole text, when the view shows only its beginning */
  guint show_source;
};

G_DEFINE_FINAL_TYPE (SockeyeSendText, sockeye_send_text, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Whether the view can take it: the first and the last line join the one at @iter. */
static gboolean
fits (SockeyeSendText *self, const GtkTextIter *iter, const char *text, gsize length)
{
  gsize around = (gsize) gtk_text_iter_get_chars_in_line (iter);
  const char *end = text + length;
  const char *line = text;

  if ((gsize) gtk_text_buffer_get_char_count (self->buffer) + length > TEXT_LENGTH_MAX)
    return FALSE;

  while (line < end)
    {
      const char *newline = memchr (line, '\n', (gsize) (end - line));
      gsize line_length = (gsize) ((newline != NULL ? newline : end) - line);

      if (line == text || newline == NULL)
        line_length += around;
      if (line_length > LINE_LENGTH_MAX)
        return FALSE;
      if (newline == NULL)
        break;
      line = newline + 1;
    }

  return TRUE;
}

static char *
join (SockeyeSendText *self, const GtkTextIter *iter, const char *text, gsize length)
{
  GString *joined = g_string_sized_new (length);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  before = gtk_text_buffer_get_text (self->buffer, &start, iter, TRUE);
  after = gtk_text_buffer_get_text (self->buffer, iter, &end, TRUE);
  g_string_append (joined, before);
  g_string_append_len (joined, text, (gssize) length);
  g_string_append (joined, after);
  return g_string_free (joined, FALSE);
}

/* Its beginning, up to a character's end. */
static gboolean
show_held (gpointer data)
{
  SockeyeSendText *self = data;
  g_autofree char *size = g_format_size (strlen (self->held));
  /* Translators: %s is a size, such as "1.2 MB" */
  g_autofree char *label = g_strdup_printf (_ ("%s of text; only its beginning is shown"), size);
  g_autofree char *shown = g_strndup (self->held, SHOWN_MAX);
  const char *end;

  self->show_source = 0;
  if (!g_utf8_validate (shown, -1, &end))
    shown[end - shown] = '\0';

  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, shown, -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_label_set_label (self->held_label, label);
  gtk_widget_set_visible (self->held_row, TRUE);
  return G_SOURCE_REMOVE;
}

static void
let_go (SockeyeSendText *self)
{
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_pointer (&self->held, g_free);
  gtk_text_view_set_editable (self->view, TRUE);
  gtk_widget_set_visible (self->held_row, FALSE);
}

/* Typed, pasted, dropped or set: all comes this way. Whoever inserts still holds the iterator, so the beginning is
 * shown later. */
static void
on_insert_text (GtkTextBuffer *buffer, GtkTextIter *iter, const char *text, int length, gpointer data)
{
  SockeyeSendText *self = data;

  if (self->held != NULL || fits (self, iter, text, (gsize) length))
    return;

  self->held = join (self, iter, text, (gsize) length);
  self->show_source = g_idle_add (show_held, self);
  g_signal_stop_emission_by_name (buffer, "insert-text");
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Where a long word is wrapped, a hyphen would look like one of the text. */
static void
on_inserted (GtkTextBuffer *buffer, GtkTextIter *iter, const char *text, int length, gpointer data)
{
  SockeyeSendText *self = data;
  GtkTextIter start = *iter;

  gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (text, length));
  gtk_text_buffer_apply_tag (buffer, self->plain, &start, iter);
}

static void
on_changed (SockeyeSendText *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_discard (SockeyeSendText *self)
{
  sockeye_send_text_set_text (self, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static gboolean
sockeye_send_text_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SOCKEYE_SEND_TEXT (widget)->view));
}

static void
sockeye_send_text_dispose (GObject *object)
{
  SockeyeSendText *self = SOCKEYE_SEND_TEXT (object);

  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_pointer (&self->held, g_free);
  if (self->buffer != NULL)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_SEND_TEXT);

  G_OBJECT_CLASS (sockeye_send_text_parent_class)->dispose (object);
}

static void
sockeye_send_text_class_init (SockeyeSendTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_send_text_dispose;
  widget_class->grab_focus = sockeye_send_text_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_SEND_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/send-text.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, view);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, buffer);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, held_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, held_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_insert_text);
  gtk_widget_class_bind_template_callback (widget_class, on_inserted);
}

static void
sockeye_send_text_init (SockeyeSendText *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->plain = gtk_text_buffer_create_tag (self->buffer, NULL, "insert-hyphens", FALSE, NULL);
}

/**
 * sockeye_send_text_get_view:
 * @self: an editor
 *
 * Returns: (transfer none): what a label names and a mnemonic focuses
 */
GtkWidget *
sockeye_send_text_get_view (SockeyeSendText *self)
{
  return GTK_WIDGET (self->view);
}

/**
 * sockeye_send_text_get_text:
 * @self: an editor
 *
 * Returns: (transfer full): the whole text
 */
char *
sockeye_send_text_get_text (SockeyeSendText *self)
{
  GtkTextIter start, end;

  if (self->held != NULL)
    return g_strdup (self->held);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

/**
 * sockeye_send_text_set_text:
 * @self: an editor
 * @text: its new text
 */
void
sockeye_send_text_set_text (SockeyeSendText *self, const char *text)
{
  let_go (self);
  gtk_text_buffer_set_text (self->buffer, text, -1);
}

/**
 * sockeye_send_text_is_empty:
 * @self: an editor
 *
 * Returns: whether there is no text in it
 */
gboolean
sockeye_send_text_is_empty (SockeyeSendText *self)
{
  return self->held == NULL && gtk_text_buffer_get_char_count (self->buffer) == 0;
}
