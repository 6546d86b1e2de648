/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "display.h"

/* Characters that Unicode does not call control or format, but which leave no trace on the screen
 * (DerivedCoreProperties.txt, Default_Ignorable_Code_Point). */
static gboolean
is_blank_letter (gunichar c)
{
  return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5
         || (c >= 0x180B && c <= 0x180F) || c == 0x3164 || c == 0xFFA0;
}

/**
 * sockeye_display_classify:
 * @character: a character
 *
 * Tells whether a character can be put into a row of text safely: it does not move, hide, mirror or break what
 * stands around it, and it can be seen.
 *
 * Returns: how to show it
 */
SockeyeDisplayClass
sockeye_display_classify (gunichar character)
{
  /* The great part of all text: no need to look it up. */
  if ((character >= 0x20 && character < 0x7F) || (character >= 0x4E00 && character < 0x9FF0)
      || (character >= 0xAC00 && character < 0xD7A4))
    return SOCKEYE_DISPLAY_SHOWN;
  if (is_blank_letter (character))
    return SOCKEYE_DISPLAY_HIDDEN;

  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return SOCKEYE_DISPLAY_HIDDEN;
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
      return SOCKEYE_DISPLAY_MARK;
    default:
      return SOCKEYE_DISPLAY_SHOWN;
    }
}
