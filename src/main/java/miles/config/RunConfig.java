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
    String name,
    TaskConfig task,
    DataConfig data,
    Map<String, ModalityConfig> modalities,
    FusionConfig fusion,
    UnimodalConfig unimodal,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    BalanceConfig balance,
    TrainingConfig training,
    ExportConfig export) {

  public RunConfig {
    Check.name("name", name);
    Check.that(modalities.size() >= 2, "modalities", modalities.size(), "at least two modalities");
    modalities.keySet().forEach(modality -> Check.name("modalities", modality));
    modalities = Collections.unmodifiableMap(new LinkedHashMap<>(modalities));
  }
}
