export const EXIT = { ok: 0, failed: 1, usage: 2, unreadable: 3, timeout: 124 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const USAGE = `softmaxnb: softmax notebooks on the command line

  softmaxnb run FILE… [--set name=value]… [--json] [--timeout S] [--out FILE] [--junit FILE] [--max-elements N]
      runs every cell of each notebook; --set moves a control or replaces what a cell assigns;
      --out FILE.json is --json, FILE.html a page, FILE.ipynb a Jupyter notebook; --junit writes the assertions as JUnit XML
  softmaxnb export FILE --to html|ipynb [--set name=value]… [--timeout S] [--out FILE]
      runs a notebook and writes it with its outputs: as one HTML file whose controls still compute, or a Jupyter notebook
  softmaxnb export FILE --to py [--out FILE]
      writes a script for Python with NumPy, SciPy and Matplotlib, and says what it left out
  softmaxnb export FILE --to csv|json|npy [--name NAME] [--set name=value]… [--timeout S] [--out FILE]
      writes the value of one name; --name may be left out where there is only one
  softmaxnb import FILE.ipynb [--out FILE]
      writes a Jupyter notebook as a softmax notebook: one of ours as it was, of another the text, its code as text
  softmaxnb eval "EXPRESSION" [--json] [--seed N] [--max-elements N]
      evaluates one cell's text; files are relative to the current folder
  softmaxnb check FILE… [--json]
      reports syntax errors, unknown names and keywords, and names defined twice, without running anything;
      advice on what could be written better is told too, and is no reason to exit with 1
  softmaxnb --help | --version

  --threads N: how many threads compute at most, with run, eval and export; as many as there are cores unless it is given

Exit codes: 0 all cells ran, 1 a cell failed, 2 wrong usage, 3 a file could not be read or written, 124 timeout.
`;

/** A result that can't be written: said in one sentence, with exit code 3. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** A wrong call: said in one sentence, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
