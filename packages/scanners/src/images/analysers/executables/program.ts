import type { FileFacts } from '../analyser.ts';
import { classifierMarkers, softwareOf } from './classifiers.ts';
import type { Classified } from './classifiers.ts';
import { isElf, readElf } from './elf.ts';
import type { GoBuild } from './go.ts';
import { goBuildOfElf, goMarkers, goPackages } from './go.ts';
import type { RustBuild } from './rust.ts';
import { rustBuildOfElf, rustMarkers, rustPackages } from './rust.ts';
import { createSweep } from './sweep.ts';

/** A program as it streams by. */
export interface ProgramReader {
  push(piece: Buffer): void;
  end(): FileFacts;
}

/** Smaller programs are kept whole until their end, for their tables tell faster where to look; larger ones are swept. */
const KEPT_BYTES = 16 * 1024 ** 2;
const LIBRARY = /\.so(?:\.[\d.]+)?$/;

/** Whether a file's first bytes are those of a program: ELF, PE or Mach-O. */
export function isProgram(head: Buffer): boolean {
  if (head.length < 4) return false;
  const first = head.readUInt32BE(0);
  if (first === 0x7f45_4c46 || first >>> 16 === 0x4d5a) return true;
  // A universal Mach-O shares its mark with Java's class files, whose second number is their version of 45 and more.
  if (first === 0xcafe_babe) return head.length >= 8 && head.readUInt32BE(4) < 40;
  return [0xfeed_face, 0xfeed_facf, 0xcefa_edfe, 0xcffa_edfe].includes(first);
}

/** Memory that files which are kept whole use one after the other. */
export interface Scratch {
  /** At least so many bytes, with anything in them. */
  take(sizeBytes: number): Buffer;
}

export function newScratch(): Scratch {
  let kept = Buffer.alloc(0);
  return {
    take(sizeBytes) {
      // So much is needed for few files and not for longer.
      if (sizeBytes > KEPT_BYTES) return Buffer.allocUnsafeSlow(sizeBytes);
      if (kept.length < sizeBytes)
        kept = Buffer.allocUnsafeSlow(Math.max(sizeBytes, Math.min(kept.length * 2, KEPT_BYTES)));
      return kept;
    },
  };
}

/** Reads one program: what Go and Rust leave in theirs, and versions of known software; libraries are asked for software only. */
export function readProgram(path: string, sizeBytes: number, scratch = newScratch()): ProgramReader {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const software: Classified = new Map();
  const markers = classifierMarkers(name, software);
  const isLibrary = LIBRARY.test(name);
  if (sizeBytes <= KEPT_BYTES && !isLibrary) return keptReader(scratch.take(sizeBytes), { markers, software });
  const go: GoBuild = {};
  const rust: RustBuild = {};
  const sweep = createSweep(isLibrary ? markers : [...markers, ...goMarkers(go), ...rustMarkers(rust)]);
  return {
    push: (piece) => sweep.push(piece),
    end() {
      sweep.end();
      return factsOf(go, rust, software);
    },
  };
}

function keptReader(
  kept: Buffer,
  { markers, software }: { markers: ReturnType<typeof classifierMarkers>; software: Classified },
): ProgramReader {
  let at = 0;
  return {
    push(piece) {
      at += piece.copy(kept, at);
    },
    end() {
      const bytes = kept.subarray(0, at);
      const elf = isElf(bytes) ? readElf(bytes) : undefined;
      const hasTable = elf !== undefined && elf.sections.length > 0;
      const go = (hasTable ? goBuildOfElf(elf) : undefined) ?? {};
      const rust = (hasTable ? rustBuildOfElf(elf) : undefined) ?? {};
      const sweep = createSweep(hasTable ? markers : [...markers, ...goMarkers(go), ...rustMarkers(rust)]);
      sweep.push(bytes);
      sweep.end();
      return factsOf(go, rust, software);
    },
  };
}

function factsOf(go: GoBuild, rust: RustBuild, software: Classified): FileFacts {
  const packages = [...goPackages(go), ...rustPackages(rust)];
  const known = softwareOf(software);
  return { ...(packages.length === 0 ? {} : { packages }), ...(known.length === 0 ? {} : { software: known }) };
}
