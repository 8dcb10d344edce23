package miles.serve;

import miles.interop.Trust;

/**
 * How a model is served.
 *
 * @param host the address to listen on, such as {@code 127.0.0.1}
 * @param port the port to listen on, 0 to 65535; 0 picks a free one
 * @param name the model's name in URLs: letters, digits, {@code . _ -}; empty takes it from the
 *     folder
 * @param maxRequestBytes largest body of a request, at least 1
 * @param maxBatch most samples in one request, at least 1
 * @param threads requests computed at once; 0 takes one a processor
 * @param allVersions whether every version in the folder is served, not only the latest
 * @param trust whether the operations of a model are checked before it is loaded
 */
public record ServerOptions(
    String host,
    int port,
    String name,
    int maxRequestBytes,
    int maxBatch,
    int threads,
    boolean allVersions,
    Trust trust) {

  private static final int LARGEST_PORT = 65_535;
  private static final int LARGEST_POOL = 1_024;

  /**
   * Checks the values.
   *
   * @throws ServingException if one is out of its range
   */
  public ServerOptions {
    require(!host.isBlank(), "the host", "blank", "an address or a name, such as 127.0.0.1");
    require(port >= 0 && port <= LARGEST_PORT, "the port", port, "0 to 65535");
    require(maxRequestBytes >= 1, "the largest request in bytes", maxRequestBytes, "at least 1");
    require(maxBatch >= 1, "the largest batch", maxBatch, "at least 1");
    require(threads >= 0 && threads <= LARGEST_POOL, "the number of threads", threads, "0 to 1024");
    require(name.matches("[A-Za-z0-9._-]*"), "the model's name", name, "letters, digits and . _ -");
  }

  /** Returns how many requests are computed at once. */
  int workers() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private static void require(boolean holds, String what, Object value, String allowed) {
    if (!holds) {
      throw new ServingException("%s is %s. Allowed: %s.".formatted(what, value, allowed));
    }
  }
}
