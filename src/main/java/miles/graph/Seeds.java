package miles.graph;

/**
 * Seeds derived from the run's seed and a name: the same in every process and on every platform.
 */
final class Seeds {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Seeds() {}

  /** Returns the seed of the named random values in the run with this seed. */
  static long of(long runSeed, String name) {
    return mix(runSeed ^ mix(of(name)));
  }

  /** Returns the 64-bit FNV-1a hash of the name's UTF-16 code units. */
  static long of(String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every input bit reaches every output bit. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
