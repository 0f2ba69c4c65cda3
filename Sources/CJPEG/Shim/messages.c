#include "messages.h"

void cjpeg_copy_message(char *message, const char *words) {
  snprintf(message, CJPEG_MESSAGE_SIZE, "%s", words);
}

_Noreturn void cjpeg_fail(j_common_ptr codec) {
  cjpeg_landing *landing = (cjpeg_landing *)codec->err;
  landing->manager.format_message(codec, landing->message);
  longjmp(landing->destination, 1);
}

static void print_nothing(j_common_ptr codec) { (void)codec; }

static void ignore_message(j_common_ptr codec, int level) {
  (void)codec;
  (void)level;
}

struct jpeg_error_mgr *cjpeg_prepare_landing(cjpeg_landing *landing) {
  struct jpeg_error_mgr *manager = jpeg_std_error(&landing->manager);
  manager->error_exit = cjpeg_fail;
  manager->output_message = print_nothing;
  manager->emit_message = ignore_message;
  return manager;
}
