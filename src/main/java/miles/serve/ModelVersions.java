package miles.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import miles.interop.SafetyCheck;
import miles.interop.SavedModelException;
import miles.interop.SavedModelFile;
import miles.interop.Trust;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The versions of a model that are served now.
 *
 * <p>{@link #refresh} looks at the folder again: a new version is loaded before the old one is
 * retired, and a retired one is closed when the last request that uses it has ended. A version that
 * cannot be loaded is named in the status, does not replace the one served, and is tried again when
 * its files change.
 */
final class ModelVersions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelVersions.class);

  private record Failed(String files, String message) {}

  private final ModelFolder folder;
  private final boolean all;
  private final Trust trust;
  private final Map<Long, Failed> failed = new HashMap<>();
  private volatile NavigableMap<Long, ServedVersion> served = Collections.emptyNavigableMap();
  private volatile List<VersionStatus> statuses = List.of();
  private boolean closed;

  /**
   * @param all whether every version is served, not only the latest
   * @param trust whether operations are checked before a version is loaded
   */
  ModelVersions(ModelFolder folder, boolean all, Trust trust) {
    this.folder = folder;
    this.all = all;
    this.trust = trust;
  }

  String name() {
    return folder.name();
  }

  Collection<Long> numbers() {
    return served.keySet();
  }

  List<VersionStatus> statuses() {
    return statuses;
  }

  /**
   * Returns a version for one request, which releases it.
   *
   * @param number the version asked for; empty for the latest
   * @throws RefusedRequest if it is not served
   */
  ServedVersion lease(OptionalLong number) throws RefusedRequest {
    while (true) {
      NavigableMap<Long, ServedVersion> now = served;
      if (now.isEmpty()) {
        throw new RefusedRequest(RefusedRequest.UNAVAILABLE, "The server is stopping.");
      }
      ServedVersion version = now.get(number.orElseGet(now::lastKey));
      if (version == null) {
        throw new RefusedRequest(
            RefusedRequest.NOT_FOUND,
            "Version %d of %s is not served. Served: %s."
                .formatted(number.orElseThrow(), name(), now.keySet()));
      }
      if (version.acquire()) {
        return version;
      }
      // It was retired in between; the next look finds its successor.
    }
  }

  /**
   * Looks at the folder, loads what is new and retires what is gone or older.
   *
   * @throws IOException if the folder cannot be read; what is served stays
   */
  synchronized void refresh() throws IOException {
    if (closed) {
      return;
    }
    NavigableMap<Long, Path> found = folder.versions();
    failed.keySet().retainAll(found.keySet());
    NavigableMap<Long, ServedVersion> next = new TreeMap<>();
    try {
      choose(found, next);
    } catch (RuntimeException | Error e) {
      next.values().stream()
          .filter(each -> !served.containsValue(each))
          .forEach(ServedVersion::release);
      throw e;
    }
    // A folder that was emptied says nothing of what to serve instead.
    replace(next.isEmpty() ? served : next);
  }

  /** Puts the versions to serve into a map, newest first, those that are new loaded. */
  private void choose(NavigableMap<Long, Path> found, NavigableMap<Long, ServedVersion> next) {
    for (Map.Entry<Long, Path> each : found.descendingMap().entrySet()) {
      long number = each.getKey();
      ServedVersion version = served.get(number);
      if (version == null) {
        version = tryToLoad(number, each.getValue());
      }
      if (version != null) {
        next.put(number, version);
        if (!all) {
          break;
        }
      }
    }
  }

  private @Nullable ServedVersion tryToLoad(long number, Path version) {
    String files = "";
    try {
      files = fingerprint(version);
      Failed before = failed.get(number);
      if (before != null && before.files().equals(files)) {
        return null;
      }
      ServedVersion loaded = load(number, version);
      failed.remove(number);
      LOG.info("Version {} of {} is served.", number, name());
      return loaded;
    } catch (TensorFlowException | SavedModelException e) {
      fail(number, files, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (IOException | UncheckedIOException e) {
      // No reason to give up the other versions.
      fail(number, files, "its files cannot be read: " + e.getMessage());
    }
    return null;
  }

  private void fail(long number, String files, String message) {
    Failed now = new Failed(files, message);
    if (!now.equals(failed.put(number, now))) {
      LOG.warn("Version {} of {} could not be loaded: {}", number, name(), message);
    }
  }

  private ServedVersion load(long number, Path version) {
    SafetyCheck.require(SavedModelFile.read(version), trust);
    return ServedVersion.load(number, version);
  }

  private void replace(NavigableMap<Long, ServedVersion> next) {
    NavigableMap<Long, ServedVersion> before = served;
    served = Collections.unmodifiableNavigableMap(next);
    List<VersionStatus> all = new ArrayList<>();
    next.keySet().forEach(number -> all.add(VersionStatus.available(number)));
    failed.forEach((number, why) -> all.add(VersionStatus.failed(number, why.message())));
    all.sort((a, b) -> Long.compare(b.number(), a.number()));
    statuses = List.copyOf(all);
    for (ServedVersion version : before.values()) {
      if (next.get(version.number()) != version) {
        LOG.info("Version {} of {} is retired.", version.number(), name());
        version.release();
      }
    }
  }

  /** What changes when a copy that was under way goes on. */
  private static String fingerprint(Path version) throws IOException {
    try (Stream<Path> walk = Files.walk(version)) {
      StringBuilder text = new StringBuilder();
      for (Path file : walk.sorted().toList()) {
        text.append(file)
            .append(Files.isRegularFile(file) ? Files.size(file) : 0)
            .append(Files.getLastModifiedTime(file))
            .append('\n');
      }
      return text.toString();
    }
  }

  /** Retires every version; those in use are closed by their last request. */
  @Override
  public synchronized void close() {
    closed = true;
    served.values().forEach(ServedVersion::release);
    served = Collections.emptyNavigableMap();
  }
}
