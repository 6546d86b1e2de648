/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_CHARSET_FORM_UTF8,
  SOCKEYE_CHARSET_FORM_UTF16LE,
  SOCKEYE_CHARSET_FORM_UTF16BE,
  SOCKEYE_CHARSET_FORM_LATIN1,
  SOCKEYE_CHARSET_FORM_TABLE, /* ASCII, and characters of two (GB18030: or four) bytes from 0x80 on */
} SockeyeCharsetForm;

/* What lookups of SockeyeCharsetTable give for bytes that are no character. */
#define SOCKEYE_NO_CHARACTER   G_MAXUINT32
#define SOCKEYE_LEAD_BYTE      (G_MAXUINT32 - 1)
#define SOCKEYE_N_FOURS        39420 /* GB18030: 0x81308130 to 0x8431A439 */
#define SOCKEYE_N_LINEAR_FOURS (0x110000 - 0x10000)

/**
 * SockeyeCharsetTable:
 * @single: for every byte its character, %SOCKEYE_LEAD_BYTE or %SOCKEYE_NO_CHARACTER
 * @pairs: for a lead byte less 0x80 and the byte behind it: the character or %SOCKEYE_NO_CHARACTER
 * @fours: (nullable): (GB18030) for the number of a sequence of four bytes its character, or 0
 *
 * The C library's tables of an encoding, in a form that threads can share and that is fast character by character.
 */
typedef struct
{
  gunichar single[256];
  const gunichar (*pairs)[256];
  const guint16 *fours;
} SockeyeCharsetTable;

/* Everything that is needed to step through bytes; cheap to make. */
typedef struct
{
  SockeyeCharsetForm form;
  const SockeyeCharsetTable *table;
} SockeyeCharsetStepper;

SockeyeCharsetForm sockeye_charset_get_form (const SockeyeCharset *charset);
const SockeyeCharsetTable *sockeye_charset_get_table (const SockeyeCharset *charset);

gsize sockeye_charset_guess_distance (const SockeyeCharset *charset, const guint8 *before, gsize length);

void sockeye_charset_stepper_init (SockeyeCharsetStepper *self, const SockeyeCharset *charset);
gint sockeye_charset_stepper_step (const SockeyeCharsetStepper *self,
                                   const guint8 *bytes,
                                   gsize length,
                                   gunichar *character);

void sockeye_charset_find_position (const char *text, const char *at, guint *line, guint *column);
void sockeye_charset_set_unencodable (const SockeyeCharset *charset,
                                      gunichar c,
                                      const char *text,
                                      const char *at,
                                      GError **error);

G_END_DECLS
