/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hex.h"
#include "log-line-ends.h"
#include "record.h"

/* The rows of records, worked out byte by byte. */

/* A row as it must be, worked out from the bytes alone. */
typedef struct
{
  guint64 number;
  guint row;
  guint32 first_byte;
  guint32 n_bytes;
} Row;

typedef struct
{
  GByteArray *bytes;
  guint32 peer;
  SockeyeRecordKind kind;
  guint16 flags;
  gboolean odd;
  int before;
} Written;

static inline void
written_free (gpointer data)
{
  Written *written = data;

  g_byte_array_unref (written->bytes);
  g_free (written);
}

static inline void
append_text_rows (GArray *rows, guint64 number, const Written *written, SockeyeLogLineEnd line_end)
{
  Row row = { .number = number };

  for (guint i = 0; i < written->bytes->len; i++)
    {
      int before = i > 0 ? written->bytes->data[i - 1] : written->before;
      gboolean odd = (i + written->odd) % 2 != 0;

      row.n_bytes++;
      if (sockeye_log_line_end_is_last (line_end, written->bytes->data + i, 1, odd, before))
        {
          g_array_append_val (rows, row);
          row = (Row){ number, row.row + 1, i + 1, 0 };
        }
    }
  if (row.n_bytes > 0 || row.row == 0)
    g_array_append_val (rows, row);
}

static inline void
append_hex_rows (GArray *rows, guint64 number, const Written *written)
{
  Row row = { .number = number };

  do
    {
      row.n_bytes = MIN (SOCKEYE_HEX_ROW, written->bytes->len - row.first_byte);
      g_array_append_val (rows, row);
      row.row++;
      row.first_byte += SOCKEYE_HEX_ROW;
    }
  while (row.first_byte < written->bytes->len);
}
