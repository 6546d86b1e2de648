/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "digest-table.h"

/* A GHashTable would take three times the memory, which counts with millions of messages. */

#define FIRST_SIZE 1024u

struct _SockeyeDigestTable
{
  GArray *digests; /* of SockeyeDigest, by number */
  guint32 *slots;  /* a number plus one; 0: free */
  gsize n_slots;   /* a power of two; half of them are free at least */
};

/**
 * sockeye_digest_table_new:
 *
 * Returns: (transfer full): an empty table
 */
SockeyeDigestTable *
sockeye_digest_table_new (void)
{
  SockeyeDigestTable *self = g_new0 (SockeyeDigestTable, 1);

  self->digests = g_array_new (FALSE, FALSE, sizeof (SockeyeDigest));
  self->n_slots = FIRST_SIZE;
  self->slots = g_new0 (guint32, self->n_slots);
  return self;
}

/**
 * sockeye_digest_table_free:
 * @self: (transfer full): a table
 */
void
sockeye_digest_table_free (SockeyeDigestTable *self)
{
  g_array_unref (self->digests);
  g_free (self->slots);
  g_free (self);
}

/* The slot that has it, or the free one where it belongs. */
static guint32 *
find_slot (SockeyeDigestTable *self, const SockeyeDigest *digest)
{
  gsize at = (gsize) digest->words[0] & (self->n_slots - 1);

  for (;; at = (at + 1) & (self->n_slots - 1))
    {
      const SockeyeDigest *other;

      if (self->slots[at] == 0)
        return &self->slots[at];
      other = &g_array_index (self->digests, SockeyeDigest, self->slots[at] - 1);
      if (other->words[0] == digest->words[0] && other->words[1] == digest->words[1])
        return &self->slots[at];
    }
}

static void
grow (SockeyeDigestTable *self)
{
  self->n_slots *= 2;
  g_free (self->slots);
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint i = 0; i < self->digests->len; i++)
    *find_slot (self, &g_array_index (self->digests, SockeyeDigest, i)) = i + 1;
}

/**
 * sockeye_digest_table_add:
 * @self: a table
 * @digest: a digest
 *
 * Returns: its number
 */
guint32
sockeye_digest_table_add (SockeyeDigestTable *self, const SockeyeDigest *digest)
{
  guint32 *slot = find_slot (self, digest);

  if (*slot != 0)
    return *slot - 1;
  g_array_append_val (self->digests, *digest);
  *slot = self->digests->len;
  if ((gsize) self->digests->len * 2 > self->n_slots)
    grow (self);
  return self->digests->len - 1;
}

/**
 * sockeye_digest_table_get_n:
 * @self: a table
 *
 * Returns: how many different ones there are
 */
guint32
sockeye_digest_table_get_n (SockeyeDigestTable *self)
{
  return self->digests->len;
}
