package miles.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends requests as no HTTP library would. */
final class Chunked {

  private Chunked() {}

  /** Sends a body in chunks, without saying its length before, and returns the whole answer. */
  static String post(URI model, String body) throws IOException {
    try (Socket socket = open(model)) {
      OutputStream out = socket.getOutputStream();
      write(out, head(model) + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < body.length(); i += 1_000) {
        String part = body.substring(i, Math.min(body.length(), i + 1_000));
        write(out, Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
      }
      write(out, "0\r\n\r\n");
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Opens a connection and sends a whole request; the server closes it after its answer. */
  static Socket ask(URI model, String body) throws IOException {
    Socket socket = open(model);
    String length = "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(body.length());
    write(socket.getOutputStream(), head(model) + length + body);
    return socket;
  }

  /** Opens a connection and sends the start of a request, whose body never comes whole. */
  static Socket stall(URI model) throws IOException {
    Socket socket = open(model);
    write(socket.getOutputStream(), head(model) + "Content-Length: 1000\r\n\r\n{");
    return socket;
  }

  /**
   * Opens a connection and sends a request but for its body; returns when the server has begun to
   * answer it, which waits for the body.
   */
  static Socket begin(URI model, int length) throws IOException {
    Socket socket = open(model);
    write(
        socket.getOutputStream(),
        head(model) + "Expect: 100-continue\r\nContent-Length: %d\r\n\r\n".formatted(length));
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    byte[] read = socket.getInputStream().readNBytes(interim.length());
    if (!interim.equals(new String(read, StandardCharsets.US_ASCII))) {
      socket.close();
      throw new IOException(
          "not asked for the body: " + new String(read, StandardCharsets.US_ASCII));
    }
    return socket;
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static Socket open(URI model) throws IOException {
    Socket socket = new Socket(model.getHost(), model.getPort());
    socket.setSoTimeout(120_000);
    return socket;
  }

  private static String head(URI model) {
    return "POST %s:predict HTTP/1.1\r\nHost: %s\r\n"
        .formatted(model.getPath(), model.getAuthority());
  }
}
