/** A stretch that a delta copies from its base: `source` and `target` are byte offsets. */
export interface CopiedStretch {
  readonly source: number;
  readonly target: number;
  readonly length: number;
}

/** What a delta makes, and which stretches of it came from the base. What lies between them is new. */
export interface AppliedDelta {
  readonly result: Buffer;
  readonly copies: readonly CopiedStretch[];
}

/** Applies a delta (gitformat-pack, "Deltified representation"). Undefined where it is damaged or does not fit its base. */
export function applyDelta(
  base: Buffer,
  delta: Buffer,
  allocate: (size: number) => Buffer = Buffer.allocUnsafe,
): AppliedDelta | undefined {
  const head = readHead(delta);
  if (head?.baseSize !== base.length || head.resultSize > MAX_RESULT) return undefined;
  const result = allocate(head.resultSize);
  const copies: CopiedStretch[] = [];
  let made = 0;
  for (let at = head.at; at < delta.length;) {
    const code = delta[at] ?? 0;
    // A code below 0x80 says how many bytes of the delta follow as they are; 0 is reserved.
    const copied = code >= 0x80;
    const step = copied ? readCopy(delta, at + 1, code) : { source: at + 1, length: code, at: at + 1 + code };
    if (!takeStep(copied ? base : delta, result, made, step)) return undefined;
    if (copied) addCopy(copies, { source: step.source, target: made, length: step.length });
    made += step.length;
    at = step.at;
  }
  return made === result.length ? { result, copies } : undefined;
}

function takeStep(from: Buffer, result: Buffer, made: number, step: { source: number; length: number }): boolean {
  const end = step.source + step.length;
  if (step.length === 0 || end > from.length || made + step.length > result.length) return false;
  from.copy(result, made, step.source, end);
  return true;
}

/** Larger results than this are not made: a damaged size must not allocate all memory. */
const MAX_RESULT = 1024 * 1024 * 1024;

/** Two stretches that follow each other in base and result alike are one. */
function addCopy(copies: CopiedStretch[], next: CopiedStretch): void {
  const last = copies.at(-1);
  if (last !== undefined && last.source + last.length === next.source && last.target + last.length === next.target) {
    copies[copies.length - 1] = { ...last, length: last.length + next.length };
  } else copies.push(next);
}

function readHead(delta: Buffer): { baseSize: number; resultSize: number; at: number } | undefined {
  const base = readSize(delta, 0);
  const result = base === undefined ? undefined : readSize(delta, base.at);
  return base === undefined || result === undefined
    ? undefined
    : { baseSize: base.value, resultSize: result.value, at: result.at };
}

function readSize(delta: Buffer, start: number): { value: number; at: number } | undefined {
  let value = 0;
  let at = start;
  for (let factor = 1; factor < 2 ** 50; factor *= 128) {
    const byte = delta[at++];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, at };
  }
  return undefined;
}

function readCopy(delta: Buffer, start: number, code: number): { source: number; length: number; at: number } {
  let at = start;
  const next = (bit: number): number => (code & bit ? (delta[at++] ?? 0) : 0);
  const source = next(1) + next(2) * 0x100 + next(4) * 0x1_0000 + next(8) * 0x100_0000;
  const length = next(16) + next(32) * 0x100 + next(64) * 0x1_0000;
  return { source, length: length === 0 ? 0x1_0000 : length, at };
}
