/*
 * The numeric kernels of Unroll: one table of functions per instruction set.
 *
 * Dimension letters: B rows of the shard, T time steps, F features, U units, G gates.
 * All matrices are row-major floats. Functions allocate nothing and cannot fail: sizes are checked
 * by the Swift caller. Pointers of one call do not overlap unless a comment allows it.
 * No function changes its result with the number of rows given: every element is summed in one
 * fixed order, so a row's numbers do not depend on the batch that it sits in.
 */
#ifndef UNROLL_KERNELS_H
#define UNROLL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* The most rows of one recurrent call. */
#define UNROLL_MOST_ROWS 64

/* Activations, in groups by what their derivative takes. */
enum unroll_activation {
  /* The output. */
  UNROLL_LINEAR,
  UNROLL_TANH,
  UNROLL_SIGMOID,
  UNROLL_RELU,
  UNROLL_RELU6,
  UNROLL_LEAKY_RELU, /* slope 0.2, as Keras's activation function */
  UNROLL_ELU,        /* alpha 1 */
  UNROLL_CELU,       /* the same, but for the derivative at 0 */
  UNROLL_SELU,
  UNROLL_SOFTPLUS,
  UNROLL_LOG_SIGMOID,
  UNROLL_SOFTSIGN,
  UNROLL_EXPONENTIAL,
  UNROLL_HARD_SIGMOID, /* relu6(x + 3) / 6 */
  UNROLL_SPARSE_SIGMOID,
  UNROLL_HARD_SHRINK, /* threshold 0.5 */
  UNROLL_SOFT_SHRINK, /* threshold 0.5 */
  UNROLL_SPARSE_PLUS,
  UNROLL_SQUAREPLUS, /* b = 4 */
  /* The input. */
  UNROLL_SILU,
  UNROLL_GELU,
  UNROLL_GELU_TANH,
  UNROLL_MISH,
  UNROLL_TANH_SHRINK,
  UNROLL_HARD_SILU,
  UNROLL_HARD_TANH,
  UNROLL_LEGACY_HARD_SIGMOID, /* 0.2 x + 0.5 between 0 and 1, as in Keras 1 and 2 */
  /* The output, a whole row of it. */
  UNROLL_SOFTMAX,
  UNROLL_LOG_SOFTMAX,
  /* The input, a whole row of it; not in recurrent cells. */
  UNROLL_SPARSEMAX,
  UNROLL_ACTIVATION_COUNT
};

/*
 * C [M, N] = A [M, K] · B [K, N], or C += with `accumulate`.
 * Element (m, k) of A is a[m * a_row + k * a_column], so a transposed operand is a choice of
 * strides. `rows` (optional) redirects the axis of A named by `rows_axis`: 0 the index m, 1 the
 * index k, through rows[index] (never negative), which multiplies by rows of a table in place.
 */
struct unroll_gemm {
  size_t m, n, k;
  const float *a;
  ptrdiff_t a_row, a_column;
  const int32_t *rows;
  int rows_axis;
  const float *b; /* row stride b_row */
  ptrdiff_t b_row;
  float *c; /* row stride c_row */
  ptrdiff_t c_row;
  int accumulate;
};

/*
 * One recurrent layer over a whole sequence of one shard, forward or backward.
 * Steps run from 0 to T - 1 in processing order; for a layer that goes backwards the caller
 * reverses places, mask and the strides of output.
 *
 * Gates per unit (G): simple_rnn 1; lstm 4 in the order i f c o; gru 3 in the order z r h.
 *
 * forward reads projected, places, recurrent_*, mask, slot 0 of hidden and cell; writes the other
 * slots of hidden and cell, gates, extra and output. With history = 1 each step has a slot of its
 * own; with history = 0 (inference) all steps share one slot and are overwritten in place.
 *
 * backward (history = 1 only) reads what forward wrote, output_gradient, hidden_gradient and
 * cell_gradient (gradients of the last states), writes gate_gradients (and for gru with
 * reset_after recurrent_gradients) for every step, and leaves in hidden_gradient and cell_gradient
 * the gradients of the initial states. Gradients of kernels and biases are products of these over
 * all steps and are formed by the caller.
 *
 * A masked row (mask 0) carries its states over, and takes no part in products: time goes with the
 * number of steps that count. Nobody reads what a masked step leaves of a row in gates, extra,
 * gate_gradients and recurrent_gradients, or in the slots of hidden and cell before the end of a
 * call: it is undefined. The gradients of its states pass through.
 */
struct unroll_recurrent {
  size_t steps, rows, units; /* T, B (at most UNROLL_MOST_ROWS), U */
  size_t begin, end;         /* the steps of this call; calls follow each other, backward from T */
  int activation, recurrent_activation;
  int reset_after; /* gru */

  const float *projected;        /* [P, G*U]: x·kernel + bias of each distinct input row */
  const int32_t *places;         /* [T, B]: row of projected, anything where masked;
                                    NULL: (step - begin) * B + row */
  const float *recurrent_kernel; /* [U, G*U] */
  const float *recurrent_bias;   /* [U] added to the candidate's h·R, gru with reset_after; may be
                                    NULL. What the other gates add belongs into projected. */
  const float *recurrent_noise;  /* [noises, B, U] factors on h before R; NULL: none */
  size_t noises;                 /* 1: one factor for all gates; G: one for each gate */
  const uint8_t *mask;           /* [T, B], 0: the state is carried over; NULL: every step counts */
  int zero_output_for_mask;      /* masked steps put out 0 instead of the carried state */

  int history;
  float *hidden;  /* [history ? T + 1 : 1, B, U] */
  float *cell;    /* the same, lstm only */
  float *gates;   /* [history ? T : 1, B, G*U]: activated gates, or their sums where the
                     activation's derivative takes its input */
  float *extra;   /* [history ? T : 1, B, U]. lstm: activation(cell), or the cell in that case.
                     gru reset_after: h·R_h + bias_h; gru without: r * h (noise applied) */
  float *scratch; /* [B, 2*G*U + 2*U]; forward and backward use it freely */

  float *output; /* (row, step) at row * output_row + step * output_step, U floats; may be NULL */
  ptrdiff_t output_row, output_step; /* output_step 0 leaves the output of the last step */

  int return_sequences;         /* 0: output_gradient belongs to the last step alone */
  const float *output_gradient; /* addressed as output; may be NULL */
  ptrdiff_t output_gradient_row, output_gradient_step;
  const float *recurrent_kernel_transposed; /* [G*U, U] */
  float *hidden_gradient;                   /* [B, U] in and out */
  float *cell_gradient;                     /* [B, U] in and out, lstm only */
  float *gate_gradients;      /* [end - begin, B, G*U] gradient of the gates' input sums */
  float *recurrent_gradients; /* [end - begin, B, G*U] gru reset_after: gradient of h·R + bias */
};

/* Pooling over time: x [B, T, F] with row stride x_step between steps and x_row between rows. */
struct unroll_pool {
  size_t rows, steps, features;
  const float *x;
  ptrdiff_t x_row, x_step;
  const uint8_t *mask;          /* [B, T], average only; NULL: every step counts. A row
                                   without any step gives NaN, as in Keras */
  float *output;                /* [B, F] contiguous */
  int32_t *winners;             /* [B, F] step of the maximum, max only; of several equals
                                   the first, its bits inverted */
  const float *output_gradient; /* [B, F] */
  float *x_gradient;            /* as x, contiguous [B, T, F]; backward overwrites all of it */
};

/* One step of an optimizer over `count` parameters; names as in Keras. */
struct unroll_update {
  size_t count;
  float *parameters;
  const float *gradients;
  /* sgd: momentum; rmsprop: velocity, momentum, average gradient; adam: mean, variance, maximum;
     nadam, lamb: mean, variance; adamax: mean, norm; adagrad: sum of squares; adadelta: mean
     square of the gradients, of the steps; ftrl: sum of squares, linear; lion: momentum */
  float *slots[3];
  /* double, because 1 - beta_2 in float would be off by a hundred units in the last place */
  double learning_rate, momentum, rho, beta_1, beta_2, epsilon;
  int nesterov, centered, amsgrad;
  double mean_share, gradient_share, variance_scale; /* bias corrections of nadam and lamb */
  double l1, l2, shrinkage, power;                   /* ftrl */
};

struct unroll_kernels {
  const char *name; /* "baseline", "avx2", "avx512", "neon" */
  size_t lanes;     /* floats per vector */

  void (*gemm)(const struct unroll_gemm *);
  /* out [columns, rows] = transpose of in [rows, columns] with row stride in_row */
  void (*transpose)(const float *in, ptrdiff_t in_row, size_t rows, size_t columns, float *out);

  void (*simple_rnn_forward)(const struct unroll_recurrent *);
  void (*simple_rnn_backward)(const struct unroll_recurrent *);
  void (*lstm_forward)(const struct unroll_recurrent *);
  void (*lstm_backward)(const struct unroll_recurrent *);
  void (*gru_forward)(const struct unroll_recurrent *);
  void (*gru_backward)(const struct unroll_recurrent *);

  /* x = activation(x) for `rows` contiguous rows, whose limits count for some activations alone */
  void (*activate)(int activation, float *x, size_t rows, size_t columns);
  /* gradient *= activation'(x), from x or y = activation(x): see unroll_activation */
  void (*activate_gradient)(int activation, const float *kept, float *gradient, size_t rows,
                            size_t columns);

  /* x[r, :] += row for every r; x has row stride x_row */
  void (*add_row)(float *x, ptrdiff_t x_row, size_t rows, size_t columns, const float *row);
  /* row += sum over r of x[r, :] in the order of r */
  void (*sum_rows)(const float *x, ptrdiff_t x_row, size_t rows, size_t columns, float *row);
  /* out[places[i], :] += x[i, :] for i in order; places < 0 are skipped */
  void (*scatter_add)(const float *x, const int32_t *places, size_t count, size_t columns,
                      float *out);
  /* mask[i] = whether any number of row i of x [count, columns] differs from value */
  void (*mask_rows)(const float *x, size_t count, size_t columns, float value, uint8_t *mask);
  /* Keeps those of `count` row numbers of x whose rows are not all zero, in their order, at the
     front of rows; places[i] receives the place of the row that was rows[i], or how many there are
     for a row of zeros or a negative number. Returns how many there are. */
  size_t (*find_rows)(const float *x, size_t columns, int32_t *rows, size_t count, int32_t *places);
  /* Moves row i of x [rows, columns] to places[i] where that is below count; such places ascend,
     and none is above i. */
  void (*compact)(float *x, size_t columns, const int32_t *places, size_t rows, size_t count);
  /* out[i, :] = table[ids[i], :], zeros where the id is negative; out may be the table if the ids
     ascend */
  void (*gather)(const float *table, const int32_t *ids, size_t count, size_t columns, float *out);
  /* out = x * y, elementwise; out may be x */
  void (*multiply)(const float *x, const float *y, float *out, size_t count);
  /* out += x */
  void (*accumulate)(const float *x, float *out, size_t count);

  /* out[i] = in[i] / (1 - rate) where the noise of position first + i keeps it, else 0. The noise
     is a hash of (key, position): the same call gives the same pattern, whatever the thread.
     in == NULL stands for ones; out may be in. 0 <= rate < 1. */
  void (*dropout)(uint64_t key, uint64_t first, float rate, const float *in, float *out,
                  size_t count);

  void (*max_pool)(const struct unroll_pool *);
  void (*max_pool_gradient)(const struct unroll_pool *);
  void (*average_pool)(const struct unroll_pool *);
  void (*average_pool_gradient)(const struct unroll_pool *);

  void (*sgd)(const struct unroll_update *);
  void (*rmsprop)(const struct unroll_update *);
  /* learning_rate already holds the bias correction lr * sqrt(1 - beta_2^t) / (1 - beta_1^t) */
  void (*adam)(const struct unroll_update *);
  /* step = lr * (mean_share * mean + gradient_share * gradient)
            / (sqrt(variance_scale * variance) + epsilon) */
  void (*nadam)(const struct unroll_update *);
  /* learning_rate already holds the bias correction lr / (1 - beta_1^t) */
  void (*adamax)(const struct unroll_update *);
  void (*adagrad)(const struct unroll_update *);
  void (*adadelta)(const struct unroll_update *);
  /* power is Keras's learning_rate_power with the sign turned, never negative; l2 holds beta */
  void (*ftrl)(const struct unroll_update *);
  void (*lion)(const struct unroll_update *);
  /* Leaves the direction mean_share * mean / (sqrt(variance_scale * variance) + epsilon) in
     directions and the parameters as they are: the step depends on the norms of both. directions
     may be the gradients. */
  void (*lamb)(const struct unroll_update *, float *directions);
  /* x -= x * share */
  void (*decay)(float *x, float share, size_t count);
  /* means = keep * means + (1 - keep) * x */
  void (*average)(float *means, const float *x, double keep, size_t count);
  /* sum of squares, in double, in a fixed order */
  double (*sum_of_squares)(const float *x, size_t count);
};

/* All tables that this machine can run, best last; `count` receives how many. */
const struct unroll_kernels *const *unroll_kernels_available(size_t *count);

/*
 * Numbers the distinct ids of a shard in the order of their first appearance.
 * ids [count]; places [count] receives the number of each id, and the count of distinct ids where
 * the id is negative; distinct [count] receives the ids. slots [capacity] is scratch; capacity is
 * a power of two of at least 2 * count. Returns how many distinct ids there are.
 */
size_t unroll_distinct(const int32_t *ids, size_t count, int32_t *places, int32_t *distinct,
                       int32_t *slots, size_t capacity);

#endif
