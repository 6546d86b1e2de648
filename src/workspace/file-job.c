/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-job.h"

#include "errors.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is read and handed over at once, and what may wait: for one far end, and for many together. */
#define PIECE_MAX     (256u << 10)
#define PIECE_MIN     (16u << 10)
#define WAITING_MAX   (4u << 20)
#define ALL_PEERS_MAX (32u << 20)
#define DATAGRAMS_MAX 256

/* --- Memory that is used again: fresh pages cost more than reading into them */

typedef struct
{
  GMutex mutex;
  GPtrArray *free;
  gsize piece_bytes;
} Pool;

typedef struct
{
  Pool *pool;
  guint8 bytes[];
} Piece;

struct _SockeyeFileJob
{
  SockeyeJob parent_instance;

  GFile *file;
  guint datagram_size;         /* bytes */
  double datagrams_per_second; /* 0: as fast as the socket takes them */
  double bytes_per_second;     /* 0: as fast as they are read */

  /* In its thread */
  int fd;
  guint64 size;
  GHashTable *offsets; /* peer -> guint64: what it has got */
  Pool *pool;
};

G_DEFINE_FINAL_TYPE (SockeyeFileJob, sockeye_file_job, SOCKEYE_TYPE_JOB)

/* --- The pool */

static void
clear_pool (Pool *self)
{
  g_mutex_clear (&self->mutex);
  g_ptr_array_unref (self->free);
}

static void
drop_pool (Pool *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_pool);
}

static Pool *
make_pool (gsize piece_bytes)
{
  Pool *self = g_atomic_rc_box_new0 (Pool);

  g_mutex_init (&self->mutex);
  self->free = g_ptr_array_new_with_free_func (g_free);
  self->piece_bytes = piece_bytes;
  return self;
}

/* The payload was written; any thread. */
static void
give_back (gpointer data)
{
  Piece *piece = data;
  Pool *pool = g_steal_pointer (&piece->pool);

  g_mutex_lock (&pool->mutex);
  g_ptr_array_add (pool->free, piece);
  g_mutex_unlock (&pool->mutex);
  drop_pool (pool);
}

static Piece *
take (Pool *pool)
{
  Piece *piece = NULL;

  g_mutex_lock (&pool->mutex);
  if (pool->free->len > 0)
    piece = g_ptr_array_steal_index_fast (pool->free, pool->free->len - 1);
  g_mutex_unlock (&pool->mutex);

  if (piece == NULL)
    piece = g_malloc (sizeof *piece + pool->piece_bytes);
  piece->pool = g_atomic_rc_box_acquire (pool);
  return piece;
}

/* --- Reading */

static gboolean
set_failed (GFile *file, int error_number, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);

  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: the name of a file, and why the system cannot read it */
      _ ("The file “%s” could not be read: %s. Choose another file, or mend that and send it again."), name,
      g_strerror (error_number));
  return FALSE;
}

/* Returns -1 when it is nothing whose bytes could be sent. */
static int
open_file (GFile *file, struct stat *status, GError **error)
{
  const char *path = g_file_peek_path (file);
  g_autofree char *name = g_file_get_parse_name (file);
  int fd;

  if (path == NULL)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                   /* Translators: the name of a file */
                   _ ("“%s” is not a file on this computer. Copy it here, and send the copy."), name);
      return -1;
    }

  /* Opening a FIFO would wait for its writer. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || fstat (fd, status) != 0)
    set_failed (file, errno, error);
  else if (S_ISREG (status->st_mode))
    return fd;
  else
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
        /* Translators: the name of a file */
        _ ("“%s” is a folder or a device, not a file whose bytes could be sent. Choose another file."), name);
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
begin_reading (SockeyeFileJob *self, GError **error)
{
  struct stat status;

  self->fd = open_file (self->file, &status, error);
  if (self->fd < 0)
    return FALSE;
  posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  self->size = (guint64) status.st_size;
  return TRUE;
}

/* NULL without an error: the end. A file that has grown shorter ends earlier, one that has grown ends as announced. */
static GBytes *
read_piece (SockeyeFileJob *self, guint64 offset, gsize length, GError **error)
{
  Piece *piece;
  gssize n;

  length = (gsize) MIN ((guint64) length, self->size - MIN (offset, self->size));
  if (length == 0)
    return NULL;

  piece = take (self->pool);
  do
    n = pread (self->fd, piece->bytes, length, (off_t) offset);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    return g_bytes_new_with_free_func (piece->bytes, (gsize) n, give_back, piece);
  if (n < 0)
    set_failed (self->file, errno, error);
  give_back (piece);
  return NULL;
}

/* --- Sending */

static guint64
get_offset (SockeyeFileJob *self, guint32 peer)
{
  const guint64 *offset = g_hash_table_lookup (self->offsets, GUINT_TO_POINTER (peer));

  return offset != NULL ? *offset : 0;
}

static void
set_offset (SockeyeFileJob *self, guint32 peer, guint64 offset)
{
  g_hash_table_insert (self->offsets, GUINT_TO_POINTER (peer), g_memdup2 (&offset, sizeof offset));
}

/* A connection that ended, or whose queue filled up in the meantime, is looked at again. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET)
         || g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL);
}

/* FALSE: it cannot go on. @n_bytes: 0 at the end of the file, or when this far end could not be sent to. */
static gboolean
send_piece (SockeyeFileJob *self, guint32 peer, gsize length, guint64 *n_bytes, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  SockeyeTarget target = *sockeye_job_get_target (job);
  guint64 offset = get_offset (self, peer);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) payload = read_piece (self, offset, length, &failure);

  *n_bytes = 0;
  if (peer != 0)
    target = (SockeyeTarget){ .kind = SOCKEYE_TARGET_PEER, .peer = peer };
  if (payload == NULL && failure == NULL)
    self->size = MIN (self->size, offset);
  else if (payload != NULL && sockeye_outlet_send (sockeye_job_get_outlet (job), &target, payload, &failure))
    {
      *n_bytes = g_bytes_get_size (payload);
      set_offset (self, peer, offset + *n_bytes);
      sockeye_job_count (job, 1, *n_bytes);
    }

  if (failure == NULL || is_passing (failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static guint
leave_out_done (SockeyeFileJob *self, guint32 *peers, guint n_peers)
{
  guint n = 0;

  for (guint i = 0; i < n_peers; i++)
    if (get_offset (self, peers[i]) < self->size)
      peers[n++] = peers[i];
  return n;
}

/* Those who are there at the beginning get the file, and nobody who comes in the middle of it. */
static guint32 *
list_peers (SockeyeFileJob *self, guint *n_peers, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  guint32 *peers = sockeye_outlet_list_peers (sockeye_job_get_outlet (job), sockeye_job_get_target (job),
                                              n_peers, error);

  if (peers != NULL)
    sockeye_job_set_totals (job, 0, self->size * *n_peers);
  return peers;
}

static gboolean
run_streams (SockeyeFileJob *self, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  guint n_peers;
  g_autofree guint32 *peers = list_peers (self, &n_peers, error);
  gint64 start = g_get_monotonic_time ();
  guint64 sent = 0;
  guint waiting = CLAMP (ALL_PEERS_MAX / MAX (n_peers, 1), PIECE_MIN, WAITING_MAX);
  guint piece = MIN (PIECE_MAX, waiting);

  if (peers == NULL)
    return FALSE;
  while (!sockeye_job_is_stopped (job))
    {
      guint n_room;

      n_peers = leave_out_done (self, peers, n_peers);
      n_room = sockeye_job_wait_for_room (job, peers, &n_peers, waiting - piece, G_MAXUINT);
      if (n_room == 0)
        break;
      for (guint i = 0; i < n_room; i++)
        {
          guint64 n_bytes;

          if (!send_piece (self, peers[i], piece, &n_bytes, error))
            return FALSE;
          sent += n_bytes;
        }
      if (self->bytes_per_second > 0
          && !sockeye_job_wait_until (job, start + (gint64) ((double) sent * 1e6 / self->bytes_per_second)))
        break;
    }
  return TRUE;
}

/* To the one far end, datagram by datagram, each due at a time counted from the first one. */
static gboolean
run_datagrams (SockeyeFileJob *self, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  guint n_peers;
  g_autofree guint32 *peers = list_peers (self, &n_peers, error);
  gint64 start = g_get_monotonic_time ();
  guint64 n_bytes = 1;

  if (peers == NULL)
    return FALSE;
  /* All datagrams wait in the socket's one queue. */
  for (guint64 i = 0; n_bytes > 0 && get_offset (self, peers[0]) < self->size; i++)
    {
      guint32 socket = 0;
      guint one = 1;

      if (self->datagrams_per_second > 0
          && !sockeye_job_wait_until (job, start + (gint64) ((double) i * 1e6 / self->datagrams_per_second)))
        break;
      if (sockeye_job_wait_for_room (job, &socket, &one, WAITING_MAX, DATAGRAMS_MAX) == 0)
        break;
      if (!send_piece (self, peers[0], self->datagram_size, &n_bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sockeye_file_job_run (SockeyeJob *job, GError **error)
{
  SockeyeFileJob *self = SOCKEYE_FILE_JOB (job);
  gboolean udp = sockeye_protocol_is_datagram (sockeye_outlet_get_protocol (sockeye_job_get_outlet (job)));
  gboolean done;

  sockeye_thread_give_way ();
  if (!begin_reading (self, error))
    return FALSE;
  self->pool = make_pool (MAX (PIECE_MAX, self->datagram_size));
  self->offsets = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  done = udp ? run_datagrams (self, error) : run_streams (self, error);
  if (done)
    sockeye_job_finish (job);
  g_clear_pointer (&self->offsets, g_hash_table_unref);
  g_clear_pointer (&self->pool, drop_pool);
  return done;
}

static void
sockeye_file_job_finalize (GObject *object)
{
  SockeyeFileJob *self = SOCKEYE_FILE_JOB (object);

  g_clear_object (&self->file);
  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (sockeye_file_job_parent_class)->finalize (object);
}

static void
sockeye_file_job_class_init (SockeyeFileJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_file_job_finalize;
  SOCKEYE_JOB_CLASS (klass)->run = sockeye_file_job_run;
}

static void
sockeye_file_job_init (SockeyeFileJob *self)
{
  self->fd = -1;
  self->datagram_size = 1024;
}

/**
 * sockeye_file_job_check_file:
 * @file: what is to be sent
 * @error: why it cannot be, in sentences for the user: %SOCKEYE_ERROR_SYSTEM
 *
 * Opens it, and closes it again. May wait for the disk.
 *
 * Returns: whether @file is one whose bytes can be sent now
 */
gboolean
sockeye_file_job_check_file (GFile *file, GError **error)
{
  struct stat status;
  int fd = open_file (file, &status, error);

  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}

/**
 * sockeye_file_job_new:
 * @mailer: of the workspace
 * @outlet: where the bytes go
 * @target: whom to: those whom it means when the job begins
 * @file: any size; a file on this computer
 *
 * Returns: (transfer full): a job that sends @file as fast as it is read
 */
SockeyeFileJob *
sockeye_file_job_new (SockeyeMailer *mailer, SockeyeOutlet *outlet, const SockeyeTarget *target, GFile *file)
{
  SockeyeFileJob *self = g_object_new (SOCKEYE_TYPE_FILE_JOB, NULL);

  sockeye_job_set_up (SOCKEYE_JOB (self), mailer, outlet, target);
  self->file = g_object_ref (file);
  return self;
}

/**
 * sockeye_file_job_set_datagrams:
 * @size: bytes of each datagram but the last one, 1 to %SOCKEYE_RECORD_LENGTH_MAX; what the protocol does not allow is
 *   refused when it is sent
 * @per_second: how many a second; 0: as fast as the socket takes them
 *
 * For UDP and Unix datagrams; before the start.
 */
void
sockeye_file_job_set_datagrams (SockeyeFileJob *self, guint size, double per_second)
{
  self->datagram_size = CLAMP (size, 1, SOCKEYE_RECORD_LENGTH_MAX);
  self->datagrams_per_second = per_second;
}

/**
 * sockeye_file_job_set_bytes_per_second:
 * @per_second: how many bytes a second, to all together; 0: as fast as they are read
 *
 * For connections; before the start.
 */
void
sockeye_file_job_set_bytes_per_second (SockeyeFileJob *self, double per_second)
{
  self->bytes_per_second = per_second;
}

/**
 * sockeye_file_job_get_file:
 *
 * Returns: (transfer none): what it sends
 */
GFile *
sockeye_file_job_get_file (SockeyeFileJob *self)
{
  return self->file;
}
