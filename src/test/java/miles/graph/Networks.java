package miles.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig;
import miles.config.DataConfig;
import miles.config.EncoderConfig;
import miles.config.ExportConfig;
import miles.config.FusionConfig;
import miles.config.ModalityConfig;
import miles.config.Normalization;
import miles.config.OptimizerConfig;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.config.ScheduleConfig;
import miles.config.Score;
import miles.config.TaskConfig;
import miles.config.TrainingConfig;
import miles.config.UnimodalConfig;
import miles.data.FeatureSpec;
import miles.interop.ImportedEncoders;
import miles.interop.Trust;

/** A small network under test; every method returns a changed copy. */
record Networks(
    Map<String, EncoderConfig> encoders,
    List<FeatureSpec> features,
    FusionConfig fusion,
    UnimodalConfig unimodal,
    TaskConfig.Kind kind,
    long seed) {

  static final EncoderConfig.Mlp MLP = new EncoderConfig.Mlp(List.of(4, 3), 0, Normalization.NONE);

  /** No modality yet; concatenation, heads, running means, classification, seed 7. */
  static Networks empty() {
    return new Networks(
        Map.of(),
        List.of(),
        new FusionConfig.Concat(List.of(5), 0),
        new UnimodalConfig(true, 1, UnimodalConfig.Mask.MEAN),
        TaskConfig.Kind.CLASSIFICATION,
        7);
  }

  /** Tabular modalities with a small MLP each. */
  static Networks tabular(String... modalities) {
    Networks network = empty();
    for (String modality : modalities) {
      network = network.with(floats(modality, 5), MLP);
    }
    return network;
  }

  static FeatureSpec floats(String modality, Integer... shape) {
    return new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(shape), 0);
  }

  static FeatureSpec tokens(String modality, int length, int vocabulary) {
    return new FeatureSpec(modality, FeatureSpec.Type.INT32, List.of(length), vocabulary);
  }

  Networks with(FeatureSpec spec, EncoderConfig encoder) {
    Map<String, EncoderConfig> more = new LinkedHashMap<>(encoders);
    more.put(spec.modality(), encoder);
    List<FeatureSpec> specs = new ArrayList<>(features);
    specs.add(spec);
    return new Networks(more, specs, fusion, unimodal, kind, seed);
  }

  Networks with(FusionConfig other) {
    return new Networks(encoders, features, other, unimodal, kind, seed);
  }

  Networks with(UnimodalConfig.Mask mask) {
    return new Networks(
        encoders, features, fusion, new UnimodalConfig(unimodal.heads(), 1, mask), kind, seed);
  }

  Networks withHeads(boolean heads) {
    return new Networks(
        encoders, features, fusion, new UnimodalConfig(heads, 1, unimodal.mask()), kind, seed);
  }

  Networks with(TaskConfig.Kind other) {
    return new Networks(encoders, features, fusion, unimodal, other, seed);
  }

  Networks withSeed(long other) {
    return new Networks(encoders, features, fusion, unimodal, kind, other);
  }

  FusionGraph build(int outputs, FusionGraph.Purpose purpose) {
    RunConfig config = config();
    ImportedEncoders imported = ImportedEncoders.load(config, Trust.CHECKED);
    return FusionGraph.build(config, features, outputs, purpose, imported);
  }

  /** A graph for training with three outputs. */
  FusionGraph build() {
    return build(3, FusionGraph.Purpose.TRAINING);
  }

  RunConfig config() {
    Map<String, ModalityConfig> modalities = new LinkedHashMap<>();
    features.forEach(spec -> modalities.put(spec.modality(), modality(spec)));
    Score score = kind == TaskConfig.Kind.REGRESSION ? Score.R2 : Score.ACCURACY;
    return new RunConfig(
        "test",
        new TaskConfig(kind, List.of(), score),
        new DataConfig(Path.of("manifest.csv"), "label", false),
        modalities,
        fusion,
        unimodal,
        new OptimizerConfig.GradientDescent(0.1, 0, 0),
        new ScheduleConfig.Constant(0),
        balance(),
        new TrainingConfig(
            1,
            8,
            8,
            seed,
            0,
            TrainingConfig.Precision.FLOAT32,
            TrainingConfig.Monitor.SCORE,
            Map.of(),
            Optional.empty(),
            1,
            false),
        new ExportConfig(false, false, false));
  }

  /** The losses alone matter to a graph; every method's parameters are the defaults. */
  private BalanceConfig balance() {
    String method = unimodal.heads() ? "uniform" : "joint";
    String run =
        """
        {name: test, data: {manifest: m.csv}, balance: {method: %s}, training: {epochs: 1},
         modalities: {a: {kind: tabular, encoder: {kind: mlp, units: [1]}},
                      b: {kind: tabular, encoder: {kind: mlp, units: [1]}}}}
        """;
    return RunFile.parse(run.formatted(method), "test.yaml", Path.of(""), List.of()).balance();
  }

  /** A modality of the kind that has such features; its preprocessing plays no part here. */
  private ModalityConfig modality(FeatureSpec spec) {
    EncoderConfig encoder = encoders.get(spec.modality());
    if (spec.type() == FeatureSpec.Type.INT32) {
      return new ModalityConfig.Text(
          "text", ModalityConfig.Text.Tokens.WORDS, true, spec.size(), 8, encoder);
    }
    return switch (spec.shape().size()) {
      case 1 -> new ModalityConfig.Tabular(List.of(), encoder);
      case 2 -> new ModalityConfig.Audio("wav", 8000, 1, 200, 80, 40, 0, 4000, encoder);
      default -> new ModalityConfig.Image("png", 8, 8, 1, encoder);
    };
  }
}
