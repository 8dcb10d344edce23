package miles.config;

/**
 * What is exported after training.
 *
 * @param enabled whether the best epoch's model is exported as a SavedModel
 * @param raw whether the exported model also takes what a client has: files, texts, raw numbers
 * @param warmup whether the exported model holds requests that TensorFlow Serving runs when it
 *     loads the model, so that the first client waits no longer than the others
 */
public record ExportConfig(
    @Default("true") boolean enabled,
    @Default("true") boolean raw,
    @Default("true") boolean warmup) {}
