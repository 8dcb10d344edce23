package miles.data.published;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import miles.config.JsonProblem;
import miles.data.DataException;
import miles.data.LoadOptions;
import miles.data.ManifestSchema;
import miles.data.Split;

/**
 * Posters and plots of films and their genres, several a film.
 *
 * <pre>
 *   split.json              {"train": ["0012345", …], "dev": […], "test": […]}
 *   dataset/0012345.json    genres, plot, and more that is not read
 *   dataset/0012345.jpeg    the poster
 * </pre>
 *
 * <p>The split is the publisher's. A film's text is its longest plot, as in the publisher's own
 * script; the 23 most frequent genres are kept, as there. A film without a poster or without a plot
 * lacks that modality.
 *
 * <p>Source: J. Arevalo and others, "Gated Multimodal Units for Information Fusion",
 * arXiv:1702.01992; layout and rules of johnarevalo/gmu-mmimdb.
 */
final class MmImdb {

  /** The genres of the benchmark. The set has a few more, which are rarer. */
  static final Set<String> GENRES =
      Set.of(
          "Action",
          "Adventure",
          "Animation",
          "Biography",
          "Comedy",
          "Crime",
          "Documentary",
          "Drama",
          "Family",
          "Fantasy",
          "Film-Noir",
          "History",
          "Horror",
          "Music",
          "Musical",
          "Mystery",
          "Romance",
          "Sci-Fi",
          "Short",
          "Sport",
          "Thriller",
          "War",
          "Western");

  private static final Map<String, Split> SPLITS =
      Map.of("train", Split.TRAIN, "dev", Split.VALIDATION, "test", Split.TEST);
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{1,20}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private MmImdb() {}

  static ImportSummary load(Path source, Path out, LoadOptions.Progress progress)
      throws IOException {
    Map<String, Split> films = films(source.resolve("split.json"));
    Path folder = source.resolve("dataset");
    PublishedFile.checkFolder(folder, "a JSON file and a poster a film");
    try (SetWriter writer = new SetWriter(out, List.of("image", "text"), films.size(), progress)) {
      Counts counts = new Counts();
      for (Map.Entry<String, Split> film : films.entrySet()) {
        write(writer, folder, film.getKey(), film.getValue(), counts);
      }
      writer.note(counts.posters, "Films without a poster: %d; their image is absent.");
      writer.note(counts.plots, "Films without a plot: %d; their text is absent.");
      writer.note(counts.nothing, "Films with neither: %d; left out.");
      writer.note(
          counts.dropped,
          "Labels dropped: %%d; of genres that are not among the benchmark's 23: %s."
              .formatted(String.join(", ", counts.genres).replace("%", "%%")));
      writer.note(
          counts.unlabelled, "Films without a genre that is left: %d; their label is empty.");
      return writer.summary();
    }
  }

  /** What is missing or dropped. */
  private static final class Counts {
    private int posters;
    private int plots;
    private int nothing;
    private int dropped;
    private int unlabelled;
    private final Set<String> genres = new TreeSet<>();
  }

  private static Map<String, Split> films(Path file) throws IOException {
    JsonNode lists = read(file);
    Map<String, Split> films = new LinkedHashMap<>();
    for (String name : List.of("train", "dev", "test")) {
      for (JsonNode id : strings(file, lists, name)) {
        if (!ID.matcher(id.asText()).matches()) {
          throw new DataException(
              "%s, list \"%s\": \"%s\" is no film's id. Use the publisher's file as it is."
                  .formatted(file, name, id.asText()));
        }
        if (films.put(id.asText(), SPLITS.getOrDefault(name, Split.TRAIN)) != null) {
          throw new DataException(
              "%s, list \"%s\": film %s is listed twice. Use the publisher's file as it is."
                  .formatted(file, name, id.asText()));
        }
      }
    }
    return films;
  }

  private static void write(SetWriter writer, Path folder, String id, Split split, Counts counts)
      throws IOException {
    Path file = folder.resolve(id + ".json");
    JsonNode film = read(file);
    Set<String> genres = new LinkedHashSet<>();
    for (JsonNode genre : strings(file, film, "genres")) {
      if (GENRES.contains(genre.asText())) {
        genres.add(genre.asText());
      } else {
        counts.dropped++;
        counts.genres.add(genre.asText());
      }
    }
    String plot = plot(film);
    Path poster = folder.resolve(id + ".jpeg");
    boolean hasPoster = Files.exists(poster);
    if (plot.isEmpty() && !hasPoster) {
      counts.nothing++;
      return;
    }
    counts.posters += hasPoster ? 0 : 1;
    counts.plots += plot.isEmpty() ? 1 : 0;
    counts.unlabelled += genres.isEmpty() ? 1 : 0;
    String image = hasPoster ? writer.link(poster, "images/" + id + ".jpeg") : "";
    String label = String.join(ManifestSchema.SEPARATOR, genres);
    writer.row(id, split, label, List.of(image, plot));
  }

  /** Returns the longest plot, the first of several; nothing if there is none. */
  private static String plot(JsonNode film) {
    String longest = "";
    for (JsonNode plot : film.path("plot")) {
      String text = plot.asText().strip();
      longest = text.length() > longest.length() ? text : longest;
    }
    return longest;
  }

  private static List<JsonNode> strings(Path file, JsonNode object, String key) {
    JsonNode array = object.path(key);
    List<JsonNode> strings = new ArrayList<>();
    array.forEach(strings::add);
    if (!array.isArray() || !strings.stream().allMatch(JsonNode::isTextual)) {
      throw new DataException(
          "%s has no list of texts \"%s\". Use the publisher's file as it is."
              .formatted(file, key));
    }
    return strings;
  }

  private static JsonNode read(Path file) throws IOException {
    PublishedFile.check(file);
    try {
      return JSON.readTree(file.toFile());
    } catch (JacksonException e) {
      throw new DataException(
          "%s is damaged: %s. Download the set again.".formatted(file, JsonProblem.reason(e)), e);
    }
  }
}
