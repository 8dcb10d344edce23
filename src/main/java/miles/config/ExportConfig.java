package miles.config;

/**
 * What is exported after training.
 *
 * @param enabled whether the best epoch's model is exported as a SavedModel
 * @param raw whether the exported model also takes what a client has: files, texts, raw numbers
 */
public record ExportConfig(@Default("true") boolean enabled, @Default("true") boolean raw) {}
