package miles.serve;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests are held at once, all requests together. */
final class MemoryBudget {

  private final AtomicLong free;

  MemoryBudget(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** Takes bytes, which the caller gives back; returns whether there were enough. */
  boolean take(long bytes) {
    return free.getAndUpdate(left -> left >= bytes ? left - bytes : left) >= bytes;
  }

  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }
}
