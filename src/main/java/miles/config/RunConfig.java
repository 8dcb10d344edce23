package miles.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run: what is trained, on what, how, and what is written.
 *
 * @param name the run's name; its folder is {@code saved/<name>}; letters, digits, dot, hyphen and
 *     underscore
 * @param task what is predicted
 * @param data where the samples are
 * @param modalities at least two modalities by name, in the order of the run file
 * @param fusion how the embeddings become one prediction
 * @param unimodal unimodal heads and the value that stands for a masked modality
 * @param optimizer the update rule and the base learning rate
 * @param schedule the base schedule of the learning rate
 * @param balance the balancing method
 * @param training epochs, batches, seed, early stopping, checkpoints
 * @param export what is exported after training
 */
public record RunConfig(
    @Allowed(name = true) String name,
    TaskConfig task,
    DataConfig data,
    @Allowed(size = 2, name = true) Map<String, ModalityConfig> modalities,
    @Default("concat") FusionConfig fusion,
    UnimodalConfig unimodal,
    @Default("adam") OptimizerConfig optimizer,
    @Default("constant") ScheduleConfig schedule,
    BalanceConfig balance,
    TrainingConfig training,
    ExportConfig export) {

  public RunConfig {
    modalities = Collections.unmodifiableMap(new LinkedHashMap<>(modalities));
    Check.values(
        RunConfig.class,
        name,
        task,
        data,
        modalities,
        fusion,
        unimodal,
        optimizer,
        schedule,
        balance,
        training,
        export);
    Consistency.of(
            Map.of(
                "task", task,
                "data", data,
                "modalities", modalities,
                "unimodal", unimodal,
                "schedule", schedule,
                "balance", balance,
                "training", training))
        .done();
  }
}
