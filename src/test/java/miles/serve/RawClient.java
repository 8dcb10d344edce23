package miles.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends any bytes, and reads what comes back until the server ends the connection. */
final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLISECONDS = 120_000;

  private final Socket socket = new Socket();

  RawClient(URI server) throws IOException {
    this(server, 0);
  }

  /**
   * @param buffer bytes that arrive before this client reads, about; 0 leaves it to the system
   */
  RawClient(URI server, int buffer) throws IOException {
    if (buffer > 0) {
      socket.setReceiveBufferSize(buffer);
    }
    socket.setSoTimeout(PATIENCE_MILLISECONDS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
  }

  /** Sends; returns whether the server still took it. */
  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends characters, each below 256, as a byte each. */
  boolean send(String latin1) {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Says that nothing more will be sent. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  /** Breaks the connection off, by a reset instead of an end. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Returns all that comes until the server ends the connection; a reset is an error. */
  String restUntilEnd() throws IOException {
    return new String(in().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Returns all that comes until the server ends or resets the connection. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in().transferTo(all);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither an answer nor an end; so far: " + all, e);
    } catch (IOException e) {
      // A reset: what had come before is there.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Returns the whole of a request for a prediction. */
  static String predict(URI model, String body) {
    return "POST %s:predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(model.getPath(), body.getBytes(StandardCharsets.UTF_8).length, body);
  }
}
