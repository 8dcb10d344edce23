#!/usr/bin/env python3
"""Writes LUMA's pictures, which its tool pickles, as arrays that `./miles data import luma` reads.

    python3 data/luma_images.py FOLDER

FOLDER is the folder of the tool's output: it has image_data_train.pickle and image_data_test.pickle,
pandas tables with the columns `image` (32 x 32 x 3, uint8) and `label`. Beside each goes an .npy file
with the pictures and a .csv file with the labels, in the same order. Needs numpy and pandas.

Unpickling runs whatever the file says: use files that you compiled yourself.
"""

import csv
import sys
from pathlib import Path

try:
    import numpy as np
    import pandas as pd
except ImportError as missing:
    sys.exit(f"{missing}. Install both: pip install numpy pandas.")

SHAPE = (32, 32, 3)


def convert(pickled: Path) -> int:
    table = pd.read_pickle(pickled)
    pictures = [np.asarray(picture) for picture in table["image"]]
    for row, picture in enumerate(pictures):
        if picture.shape != SHAPE or picture.dtype != np.uint8:
            sys.exit(f"{pickled} row {row}: a picture of {picture.shape} {picture.dtype}, not of {SHAPE} uint8.")
    np.save(pickled.with_suffix(".npy"), np.stack(pictures))
    with open(pickled.with_suffix(".csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["label"], *([label] for label in table["label"])])
    return len(pictures)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for split in ("train", "test"):
        pickled = Path(sys.argv[1]) / f"image_data_{split}.pickle"
        if not pickled.is_file():
            sys.exit(f"{pickled} not found: run LUMA's compile_dataset.py first.")
        print(f"{convert(pickled)} pictures of split {split}")


if __name__ == "__main__":
    main()
