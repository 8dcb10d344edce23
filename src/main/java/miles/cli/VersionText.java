package miles.cli;

import java.util.List;
import java.util.stream.Collectors;
import miles.graph.Devices;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.IVersionProvider;

/** What {@code miles --version} says; loads TensorFlow to ask it for its devices. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    BuildInfo build = BuildInfo.load();
    List<Devices.Device> devices = Devices.list();
    String names =
        devices.stream().map(Devices.Device::shortName).collect(Collectors.joining(", "));
    return new String[] {
      "miles       " + build.version(),
      "TensorFlow  %s (%s)".formatted(TensorFlow.version(), build.nativeLibrary()),
      "devices     " + names,
      "Java        %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor", "?")),
      "system      %s, %s"
          .formatted(System.getProperty("os.name", "?"), System.getProperty("os.arch", "?"))
    };
  }
}
