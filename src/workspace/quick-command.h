/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "payload-template.h"
#include <glib-object.h>

G_BEGIN_DECLS

/* Of a name and of a comment, in characters; of a text, in bytes; between two steps, in milliseconds. */
#define SOCKEYE_QUICK_COMMAND_NAME_MAX    100
#define SOCKEYE_QUICK_COMMAND_COMMENT_MAX 1000
#define SOCKEYE_QUICK_COMMAND_TEXT_MAX    (64u << 10)
#define SOCKEYE_QUICK_COMMAND_GAP_MAX     3600000u

#define SOCKEYE_TYPE_QUICK_COMMAND (sockeye_quick_command_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeQuickCommand, sockeye_quick_command, SOCKEYE, QUICK_COMMAND, GObject)

/*
 * A message with a name, to be sent again and again.
 *
 * Properties: "name", "comment", "text" (strings), "title" (string, what stands for it in a list), "plan"
 *   (const SockeyeSendPlan *), "charset" (string, the encoding's id; %NULL: that of the session), "ticked" (boolean,
 *   writable: part of the sequence), "gap" (uint, milliseconds to the next step of the sequence)
 */
SockeyeQuickCommand *sockeye_quick_command_new (void);
SockeyeQuickCommand *sockeye_quick_command_copy (SockeyeQuickCommand *self);
gboolean sockeye_quick_command_equal (SockeyeQuickCommand *self, SockeyeQuickCommand *other);

const char *sockeye_quick_command_get_name (SockeyeQuickCommand *self);
const char *sockeye_quick_command_get_comment (SockeyeQuickCommand *self);
const char *sockeye_quick_command_get_text (SockeyeQuickCommand *self);
const char *sockeye_quick_command_get_title (SockeyeQuickCommand *self);
const SockeyeSendPlan *sockeye_quick_command_get_plan (SockeyeQuickCommand *self);
const SockeyeCharset *sockeye_quick_command_get_charset (SockeyeQuickCommand *self);
gboolean sockeye_quick_command_get_ticked (SockeyeQuickCommand *self);
guint sockeye_quick_command_get_gap (SockeyeQuickCommand *self);

gboolean sockeye_quick_command_set_name (SockeyeQuickCommand *self, const char *name, GError **error);
gboolean sockeye_quick_command_set_comment (SockeyeQuickCommand *self, const char *comment, GError **error);
gboolean sockeye_quick_command_set_text (SockeyeQuickCommand *self, const char *text, GError **error);
void sockeye_quick_command_set_plan (SockeyeQuickCommand *self, const SockeyeSendPlan *plan);
void sockeye_quick_command_set_charset (SockeyeQuickCommand *self, const SockeyeCharset *charset);
void sockeye_quick_command_set_ticked (SockeyeQuickCommand *self, gboolean ticked);
void sockeye_quick_command_set_gap (SockeyeQuickCommand *self, guint milliseconds);

SockeyePayloadTemplate *
sockeye_quick_command_compile (SockeyeQuickCommand *self, const SockeyeCharset *charset, GError **error);

G_END_DECLS
