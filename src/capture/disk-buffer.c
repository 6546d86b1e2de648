/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "disk-buffer.h"

#include <sys/mman.h>

/* On x86-64, and on other machines with pages of 4 KiB. */
#define HUGE_PAGE ((gsize) 2 << 20)

static gsize
round_up (gsize length)
{
  return (length + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

/**
 * sockeye_disk_buffer_new:
 * @length: bytes, best a multiple of 2 MiB
 *
 * Memory that much is read into from the disk at once: in huge pages where the system has them. A disk reads into such a
 * piece in one go, and into small pages, which lie anywhere, at less than half the speed.
 *
 * Returns: (transfer full): memory, aligned to 2 MiB; free with sockeye_disk_buffer_free()
 */
guint8 *
sockeye_disk_buffer_new (gsize length)
{
  gsize rounded = round_up (length);
  guint8 *mapped = mmap (NULL, rounded + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                         0);
  gsize before;

  if (mapped == MAP_FAILED)
    g_error ("There is no memory for %" G_GSIZE_FORMAT " bytes", length);

  before = round_up ((gsize) mapped) - (gsize) mapped;
  if (before > 0)
    munmap (mapped, before);
  if (before < HUGE_PAGE)
    munmap (mapped + before + rounded, HUGE_PAGE - before);
  madvise (mapped + before, rounded, MADV_HUGEPAGE);
  return mapped + before;
}

/**
 * sockeye_disk_buffer_free:
 * @buffer: (transfer full) (nullable): memory
 * @length: as it was made with
 */
void
sockeye_disk_buffer_free (guint8 *buffer, gsize length)
{
  if (buffer != NULL)
    munmap (buffer, round_up (length));
}
