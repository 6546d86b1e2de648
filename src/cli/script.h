/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "expectation.h"
#include "launch.h"
#include "payload-template.h"
#include "report.h"

G_BEGIN_DECLS

#define SOCKEYE_SCRIPT_WITHIN_DEFAULT_MS 10000

typedef enum
{
  SOCKEYE_STEP_SEND,
  SOCKEYE_STEP_SEND_FILE,
  SOCKEYE_STEP_EXPECT,
  SOCKEYE_STEP_EXPECT_CLOSE,
  SOCKEYE_STEP_WAIT,
  SOCKEYE_STEP_CLOSE_SENDING,
} SockeyeStepKind;

/**
 * SockeyeStep:
 * @kind: what is done
 * @message: (nullable): what is sent
 * @file: (nullable): the file that is sent
 * @expectation: (nullable): what has to come
 * @milliseconds: how long an expectation may take; how long is waited
 */
typedef struct
{
  SockeyeStepKind kind;
  SockeyePayloadTemplate *message;
  char *file;
  SockeyeExpectation *expectation;
  guint milliseconds;
} SockeyeStep;

/**
 * SockeyeScript:
 * @launch: the socket
 * @charset: the encoding of text
 * @steps: (element-type SockeyeStep): what is done, in order
 * @echo: what comes is sent back
 * @use_stdin: what comes from the standard input is sent
 * @once: (servers) only the first connection is accepted
 * @count: end once so many receives have come; 0: no limit
 * @timeout_ms: how long all may take; 0: no limit
 * @retry_ms: how long to try again while the far end is not there
 * @output: what is written to the standard output
 *
 * What a command line asks for. Without steps, echo and stdin it is to listen.
 */
typedef struct
{
  SockeyeLaunch *launch;
  const SockeyeCharset *charset;
  GPtrArray *steps;
  gboolean echo;
  gboolean use_stdin;
  gboolean once;
  guint count;
  guint timeout_ms;
  guint retry_ms;
  SockeyeReportForm output;
} SockeyeScript;

SockeyeScript *sockeye_script_new (char **arguments, gboolean *version, GError **error);
void sockeye_script_free (SockeyeScript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeScript, sockeye_script_free)

G_END_DECLS
