#include "messages.h"

#include <stdio.h>

void cpng_copy_message(char *message, const char *words) {
  snprintf(message, CPNG_MESSAGE_SIZE, "%s", words);
}

_Noreturn void cpng_fail(png_structp png, png_const_charp words) {
  cpng_landing *landing = png_get_error_ptr(png);
  cpng_copy_message(landing->message, words);
  longjmp(landing->destination, 1);
}

void cpng_ignore_warning(png_structp png, png_const_charp words) {
  (void)png;
  (void)words;
}
