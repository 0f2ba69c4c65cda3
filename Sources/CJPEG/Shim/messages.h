#ifndef CJPEG_MESSAGES_H
#define CJPEG_MESSAGES_H

#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>
#include <setjmp.h>

#include "cjpeg.h"

/// Where an error of libjpeg lands. `manager` comes first, so that libjpeg's pointer to it is a pointer to
/// this. `destination` is set anew by each function that calls libjpeg, so that no jump goes to one that has
/// returned.
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf destination;
  char message[JMSG_LENGTH_MAX];
} cjpeg_landing;

/// Points libjpeg's error exits at `landing`. The caller sets `emit_message` where warnings matter.
struct jpeg_error_mgr *cjpeg_prepare_landing(cjpeg_landing *landing);

/// libjpeg's error exit: keeps the words and jumps to the landing.
_Noreturn void cjpeg_fail(j_common_ptr codec);

/// Copies `words` to a caller's buffer of CJPEG_MESSAGE_SIZE bytes.
void cjpeg_copy_message(char *message, const char *words);

#endif
