/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "half-width.h"

#include <string.h>

/* Unicode, "Halfwidth and Fullwidth Forms": U+FF01 to U+FF5E repeat ASCII from "!" to "~". */
#define FULL_WIDTH_FIRST  0xff01
#define FULL_WIDTH_LAST   0xff5e
#define FULL_WIDTH_OFFSET (0xff01 - '!')
#define IDEOGRAPHIC_SPACE 0x3000
#define IDEOGRAPHIC_STOP  0x3002

static gunichar
to_half_width (gunichar c)
{
  if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST)
    return c - FULL_WIDTH_OFFSET;
  if (c == IDEOGRAPHIC_SPACE)
    return ' ';
  if (c == IDEOGRAPHIC_STOP)
    return '.';
  return c;
}

static char *
fold (const char *text, gsize length)
{
  GString *folded = g_string_sized_new (length);

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    g_string_append_unichar (folded, to_half_width (g_utf8_get_char (p)));

  return g_string_free (folded, FALSE);
}

static void
on_insert_text (GtkEditable *editable, const char *text, int length, int *position, gpointer data)
{
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *folded = fold (text, n_bytes);

  if (strlen (folded) == n_bytes)
    return;

  g_signal_handlers_block_by_func (editable, on_insert_text, data);
  gtk_editable_insert_text (editable, folded, -1, position);
  g_signal_handlers_unblock_by_func (editable, on_insert_text, data);
  g_signal_stop_emission_by_name (editable, "insert-text");
}

/**
 * sockeye_half_width_follow:
 * @entry: a field for an address or a number
 *
 * Takes what a Chinese or Japanese input method writes in full width, "１２７．０．０．１", as what it means.
 */
void
sockeye_half_width_follow (GtkEntry *entry)
{
  g_signal_connect (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "insert-text",
                    G_CALLBACK (on_insert_text), NULL);
}
