/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Files of groups with keys, one line each, that people read and edit: the syntax of GKeyFile, which cannot tell the line
 * of a mistake, takes two groups of one name for one, and does not keep every control character.
 */

/* The group without keys that ends a file, so that one that was cut off is told from a whole one. */
#define SOCKEYE_KEY_LINES_END_GROUP "End"
#define SOCKEYE_KEY_LINES_END       "[" SOCKEYE_KEY_LINES_END_GROUP "]"

/**
 * SockeyeKeyLine:
 * @group: (nullable): the line begins this group
 * @key: (nullable): the line has this key
 * @value: (nullable): what the key stands for, without escapes
 *
 * A line that says something. Neither a group nor a key: the file has ended.
 */
typedef struct
{
  char *group;
  char *key;
  char *value;
} SockeyeKeyLine;

/**
 * SockeyeKeyLines:
 * @rest: what is still to be read; borrowed
 * @number: of the line that was read last, counted from 1
 *
 * A place in a file.
 */
typedef struct
{
  const char *rest;
  guint number;
} SockeyeKeyLines;

gboolean sockeye_key_lines_begin (SockeyeKeyLines *self, const char *text, gsize length, GError **error);
gboolean sockeye_key_lines_next (SockeyeKeyLines *self, SockeyeKeyLine *line, GError **error);
void sockeye_key_line_clear (SockeyeKeyLine *line);

void sockeye_key_lines_append (GString *out, const char *key, const char *value);

char *sockeye_key_lines_shorten (const char *text);
gboolean sockeye_key_lines_refuse (const char *key, const char *value, const char *allowed, GError **error);
gboolean sockeye_key_lines_refuse_cut (GError **error);
gboolean sockeye_key_lines_check_version (const char *value, guint newest, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SockeyeKeyLine, sockeye_key_line_clear)

G_END_DECLS
