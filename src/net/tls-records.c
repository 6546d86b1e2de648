/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-records.h"

#include <string.h>

/* RFC 8446, 5.1 and 6, and 5.2: what an encrypted record may carry; older versions allow more (RFC 5246, 6.2.3). */
#define TYPE_CHANGE_CIPHER_SPEC 20
#define TYPE_ALERT              21
#define TYPE_HANDSHAKE          22
#define TYPE_APPLICATION_DATA   23
#define LENGTH_MAX              (16384 + 2048)
#define ALERT_LENGTH            2
#define LEVEL_FATAL             2
#define CLOSE_NOTIFY            0

/* RFC 8446, 4 */
#define MESSAGE_CLIENT_HELLO        1
#define MESSAGE_CERTIFICATE_REQUEST 13
/* Real ones have less than 2 KiB. */
#define HELLO_MAX 16384

/* RFC 8446, 4.1.2, and RFC 6066, 3 */
#define VERSION_AND_RANDOM    (2 + 32)
#define EXTENSION_SERVER_NAME 0
#define HOST_NAME             0
#define NAME_MAX_LENGTH       255

typedef struct
{
  const guint8 *bytes;
  gsize length;
} Rest;

/* Takes a vector that begins with its length, a number of @size bytes. */
static gboolean
take_vector (Rest *self, guint size, Rest *vector)
{
  gsize length = 0;

  if (self->length < size)
    return FALSE;
  for (guint i = 0; i < size; i++)
    length = length << 8 | self->bytes[i];
  if (self->length - size < length)
    return FALSE;
  *vector = (Rest){ self->bytes + size, length };
  self->bytes += size + length;
  self->length -= size + length;
  return TRUE;
}

static gboolean
skip (Rest *self, gsize length)
{
  if (self->length < length)
    return FALSE;
  self->bytes += length;
  self->length -= length;
  return TRUE;
}

/* A list of names, of which there is one at most of the only kind. It comes from a stranger, and is shown. */
static void
read_server_name (SockeyeTlsRecords *self, Rest extension)
{
  Rest list, name;

  if (!take_vector (&extension, 2, &list) || list.length == 0 || list.bytes[0] != HOST_NAME)
    return;
  if (!skip (&list, 1) || !take_vector (&list, 2, &name) || name.length == 0 || name.length > NAME_MAX_LENGTH)
    return;
  for (gsize i = 0; i < name.length; i++)
    if (!g_ascii_isgraph (name.bytes[i]))
      return;
  g_free (self->server_name);
  self->server_name = g_strndup ((const char *) name.bytes, name.length);
}

static void
read_hello (SockeyeTlsRecords *self)
{
  Rest hello = { self->hello->data, self->hello->len };
  Rest passed, extensions, extension;

  if (!skip (&hello, VERSION_AND_RANDOM) || !take_vector (&hello, 1, &passed) /* session */
      || !take_vector (&hello, 2, &passed) /* cipher suites */ || !take_vector (&hello, 1, &passed)
      || !take_vector (&hello, 2, &extensions))
    return;
  while (extensions.length > 2)
    {
      guint type = (guint) (extensions.bytes[0] << 8 | extensions.bytes[1]);

      if (!skip (&extensions, 2) || !take_vector (&extensions, 2, &extension))
        return;
      if (type == EXTENSION_SERVER_NAME)
        read_server_name (self, extension);
    }
}

static void
begin_message (SockeyeTlsRecords *self)
{
  self->n_message_left = (guint) (self->message[1] << 16 | self->message[2] << 8 | self->message[3]);
  if (self->message[0] == MESSAGE_CERTIFICATE_REQUEST)
    self->wants_certificate = TRUE;
  g_clear_pointer (&self->hello, g_byte_array_unref);
  if (self->message[0] == MESSAGE_CLIENT_HELLO && self->n_message_left <= HELLO_MAX)
    self->hello = g_byte_array_new ();
}

/* Messages need not end where records do. */
static void
feed_handshake (SockeyeTlsRecords *self, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      gsize n = self->n_message_left;

      if (n == 0)
        {
          self->message[self->n_message++] = *bytes;
          bytes++;
          length--;
          if (self->n_message == sizeof self->message)
            {
              self->n_message = 0;
              begin_message (self);
            }
          continue;
        }
      n = MIN (n, length);
      self->n_message_left -= (guint) n;
      if (self->hello != NULL)
        {
          g_byte_array_append (self->hello, bytes, (guint) n);
          if (self->n_message_left == 0)
            {
              read_hello (self);
              g_clear_pointer (&self->hello, g_byte_array_unref);
            }
        }
      bytes += n;
      length -= n;
    }
}

static guint
get_length (SockeyeTlsRecords *self)
{
  return (guint) (self->header[3] << 8 | self->header[4]);
}

/* An encrypted one is longer. */
static void
feed_alert (SockeyeTlsRecords *self, const guint8 *bytes, gsize length)
{
  if (get_length (self) != ALERT_LENGTH)
    return;
  for (gsize i = 0; i < length; i++)
    {
      if (self->n_left - i == ALERT_LENGTH)
        self->level = bytes[i];
      else if (self->level == LEVEL_FATAL && bytes[i] != CLOSE_NOTIFY)
        self->alert = bytes[i];
    }
}

static void
begin_record (SockeyeTlsRecords *self)
{
  guint8 type = self->header[0];

  self->n_left = get_length (self);
  if (type < TYPE_CHANGE_CIPHER_SPEC || type > TYPE_APPLICATION_DATA || self->header[1] != 3
      || self->n_left > LENGTH_MAX)
    self->is_other = TRUE;
  if (type == TYPE_CHANGE_CIPHER_SPEC || type == TYPE_APPLICATION_DATA)
    self->encrypted = TRUE;
}

static gsize
feed_body (SockeyeTlsRecords *self, const guint8 *bytes, gsize length)
{
  gsize n = MIN (length, self->n_left);

  if (self->header[0] == TYPE_ALERT)
    feed_alert (self, bytes, n);
  else if (self->header[0] == TYPE_HANDSHAKE && !self->encrypted)
    feed_handshake (self, bytes, n);
  self->n_left -= (guint) n;
  return n;
}

/**
 * sockeye_tls_records_init:
 *
 * Nothing has come yet.
 */
void
sockeye_tls_records_init (SockeyeTlsRecords *self)
{
  memset (self, 0, sizeof *self);
  self->alert = -1;
}

/**
 * sockeye_tls_records_clear:
 *
 * Frees what it holds.
 */
void
sockeye_tls_records_clear (SockeyeTlsRecords *self)
{
  g_clear_pointer (&self->server_name, g_free);
  g_clear_pointer (&self->hello, g_byte_array_unref);
}

/**
 * sockeye_tls_records_feed:
 * @bytes: what the peer has sent, behind what was fed before
 *
 * Looks at it. Once it is no TLS, nothing more is looked at.
 */
void
sockeye_tls_records_feed (SockeyeTlsRecords *self, const guint8 *bytes, gsize length)
{
  while (length > 0 && !self->is_other)
    {
      gsize n = 1;

      if (self->n_header < sizeof self->header)
        {
          self->header[self->n_header++] = *bytes;
          if (self->n_header == sizeof self->header)
            begin_record (self);
        }
      else
        n = feed_body (self, bytes, length);
      if (self->n_header == sizeof self->header && self->n_left == 0)
        {
          self->n_header = 0;
          self->n_whole += self->is_other ? 0 : 1;
        }
      bytes += n;
      length -= n;
    }
}

/**
 * sockeye_tls_records_is_inside:
 *
 * Returns: whether a record has begun and has not come to its end
 */
gboolean
sockeye_tls_records_is_inside (const SockeyeTlsRecords *self)
{
  return self->n_header > 0;
}
