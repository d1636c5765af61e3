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
  const step = { source: 0, length: 0, at: head.at };
  let made = 0;
  while (step.at < delta.length) {
    const code = delta[step.at] ?? 0;
    // A code below 0x80 says how many bytes of the delta follow as they are; 0 is reserved.
    if (code >= 0x80) readCopy(delta, code, step);
    else {
      step.source = step.at + 1;
      step.length = code;
      step.at += 1 + code;
    }
    if (!takeStep(code >= 0x80 ? base : delta, result, made, step)) return undefined;
    if (code >= 0x80) addCopy(copies, step.source, made, step.length);
    made += step.length;
  }
  return made === result.length ? { result, copies } : undefined;
}

interface Step {
  source: number;
  length: number;
  /** Where the next step stands in the delta. */
  at: number;
}

/** Fewer bytes are copied in a loop: a call costs more. */
const FEW_BYTES = 48;

function takeStep(from: Buffer, result: Buffer, made: number, { source, length }: Step): boolean {
  const end = source + length;
  if (length === 0 || end > from.length || made + length > result.length) return false;
  if (length > FEW_BYTES) from.copy(result, made, source, end);
  else for (let i = 0; i < length; i += 1) result[made + i] = from[source + i] ?? 0;
  return true;
}

/** Larger results than this are not made: a damaged size must not allocate all memory. */
const MAX_RESULT = 1024 * 1024 * 1024;

/** Two stretches that follow each other in base and result alike are one. */
function addCopy(copies: Mutable<CopiedStretch>[], source: number, target: number, length: number): void {
  const last = copies.at(-1);
  if (last !== undefined && last.source + last.length === source && last.target + last.length === target) {
    last.length += length;
  } else copies.push({ source, target, length });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

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

/** Reads a copy whose code stands at `step.at`. */
// oxlint-disable-next-line complexity -- seven optional bytes, each with its bit: called for most steps of every delta
function readCopy(delta: Buffer, code: number, step: Step): void {
  let at = step.at + 1;
  let source = 0;
  let length = 0;
  if (code & 1) source = delta[at++] ?? 0;
  if (code & 2) source += (delta[at++] ?? 0) * 0x100;
  if (code & 4) source += (delta[at++] ?? 0) * 0x1_0000;
  if (code & 8) source += (delta[at++] ?? 0) * 0x100_0000;
  if (code & 16) length = delta[at++] ?? 0;
  if (code & 32) length += (delta[at++] ?? 0) * 0x100;
  if (code & 64) length += (delta[at++] ?? 0) * 0x1_0000;
  step.source = source;
  step.length = length === 0 ? 0x1_0000 : length;
  step.at = at;
}
