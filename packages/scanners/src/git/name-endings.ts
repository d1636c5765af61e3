/** Tells the names that end in one of some ways, where they stand in bytes. */
export interface NameEndings {
  /** Whether the name from `start` to `end` has one of the endings. */
  isEnd(data: Buffer, start: number, end: number): boolean;
}

export function createNameEndings(endings: readonly string[]): NameEndings {
  const wanted = endings.map((ending) => Buffer.from(ending, 'latin1'));
  /** 1 for each two bytes that one of them ends with: hardly a name passes that has none of the endings. */
  const lastBytes = new Uint8Array(0x1_0000);
  for (const bytes of wanted) {
    const last = bytes.at(-1) ?? 0;
    const before = bytes.at(-2);
    if (before !== undefined) lastBytes[(before << 8) | last] = 1;
    else for (let byte = 0; byte < 256; byte += 1) lastBytes[(byte << 8) | last] = 1;
  }
  return {
    isEnd: (data, start, end) =>
      lastBytes[((data[end - 2] ?? 0) << 8) | (data[end - 1] ?? 0)] === 1 &&
      wanted.some((bytes) => bytes.length <= end - start && endsWith(data, end, bytes)),
  };
}

function endsWith(data: Buffer, end: number, bytes: Buffer): boolean {
  const start = end - bytes.length;
  for (let i = bytes.length - 1; i >= 0; i -= 1) if (data[start + i] !== bytes[i]) return false;
  return true;
}
