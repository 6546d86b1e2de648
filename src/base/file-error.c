/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

static int
get_errno_of_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_NOT_FOUND:
      return ENOENT;
    case G_IO_ERROR_EXISTS:
      return EEXIST;
    case G_IO_ERROR_IS_DIRECTORY:
      return EISDIR;
    case G_IO_ERROR_NOT_DIRECTORY:
      return ENOTDIR;
    case G_IO_ERROR_FILENAME_TOO_LONG:
      return ENAMETOOLONG;
    case G_IO_ERROR_NO_SPACE:
      return ENOSPC;
    case G_IO_ERROR_PERMISSION_DENIED:
      return EACCES;
    case G_IO_ERROR_READ_ONLY:
      return EROFS;
    case G_IO_ERROR_BUSY:
      return EBUSY;
    case G_IO_ERROR_TOO_MANY_OPEN_FILES:
      return EMFILE;
    default:
      return 0;
    }
}

static int
get_errno_of_file (int code)
{
  switch (code)
    {
    case G_FILE_ERROR_NOENT:
      return ENOENT;
    case G_FILE_ERROR_EXIST:
      return EEXIST;
    case G_FILE_ERROR_ISDIR:
      return EISDIR;
    case G_FILE_ERROR_NOTDIR:
      return ENOTDIR;
    case G_FILE_ERROR_NAMETOOLONG:
      return ENAMETOOLONG;
    case G_FILE_ERROR_NOSPC:
      return ENOSPC;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
      return EACCES;
    case G_FILE_ERROR_ROFS:
      return EROFS;
    case G_FILE_ERROR_IO:
      return EIO;
    default:
      return 0;
    }
}

/* 0: it is another error */
static int
get_errno (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return get_errno_of_io (error->code);
  return error->domain == G_FILE_ERROR ? get_errno_of_file (error->code) : 0;
}

/**
 * sockeye_file_error_get_reason:
 * @error: of the domain %G_IO_ERROR or %G_FILE_ERROR, or any other
 *
 * Returns: (transfer none): what the system says, without the name of the file and without a full stop; the message of
 *   an error that the system did not cause. Valid as long as @error
 */
const char *
sockeye_file_error_get_reason (const GError *error)
{
  int error_number = get_errno (error);

  return error_number != 0 ? g_strerror (error_number) : error->message;
}

/**
 * sockeye_file_error_advise_saving:
 * @error: why a file could not be written
 *
 * Returns: (transfer none): what the user can do, a sentence
 */
const char *
sockeye_file_error_advise_saving (const GError *error)
{
  switch (get_errno (error))
    {
    case ENOSPC:
      return _ ("Make room there, or choose another place, and save again.");
    case EACCES:
    case EROFS:
      return _ ("Choose a place that you may write to, and save again.");
    case ENOENT:
    case ENOTDIR:
      return _ ("Choose a folder that is there, and save again.");
    case ENAMETOOLONG:
      return _ ("Choose a shorter name, and save again.");
    default:
      return _ ("Choose another place, and save again.");
    }
}

/**
 * sockeye_file_error_advise_opening:
 * @error: why a file could not be read
 *
 * Returns: (transfer none): what the user can do, a sentence
 */
const char *
sockeye_file_error_advise_opening (const GError *error)
{
  switch (get_errno (error))
    {
    case ENOENT:
    case ENOTDIR:
      return _ ("It may have been moved or removed: choose it where it is now.");
    case EACCES:
      return _ ("See to it that you may read it, and open it again.");
    default:
      return _ ("Open it again, or choose another file.");
    }
}
