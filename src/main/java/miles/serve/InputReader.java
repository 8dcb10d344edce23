package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/** Reads a request's values into one tensor an input. */
final class InputReader {

  private static final String BASE64_KEY = "b64";

  private final int maxBatch;
  private final Map<String, TensorReader> readers = new TreeMap<>();
  private final boolean bareBase64;
  private int instances;
  private boolean firstNamed;

  /**
   * @param maxBatch most samples in one request
   * @throws RefusedRequest if JSON cannot hold an input of the signature
   */
  InputReader(AskedSignature signature, int maxBatch) throws RefusedRequest {
    this.maxBatch = maxBatch;
    for (String name : signature.definition().getInputsMap().keySet()) {
      readers.put(name, new TensorReader(name, signature));
    }
    this.bareBase64 = readers.size() == 1 && !readers.containsKey(BASE64_KEY);
  }

  /**
   * Returns the tensors by the input's name, which the caller closes.
   *
   * @throws RefusedRequest if the values do not fit the signature or the limits
   */
  Map<String, Tensor> read(JsonFactory json, byte[] body, PredictRequest.Format format)
      throws RefusedRequest {
    try (JsonParser parser = json.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean values = parser.currentName().equals(format.key());
        parser.nextToken();
        if (!values) {
          parser.skipChildren();
        } else if (format == PredictRequest.Format.ROW) {
          readInstances(parser);
        } else {
          readSample(parser, "\"inputs\"");
        }
      }
    } catch (JsonProcessingException e) {
      throw PredictRequest.malformed(e);
    } catch (IOException e) {
      throw RefusedRequest.badRequest("The body is no JSON: %s.".formatted(Json.firstSentence(e)));
    }
    return tensors(shapes(format == PredictRequest.Format.ROW));
  }

  private void readInstances(JsonParser parser) throws IOException, RefusedRequest {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw RefusedRequest.badRequest("\"instances\" must be a list with one element a sample.");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (instances == maxBatch) {
        throw overLimit("more than " + maxBatch);
      }
      boolean named = readSample(parser, "instance " + instances);
      if (instances > 0 && named != firstNamed) {
        throw RefusedRequest.badRequest(
            "instance %d is %s, unlike instance 0; give all of them in one way."
                .formatted(instances, named ? "an object" : "a bare value"));
      }
      firstNamed = named;
      instances++;
    }
    if (instances == 0) {
      throw RefusedRequest.badRequest("\"instances\" is an empty list; give at least one sample.");
    }
  }

  /**
   * Reads a value for every input: an object with a key an input, or the bare value of the only
   * one. Returns whether it was an object.
   */
  private boolean readSample(JsonParser parser, String where) throws IOException, RefusedRequest {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      only(where).readItem(parser);
      return false;
    }
    Set<String> given = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (bareBase64 && given.isEmpty() && name.equals(BASE64_KEY)) {
        only(where).readBase64Item(parser);
        return false;
      }
      TensorReader reader = readers.get(name);
      if (reader == null) {
        throw RefusedRequest.badRequest(
            "%s: there is no input \"%s\". The signature's inputs: %s."
                .formatted(where, name, readers.keySet()));
      }
      if (!given.add(name)) {
        throw RefusedRequest.badRequest("%s: input \"%s\" is given twice.".formatted(where, name));
      }
      parser.nextToken();
      reader.readItem(parser);
    }
    if (given.size() < readers.size()) {
      Set<String> missing = new TreeSet<>(readers.keySet());
      missing.removeAll(given);
      throw RefusedRequest.badRequest(
          "%s: the input %s is missing. The signature's inputs: %s."
              .formatted(where, missing, readers.keySet()));
    }
    return true;
  }

  private TensorReader only(String where) throws RefusedRequest {
    if (readers.size() != 1) {
      throw RefusedRequest.badRequest(
          "%s is a bare value, but the signature has several inputs: give an object with the keys %s."
              .formatted(where, readers.keySet()));
    }
    return readers.values().iterator().next();
  }

  private Map<String, Shape> shapes(boolean rows) throws RefusedRequest {
    Map<String, Shape> shapes = new TreeMap<>();
    String first = "";
    for (TensorReader reader : readers.values()) {
      Shape shape = reader.shape(rows);
      shapes.put(reader.name(), shape);
      if (shape.numDimensions() == 0) {
        continue;
      }
      if (reader.mayBeBatched() && shape.get(0) > maxBatch) {
        throw overLimit(Long.toString(shape.get(0)));
      }
      if (!reader.isBatched()) {
        continue;
      }
      if (first.isEmpty()) {
        first = reader.name();
      } else if (shape.get(0) != firstSize(shapes, first)) {
        throw RefusedRequest.badRequest(
            "input \"%s\" holds %d samples, input \"%s\" %d; all inputs must hold equally many."
                .formatted(reader.name(), shape.get(0), first, firstSize(shapes, first)));
      }
    }
    return shapes;
  }

  private static long firstSize(Map<String, Shape> shapes, String name) {
    return Objects.requireNonNull(shapes.get(name)).get(0);
  }

  private Map<String, Tensor> tensors(Map<String, Shape> shapes) {
    Map<String, Tensor> tensors = new TreeMap<>();
    try {
      for (TensorReader reader : readers.values()) {
        Shape shape = Objects.requireNonNull(shapes.get(reader.name()));
        tensors.put(reader.name(), reader.tensor(shape));
      }
      return tensors;
    } catch (RuntimeException | Error e) {
      tensors.values().forEach(Tensor::close);
      throw e;
    }
  }

  private RefusedRequest overLimit(String given) {
    return RefusedRequest.badRequest(
        "The request holds %s samples; this server takes at most %d in one request. Send several requests, or start it with a larger --max-batch."
            .formatted(given, maxBatch));
  }
}
