package miles.interop;

import java.util.Optional;

/**
 * What of a SavedModel is the encoder.
 *
 * @param signature the key of a signature, or the name of a function as {@link ModelSummary} has it
 * @param input the input of the signature that is fed; empty: its only one
 * @param output an output of the signature, or a tensor inside, {@code node} or {@code node:index};
 *     empty: its only output. Of a node behind calls the last parts of its name are enough
 */
public record EncoderSelection(String signature, Optional<String> input, Optional<String> output) {}
