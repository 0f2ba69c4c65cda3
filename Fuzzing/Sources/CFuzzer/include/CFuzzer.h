// The door to libFuzzer, LLVM's search for inputs that crash.

#ifndef CFUZZER_H
#define CFUZZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Looks at one input. Returns 0.
typedef int (*cfuzzer_target)(const uint8_t *bytes, size_t count);

/// Lets libFuzzer call `target` with input after input, as its command-line arguments say; the first is the program's
/// name. Ends the process with an exit code of libFuzzer's. False, and nothing done, where libFuzzer is not linked.
bool cfuzzer_run(int argument_count, char **arguments, cfuzzer_target target);

#endif
