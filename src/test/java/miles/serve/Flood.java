package miles.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Thousands of connections, held open by one thread: a quarter says nothing, a quarter sends half a
 * head, a quarter half a body, and a quarter asks for a prediction.
 */
final class Flood implements AutoCloseable {

  private static final int AT_ONCE = 256;
  private static final int ADDRESSES = 100;
  private static final int KINDS = 4;
  private static final int ASKS = KINDS - 1;
  private static final String UNANSWERED = "";

  /** What came of a connection that asks: the status, or that it was ended without one. */
  private static final class Ask {
    private final ByteBuffer answer = ByteBuffer.allocate(12); // HTTP/1.1 200
    private boolean ended;

    private String outcome() {
      if (!answer.hasRemaining()) {
        return new String(answer.array(), StandardCharsets.US_ASCII);
      }
      return ended ? "ended" : UNANSWERED;
    }
  }

  private record Conversation(ByteBuffer request, Ask ask) {}

  private final InetSocketAddress server;
  private final List<String> requests;
  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final List<Ask> asks = new ArrayList<>();
  private final ByteBuffer scratch = ByteBuffer.allocate(4_096);
  private int connecting;
  private int refused;

  Flood(URI model, String body) throws IOException {
    this.server = new InetSocketAddress(model.getHost(), model.getPort());
    String whole = RawClient.predict(model, body);
    this.requests =
        List.of("", whole.substring(0, 20), whole.substring(0, whole.length() - 1), whole);
  }

  /** Opens connections until so many are there, and returns when each is open or refused. */
  void open(int count) throws IOException {
    while (channels.size() < count || connecting > 0) {
      while (channels.size() < count && connecting < AT_ONCE) {
        connect(channels.size());
      }
      turn();
    }
  }

  /** One address of this machine has too few ports for all. */
  private void connect(int number) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channels.add(channel);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.bind(new InetSocketAddress("127.0.1." + (1 + number % ADDRESSES), 0));
    String request = requests.get(number % KINDS);
    Ask ask = new Ask();
    if (number % KINDS == ASKS) {
      asks.add(ask);
    }
    connecting++;
    boolean done = channel.connect(server);
    SelectionKey key =
        channel.register(
            selector,
            SelectionKey.OP_CONNECT,
            new Conversation(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)), ask));
    if (done) {
      begin(key);
    }
  }

  private void turn() throws IOException {
    selector.select(1_000);
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isConnectable()) {
        begin(key);
      } else {
        read(key);
      }
    }
    selector.selectedKeys().clear();
  }

  private void begin(SelectionKey key) {
    connecting--;
    Conversation conversation = (Conversation) key.attachment();
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      channel.finishConnect();
      channel.write(conversation.request());
      key.interestOps(SelectionKey.OP_READ);
    } catch (IOException e) {
      refused++;
      end(key);
    }
  }

  private void read(SelectionKey key) {
    Ask ask = ((Conversation) key.attachment()).ask();
    try {
      ByteBuffer to = ask.answer.hasRemaining() ? ask.answer : scratch.clear();
      if (((SocketChannel) key.channel()).read(to) < 0) {
        end(key);
      }
    } catch (IOException e) {
      end(key);
    }
  }

  /** The socket stays open on this side. */
  private static void end(SelectionKey key) {
    ((Conversation) key.attachment()).ask().ended = true;
    key.cancel();
  }

  /** Waits until every connection that asks is answered or ended, and returns how many were how. */
  Map<String, Integer> outcomes() throws IOException {
    while (asks.stream().anyMatch(ask -> ask.outcome().equals(UNANSWERED))) {
      turn();
    }
    Map<String, Integer> counts = new TreeMap<>();
    asks.forEach(ask -> counts.merge(ask.outcome(), 1, Integer::sum));
    return counts;
  }

  /** Returns how many could not be opened. */
  int refused() {
    return refused;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
