package miles.config;

/**
 * What is exported after training.
 *
 * @param enabled whether the best epoch's model is exported as a SavedModel
 */
public record ExportConfig(@Default("true") boolean enabled) {}
