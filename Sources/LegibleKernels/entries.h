// The table of one instruction set, filled with the functions that end in its suffix.
#define ENTRIES                                                                                              \
  {                                                                                                          \
      .product = SET(product),                                                                               \
      .outer_product = SET(outer_product),                                                                   \
      .winograd_input = SET(winograd_input),                                                                 \
      .winograd_output_gradient = SET(winograd_output_gradient),                                             \
      .winograd_output = SET(winograd_output),                                                               \
      .winograd_weights = SET(winograd_weights),                                                             \
      .winograd_weights_gradient = SET(winograd_weights_gradient),                                           \
      .quantized_product = SET(quantized_product),                                                           \
      .quantized_pairs = SET(quantized_pairs),                                                               \
      .pairs_input = SET(pairs_input),                                                                       \
      .quantize = SET(quantize),                                                                             \
      .max_pool_bytes = SET(max_pool_bytes),                                                                 \
      .lstm_step = SET(lstm_step),                                                                           \
      .lstm_step_gradient = SET(lstm_step_gradient),                                                         \
      .channel_sums = SET(channel_sums),                                                                     \
      .scale_shift = SET(scale_shift),                                                                       \
      .norm_gradient_sums = SET(norm_gradient_sums),                                                         \
      .norm_gradient = SET(norm_gradient),                                                                   \
      .relu_gradient = SET(relu_gradient),                                                                   \
      .add = SET(add),                                                                                       \
      .scale = SET(scale),                                                                                   \
      .max_pool = SET(max_pool),                                                                             \
      .max_pool_gradient = SET(max_pool_gradient),                                                           \
      .adamw = SET(adamw),                                                                                   \
      .moving_average = SET(moving_average),                                                                 \
  }
