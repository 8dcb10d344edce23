/**
 * A small local server with the REST interface of TensorFlow Serving, for trying a model before it
 * goes there.
 *
 * <p>Start at {@link miles.serve.ModelServer}. It serves any SavedModel by its signatures and knows
 * nothing of training. It is not a replacement for TensorFlow Serving: no gRPC, no batching across
 * requests, one model a process; docs/serving.md lists what differs.
 */
@NullMarked
package miles.serve;

import org.jspecify.annotations.NullMarked;
