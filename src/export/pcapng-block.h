/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Blocks, options and their numbers: draft-ietf-opsawg-pcapng. All numbers are little endian. */
#define SOCKEYE_PCAPNG_SECTION    0x0A0D0D0Au
#define SOCKEYE_PCAPNG_INTERFACE  1u
#define SOCKEYE_PCAPNG_PACKET     6u
#define SOCKEYE_PCAPNG_BYTE_ORDER 0x1A2B3C4Du
/* Of the format; a reader of another one would understand nothing. */
#define SOCKEYE_PCAPNG_MAJOR 1u

#define SOCKEYE_PCAPNG_OPTION_COMMENT    1u
#define SOCKEYE_PCAPNG_OPTION_IF_NAME    2u
#define SOCKEYE_PCAPNG_OPTION_IF_ABOUT   3u
#define SOCKEYE_PCAPNG_OPTION_IF_TSRESOL 9u
#define SOCKEYE_PCAPNG_OPTION_PROGRAM    4u /* of a section */
#define SOCKEYE_PCAPNG_OPTION_EPB_FLAGS  2u
#define SOCKEYE_PCAPNG_LINK_TYPE_RAW     101u
#define SOCKEYE_PCAPNG_FLAG_INBOUND      1u
#define SOCKEYE_PCAPNG_FLAG_OUTBOUND     2u

/*
 * What is Sockeye's own. Numbers with the highest bit are for local use (section 11 of the draft), and readers pass over
 * those that they do not know; so a mark follows each of them. Section header first, then SOCKEYE_PCAPNG_HEAD; every
 * SOCKEYE_PCAPNG_RECORD with payload is followed by the packets that hold it, each with SOCKEYE_PCAPNG_OPTION_PAYLOAD:
 * how many of its last bytes are payload. Packets without that option are made up.
 *
 *   block:   mark (4 bytes), part (4), fields, padding, CRC-32 of all before (4)
 *   HEAD:    version (4), time of saving (8)
 *   ARRIVAL: id (4), interface (16), an event whose local end is the destination
 *   PEER:    id (4), flags (4), when opened (8), when closed (8), an event with both ends, padding, and the peer whose bytes go
 *            there (4), which is 0 for none and not in older files
 *   RECORD:  kind (1), way in (1), flags (2), peer (4), time (8), length (4), CRC-32 of the bytes (4); the bytes of an event
 *   END:     records (8), datagrams (8) and bytes (8) that were not stored
 *
 * Events are as sockeye_event_serialize() writes them, behind their length (4). Times are microseconds since the Epoch.
 * Whatever an older reader would not understand, new types of events included, needs a new version. Version 2: events tell
 * when socket() and bind() were called.
 */
#define SOCKEYE_PCAPNG_OWN            0x8053434Bu
#define SOCKEYE_PCAPNG_MARK           0x79656B53u /* "Skey" */
#define SOCKEYE_PCAPNG_OPTION_PAYLOAD 0x8053u
#define SOCKEYE_PCAPNG_VERSION        2u

typedef enum
{
  SOCKEYE_PCAPNG_HEAD = 1,
  SOCKEYE_PCAPNG_ARRIVAL,
  SOCKEYE_PCAPNG_PEER,
  SOCKEYE_PCAPNG_RECORD,
  SOCKEYE_PCAPNG_END,
} SockeyePcapngPart;

#define SOCKEYE_PCAPNG_PEER_STREAM (1u << 0)
#define SOCKEYE_PCAPNG_PEER_OPEN   (1u << 1)

void sockeye_pcapng_append_number (GByteArray *out, guint64 number, guint width);
guint sockeye_pcapng_begin_block (GByteArray *out, guint32 type);
void sockeye_pcapng_end_block (GByteArray *out, guint start);
void sockeye_pcapng_append_padded (GByteArray *out, gconstpointer bytes, gsize length);
void sockeye_pcapng_append_option (GByteArray *out, guint code, gconstpointer value, gsize length);
void sockeye_pcapng_append_text_option (GByteArray *out, guint code, const char *text);
void sockeye_pcapng_append_number_option (GByteArray *out, guint code, guint64 number, guint width);
void sockeye_pcapng_end_options (GByteArray *out);

guint sockeye_pcapng_begin_part (GByteArray *out, SockeyePcapngPart part);
void sockeye_pcapng_end_part (GByteArray *out, guint start);

G_END_DECLS
