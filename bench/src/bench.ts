/** One benchmark: `npm run bench -- NAME` prints what `run` returns as one JSON object. */
export interface Bench {
  readonly name: string;
  run(context: BenchContext): Promise<BenchFigures>;
}

export interface BenchContext {
  /** A folder for generated inputs that may be reused between runs, outside of version control. */
  readonly cacheDir: string;
  /** The absolute path of a peer's program where it is on PATH. */
  peer(name: string): string | undefined;
}

/** Figures by name; the unit is the end of the name (`wallMs`, `mbPerCpuSecond`, `rssMb`). */
export type BenchFigures = {
  readonly [name: string]: number | string | boolean | null | BenchFigures | readonly BenchFigures[];
};
