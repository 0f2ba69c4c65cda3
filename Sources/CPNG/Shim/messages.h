#ifndef CPNG_MESSAGES_H
#define CPNG_MESSAGES_H

#include <png.h>
#include <setjmp.h>

#include "cpng.h"

/// Where an error of libpng lands. Set anew by each function that calls libpng, so that no jump goes
/// to a function that has returned.
typedef struct {
  jmp_buf destination;
  char message[CPNG_MESSAGE_SIZE];
} cpng_landing;

/// libpng's error exit: keeps the words and jumps to the landing.
_Noreturn void cpng_fail(png_structp png, png_const_charp words);

/// Warnings are about what does not change a pixel; they are dropped.
void cpng_ignore_warning(png_structp png, png_const_charp words);

/// Copies `words` to a caller's buffer of CPNG_MESSAGE_SIZE bytes.
void cpng_copy_message(char *message, const char *words);

#endif
