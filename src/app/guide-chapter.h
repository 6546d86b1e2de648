/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A chapter of the user's guide, as it is written in data/guide. */
typedef struct
{
  char *id;    /* the same in every language */
  char *title; /* without marks */
  char *body;  /* with marks: see data/guide/en.md */
} SockeyeGuideChapter;

GPtrArray *sockeye_guide_parse (const char *text);
GPtrArray *sockeye_guide_load (const char *const *languages);

G_END_DECLS
