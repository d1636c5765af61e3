import { documentErrors } from './errors.ts';
import { failed } from './result.ts';
import type { FailedRead } from './result.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface DecodedText {
  readonly ok: true;
  /** Without the byte order mark. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** Bytes that are no UTF-8 were replaced by U+FFFD. */
  readonly replaced: boolean;
}

/**
 * Bytes of a text file as text: UTF-8, or UTF-16 where a byte order mark or the zero bytes of the first
 * characters say so (as JSON, RFC 4627 section 3, and YAML, section 5.2, tell them apart). Malformed UTF-8 is
 * replaced, as the field's tools do, so that one Latin-1 comment does not hide a file; malformed UTF-16 is an error.
 */
export function decodeText(bytes: Uint8Array): DecodedText | FailedRead {
  const { encoding, skip } = detect(bytes);
  const body = skip === 0 ? bytes : bytes.subarray(skip);
  if (encoding === 'utf-8') {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    return { ok: true, text, encoding, replaced: text.includes('\uFFFD') };
  }
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(body);
    return { ok: true, text, encoding, replaced: false };
  } catch {
    return failed(documentErrors.ENCODING({ encoding: encoding.toUpperCase() }));
  }
}

const MARKS: readonly { readonly mark: readonly number[]; readonly encoding: TextEncoding }[] = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

function detect(bytes: Uint8Array): { encoding: TextEncoding; skip: number } {
  const marked = MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return { encoding: marked.encoding, skip: marked.mark.length };
  const [first = 1, second = 1] = bytes;
  if (first === 0 && second !== 0) return { encoding: 'utf-16be', skip: 0 };
  return { encoding: first !== 0 && second === 0 ? 'utf-16le' : 'utf-8', skip: 0 };
}
