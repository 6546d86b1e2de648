/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"
#include "checksum.h"

G_BEGIN_DECLS

#define SOCKEYE_SUFFIX_MAX 64

typedef enum
{
  SOCKEYE_LINE_END_LF,
  SOCKEYE_LINE_END_CRLF,
  SOCKEYE_LINE_END_CR,
  SOCKEYE_LINE_END_N_KINDS
} SockeyeLineEnd;

typedef enum
{
  SOCKEYE_SEND_AS_TEXT,
  SOCKEYE_SEND_AS_HEX,
} SockeyeSendForm;

/**
 * SockeyeSendPlan:
 * @line_end: what every line break of the text becomes
 * @append_line_end: one more line end goes behind everything
 * @form: whether the box holds text or hexadecimal digits
 * @escapes: (text) a backslash begins an escape
 * @variables: (text) "${" begins a variable, see payload-template.h
 * @checksum: what goes behind the bytes of the box
 * @checksum_little_endian: the checksum's lowest byte first
 * @checksum_start: bytes of the box before those that the checksum is of
 * @checksum_length: how many the checksum is of; 0: all that follow
 * @suffix: (array length=suffix_length): bytes that go behind the checksum
 * @suffix_length: how many, up to %SOCKEYE_SUFFIX_MAX
 *
 * How what stands in the box becomes a payload. A plain value.
 */
typedef struct
{
  SockeyeLineEnd line_end;
  gboolean append_line_end;
  SockeyeSendForm form;
  gboolean escapes;
  gboolean variables;
  SockeyeChecksum checksum;
  gboolean checksum_little_endian;
  guint32 checksum_start;
  guint32 checksum_length;
  guint8 suffix[SOCKEYE_SUFFIX_MAX];
  guint suffix_length;
} SockeyeSendPlan;

gboolean sockeye_send_plan_adds (const SockeyeSendPlan *plan);
gboolean sockeye_send_plan_finish (const SockeyeSendPlan *plan,
                                   const SockeyeCharset *charset,
                                   GByteArray *bytes,
                                   GError **error);
GBytes *sockeye_send_plan_build (const SockeyeSendPlan *plan,
                                 const SockeyeCharset *charset,
                                 const char *text,
                                 GError **error);
GBytes *sockeye_send_plan_read (const SockeyeSendPlan *plan,
                                const SockeyeCharset *charset,
                                const char *text,
                                GError **error);
char *sockeye_send_plan_write (const SockeyeSendPlan *plan,
                               const SockeyeCharset *charset,
                               GBytes *bytes,
                               gboolean *escaped);

G_END_DECLS
