package miles.graph;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;

/** The devices that TensorFlow can compute on in this process. */
public final class Devices {

  private Devices() {}

  /**
   * One device.
   *
   * @param type {@code CPU}, {@code GPU} or another of TensorFlow's types
   * @param name TensorFlow's full name, such as {@code
   *     /job:localhost/replica:0/task:0/device:GPU:0}
   */
  public record Device(String type, String name) {

    /** Returns the name's last part, such as {@code GPU:0}. */
    public String shortName() {
      return name.substring(name.lastIndexOf("/device:") + "/device:".length());
    }
  }

  /**
   * Lists the devices of a new, empty session. Java's own API has no such call, so this asks the C
   * API and frees all that it makes.
   *
   * @return at least the CPU
   * @throws org.tensorflow.exceptions.TensorFlowException if no session can be made
   */
  @SuppressWarnings("try") // the scope is not named again: it collects all that is made inside it
  public static List<Device> list() {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_Session session =
          TF_Session.newSession(TF_Graph.newGraph(), TF_SessionOptions.newSessionOptions(), status);
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      try {
        return read(devices, status);
      } finally {
        TF_DeleteDeviceList(devices);
      }
    }
  }

  private static List<Device> read(TF_DeviceList devices, TF_Status status) {
    List<Device> list = new ArrayList<>();
    for (int i = 0; i < TF_DeviceListCount(devices); i++) {
      String type = text(TF_DeviceListType(devices, i, status), status);
      String name = text(TF_DeviceListName(devices, i, status), status);
      list.add(new Device(type, name));
    }
    return List.copyOf(list);
  }

  private static String text(BytePointer value, TF_Status status) {
    status.throwExceptionIfNotOK();
    return value.getString();
  }
}
