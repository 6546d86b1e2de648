/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "program.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_PLACE_NONE,
  SOCKEYE_PLACE_IPV4,
  SOCKEYE_PLACE_IPV6,
  SOCKEYE_PLACE_NAME,
} SockeyeProgramPlaceKind;

/* One end of a program. */
typedef struct
{
  char *host; /* without brackets; "" for none */
  guint16 port;
  SockeyeProgramPlaceKind kind;
  gboolean any; /* no address in particular */
} SockeyeProgramPlace;

/* What a program does, made from the settings. */
typedef struct
{
  const SockeyeProgram *program;
  SockeyeLanguage language;
  SockeyeProgramPlace local;
  SockeyeProgramPlace remote; /* none: it waits for others */
  const guint8 *message;
  gsize length;
  gboolean binds;
} SockeyeProgramPlan;

/* program-values.c */
GHashTable *sockeye_program_plan_make_values (const SockeyeProgramPlan *self);

/* program-shell.c */
void sockeye_program_plan_add_shell_values (const SockeyeProgramPlan *self, GHashTable *values);

G_END_DECLS
