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
/* Whoever has the clipboard and does not hand it over in this time will not do so later either. */
#define PASTE_TIMEOUT_MS 10000

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
  char *held;   /* (nullable): the whole text, when the view shows only its beginning */
  char *before; /* (nullable): the text before it became too long */
  guint show_source;
  GCancellable *pasting; /* (nullable): while the clipboard's text is on its way */
  guint paste_timer;

  gboolean showing; /* the view changes, the text does not */
};

G_DEFINE_FINAL_TYPE (SockeyeSendText, sockeye_send_text, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  PASTED,
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
  /* Translators: stands below the text to send; %s is its size, such as "1.2 MB" */
  g_autofree char *label = g_strdup_printf (_ ("%s, too long to edit; its start is shown"), size);
  g_autofree char *shown = g_strndup (self->held, SHOWN_MAX);
  const char *end;

  self->show_source = 0;
  if (!g_utf8_validate (shown, -1, &end))
    shown[end - shown] = '\0';

  self->showing = TRUE;
  gtk_text_buffer_set_text (self->buffer, shown, -1);
  self->showing = FALSE;
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_label_set_label (self->held_label, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->held_label), label);
  gtk_widget_set_visible (self->held_row, TRUE);
  return G_SOURCE_REMOVE;
}

static void
let_go (SockeyeSendText *self)
{
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_pointer (&self->held, g_free);
  g_clear_pointer (&self->before, g_free);
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
  self->before = join (self, iter, "", 0);
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
  /* GTK 4.8 measures changed lines in an idle handler. Where drawing comes first, it finds out while it draws, and leaves
   * out what this moves, scroll bar and neighbours, from that picture; but not when the view is laid out before. To
   * allocate it is not enough: its new size then reaches some of the boxes around it only. */
  gtk_widget_queue_resize (GTK_WIDGET (self->view));
  if (!self->showing)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_all_selected (SockeyeSendText *self)
{
  GtkTextIter start, end;

  return gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end) && gtk_text_iter_is_start (&start)
         && gtk_text_iter_is_end (&end);
}

static void
finish_paste (SockeyeSendText *self, const char *failure)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->pasting);
  g_clear_handle_id (&self->paste_timer, g_source_remove);
  if (failure != NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, failure);
  g_signal_emit (self, signals[PASTED], 0, error);
}

typedef struct
{
  SockeyeSendText *editor;
  GCancellable *cancellable;
} Paste;

static void
on_text_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Paste *paste = data;
  g_autoptr (SockeyeSendText) self = paste->editor;
  g_autoptr (GCancellable) cancellable = paste->cancellable;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  /* Nobody waits for it any more. */
  if (self->pasting != cancellable)
    return;

  if (text == NULL)
    finish_paste (self, _ ("Nothing was pasted: the clipboard has no text. Copy a text first."));
  else if (sockeye_send_text_insert (self, text))
    finish_paste (self, NULL);
  else
    finish_paste (self,
                  _ ("Nothing was pasted: the text that is there is too long to edit. Discard it first."));
}

static gboolean
on_paste_timeout (gpointer data)
{
  SockeyeSendText *self = data;

  self->paste_timer = 0;
  g_cancellable_cancel (self->pasting);
  finish_paste (self,
                _ ("Nothing was pasted: the program that has the clipboard does not answer. Copy the text "
                   "once more."));
  return G_SOURCE_REMOVE;
}

/* The text view would paste as well, but would not tell that a text is on its way. */
static void
on_paste (GtkTextView *view, gpointer data)
{
  SockeyeSendText *self = data;
  Paste *paste;

  g_signal_stop_emission_by_name (view, "paste-clipboard");
  if (self->pasting != NULL)
    return;

  self->pasting = g_cancellable_new ();
  self->paste_timer = g_timeout_add (PASTE_TIMEOUT_MS, on_paste_timeout, self);
  paste = g_new (Paste, 1);
  *paste = (Paste){ g_object_ref (self), g_object_ref (self->pasting) };
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (view)), self->pasting, on_text_ready,
                                 paste);
}

/* The whole text, of which the view knows the beginning only. GDK 4.8 hands bytes over in pieces, as X11 wants it; of
 * a string that is long it does not. */
static void
copy_held (SockeyeSendText *self)
{
  g_autoptr (GBytes) bytes = g_bytes_new (self->held, strlen (self->held));
  g_autoptr (GdkContentProvider)
      provider = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self->view)), provider);
}

static void
on_copy (GtkTextView *view, gpointer data)
{
  SockeyeSendText *self = data;

  if (self->held == NULL || !is_all_selected (self))
    return;

  copy_held (self);
  g_signal_stop_emission_by_name (view, "copy-clipboard");
}

static void
on_cut (GtkTextView *view, gpointer data)
{
  SockeyeSendText *self = data;

  if (self->held == NULL || !is_all_selected (self))
    return;

  copy_held (self);
  sockeye_send_text_set_text (self, "");
  g_signal_stop_emission_by_name (view, "cut-clipboard");
}

static void
on_delete (SockeyeSendText *self)
{
  if (self->held != NULL && is_all_selected (self))
    sockeye_send_text_set_text (self, "");
}

/* A text that the view cannot take is none that it could undo. */
static void
undo_action (GtkWidget *widget, const char *name G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeSendText *self = SOCKEYE_SEND_TEXT (widget);
  g_autofree char *before = g_steal_pointer (&self->before);

  if (before != NULL)
    sockeye_send_text_set_text (self, before);
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
  g_clear_handle_id (&self->paste_timer, g_source_remove);
  g_cancellable_cancel (self->pasting);
  g_clear_object (&self->pasting);
  g_clear_pointer (&self->held, g_free);
  g_clear_pointer (&self->before, g_free);
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
  signals[PASTED] = g_signal_new ("pasted", SOCKEYE_TYPE_SEND_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_install_action (widget_class, "send-text.undo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "send-text.undo", NULL);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/send-text.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, view);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, buffer);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, held_row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendText, held_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_cut);
  gtk_widget_class_bind_template_callback (widget_class, on_delete);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_insert_text);
  gtk_widget_class_bind_template_callback (widget_class, on_inserted);
  gtk_widget_class_bind_template_callback (widget_class, on_paste);
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
 * sockeye_send_text_insert:
 * @self: an editor
 * @text: what is to stand at the cursor, instead of what is selected
 *
 * Inserts as the user would: it can be undone, and the cursor stays in view.
 *
 * Returns: %FALSE when the text that is there is too long to be edited; if all of it is selected it is replaced
 */
gboolean
sockeye_send_text_insert (SockeyeSendText *self, const char *text)
{
  g_autofree char *before = sockeye_send_text_get_text (self);

  if (self->held != NULL && is_all_selected (self))
    sockeye_send_text_set_text (self, "");
  if (self->held != NULL)
    return FALSE;

  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  if (self->held == NULL)
    gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));

  /* With what was selected. */
  if (self->held != NULL)
    {
      g_free (self->before);
      self->before = g_steal_pointer (&before);
    }
  return TRUE;
}

/**
 * sockeye_send_text_go_to_end:
 * @self: an editor
 *
 * Puts the cursor behind the text.
 */
void
sockeye_send_text_go_to_end (SockeyeSendText *self)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (self->buffer));
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

/**
 * sockeye_send_text_is_pasting:
 * @self: an editor
 *
 * Returns: whether a text from the clipboard is on its way; "pasted" follows
 */
gboolean
sockeye_send_text_is_pasting (SockeyeSendText *self)
{
  return self->pasting != NULL;
}
