package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DevicesTest {

  @Test
  void theCpuIsAlwaysThere() {
    assertThat(Devices.list())
        .anySatisfy(
            device -> {
              assertThat(device.type()).isEqualTo("CPU");
              assertThat(device.shortName()).isEqualTo("CPU:0");
            });
  }
}
