/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "group.h"
#include "option.h"

G_BEGIN_DECLS

/* The values that the user wants socket options to have, and the multicast groups to be in; what is not wished for is
 * left to the system. Belongs to one thread. */
typedef struct _SockeyeWishes SockeyeWishes;

SockeyeWishes *sockeye_wishes_new (void);
SockeyeWishes *sockeye_wishes_copy (const SockeyeWishes *self);
void sockeye_wishes_free (SockeyeWishes *self);

const SockeyeOptionValue *sockeye_wishes_get (const SockeyeWishes *self, SockeyeOption option);
void sockeye_wishes_set (SockeyeWishes *self, SockeyeOption option, const SockeyeOptionValue *value);

guint sockeye_wishes_get_n_groups (const SockeyeWishes *self);
const SockeyeGroup *sockeye_wishes_get_group (const SockeyeWishes *self, guint position);
gboolean sockeye_wishes_add_group (SockeyeWishes *self, const SockeyeGroup *group);
gboolean sockeye_wishes_remove_group (SockeyeWishes *self, const SockeyeGroup *group);

GVariant *sockeye_wishes_to_variant (const SockeyeWishes *self);
SockeyeWishes *sockeye_wishes_new_from_variant (GVariant *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeWishes, sockeye_wishes_free)

G_END_DECLS
