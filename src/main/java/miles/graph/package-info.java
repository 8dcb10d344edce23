/**
 * The joint-fusion network as a TensorFlow graph: inputs, encoders, fusion, heads, masked
 * predictions, losses and parameter groups.
 *
 * <p>Start at {@link miles.graph.FusionGraph}. The network is made of small parts: an {@link
 * miles.graph.Encoder} for each modality, one {@link miles.graph.Fusion}, and {@link
 * miles.graph.Layers} that makes both out of named layers. A new encoder is a record in {@link
 * miles.config.EncoderConfig}, one class beside {@link miles.graph.MlpEncoder} and one line in
 * {@link miles.graph.Encoders}; a new fusion is added the same way.
 *
 * <p>Every layer is built from operations whose C++ gradients are right; the tests compare each
 * with finite differences. Avoid dilated convolutions (their gradients are silently wrong), while
 * loops (theirs abort the JVM) and the block cells of recurrent networks (they have none).
 *
 * <p>This package knows nothing of optimizers, sessions' loops or files.
 */
@NullMarked
package miles.graph;

import org.jspecify.annotations.NullMarked;
