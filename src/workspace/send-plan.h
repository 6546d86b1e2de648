/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_LINE_END_LF,
  SOCKEYE_LINE_END_CRLF,
  SOCKEYE_LINE_END_CR,
  SOCKEYE_LINE_END_N_KINDS
} SockeyeLineEnd;

/**
 * SockeyeSendPlan:
 * @line_end: what every line break of the text becomes
 * @append_line_end: one more line end goes behind the text
 *
 * What becomes of a text between the box and the encoding. A plain value.
 */
typedef struct
{
  SockeyeLineEnd line_end;
  gboolean append_line_end;
} SockeyeSendPlan;

char *sockeye_send_plan_prepare (const SockeyeSendPlan *plan, const char *text);

G_END_DECLS
