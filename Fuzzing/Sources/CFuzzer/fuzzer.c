#include "CFuzzer.h"

#include <stdlib.h>

/// libFuzzer's entry for programs with a `main` of their own. This one stands in where libFuzzer is not linked: a linker
/// takes another object's function of the same name before a weak one.
__attribute__((weak)) int LLVMFuzzerRunDriver(int *argument_count, char ***arguments, cfuzzer_target target) {
  (void)argument_count;
  (void)arguments;
  (void)target;
  return -1;
}

bool cfuzzer_run(int argument_count, char **arguments, cfuzzer_target target) {
  int code = LLVMFuzzerRunDriver(&argument_count, &arguments, target);
  if (code < 0) return false;
  exit(code);
}
