/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fixture.h"
#include "program.h"

G_BEGIN_DECLS

/* A program as it was copied: written, compiled if need be, and run. */
typedef struct
{
  SockeyeLanguage language;
  char *path;            /* of its source; what it prints goes beside it */
  GSubprocess *compiler; /* (nullable) */
  GSubprocess *process;
} CopiedProgram;

extern const char *const program_nicks[SOCKEYE_N_LANGUAGES];

/* @part: another number in each program of tests */
void programs_set_up (guint part);
void programs_tear_down (void);
char *programs_get_path (const char *name);
guint16 programs_find_port (gboolean datagrams);

/* Starts a compiler, too: make all programs before the first one is run, so that compilers run beside each other. */
void copied_program_write (CopiedProgram *self,
                           const SockeyeProgram *program,
                           SockeyeLanguage language,
                           const char *name);
void copied_program_run (CopiedProgram *self);
gboolean copied_program_has_printed (CopiedProgram *self, GBytes *wanted);
gboolean copied_program_has_told (CopiedProgram *self, const char *text);
void copied_program_wait_end (CopiedProgram *self, gboolean success);
void copied_program_interrupt (CopiedProgram *self);
void copied_program_terminate (CopiedProgram *self);
void copied_program_clear (CopiedProgram *self);

G_END_DECLS
