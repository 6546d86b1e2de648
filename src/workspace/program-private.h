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
  SOCKEYE_PLACE_PATH,
  SOCKEYE_PLACE_ABSTRACT,
} SockeyeProgramPlaceKind;

/* One end of a program. */
typedef struct
{
  char *host; /* without brackets, or the "@" of an abstract name; "" for none */
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
  const SockeyeTlsSettings *tls;        /* (nullable): of the only side, or of a relay's clients */
  const SockeyeTlsSettings *target_tls; /* (nullable) */
  guint n_groups;
} SockeyeProgramPlan;

gboolean sockeye_program_plan_is_tool (const SockeyeProgramPlan *self);

/* program-obstacle.c */
const char *sockeye_program_plan_why_not (const SockeyeProgramPlan *self);

/* program-values.c */
GHashTable *sockeye_program_plan_make_values (const SockeyeProgramPlan *self);

/* program-notes.c */
char *sockeye_program_plan_make_title (const SockeyeProgramPlan *self);
char *sockeye_program_plan_make_notes (const SockeyeProgramPlan *self);

/* program-tls.c */
gboolean sockeye_program_has_text (const char *string);
const char *sockeye_program_get_certificate_file (const SockeyeTlsSettings *tls);
char *sockeye_program_plan_choose_name (const SockeyeProgramPlan *self);
const SockeyeTlsSettings *sockeye_program_plan_get_client_tls (const SockeyeProgramPlan *self);
const SockeyeTlsSettings *sockeye_program_plan_get_server_tls (const SockeyeProgramPlan *self);
void sockeye_program_plan_add_tls_values (const SockeyeProgramPlan *self, GHashTable *values);

/* program-groups.c */
void sockeye_program_plan_add_groups (const SockeyeProgramPlan *self, GHashTable *values);
void sockeye_program_plan_append_socat_groups (const SockeyeProgramPlan *self, GString *address);

/* program-literal.c */
char *sockeye_program_plan_make_string (const SockeyeProgramPlan *self, const char *string);
char *sockeye_program_plan_make_path (const SockeyeProgramPlan *self, const char *path);
char *sockeye_program_plan_make_message (const SockeyeProgramPlan *self);
char *sockeye_program_plan_make_unix_name (const SockeyeProgramPlan *self, const SockeyeProgramPlace *place);

/* program-shell.c, program-ncat.c, program-socat.c */
void sockeye_program_plan_add_shell_values (const SockeyeProgramPlan *self, GHashTable *values);
char *sockeye_program_plan_make_ncat (const SockeyeProgramPlan *self);
char *sockeye_program_plan_make_socat (const SockeyeProgramPlan *self);

G_END_DECLS
