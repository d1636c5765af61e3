import { decodeBase64 } from './bytes.ts';

export interface PemBlock {
  readonly label: string;
  readonly bytes: Buffer;
}

const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,60})-----$/;
const MAX_BLOCKS = 100;

/** The blocks of a PEM text (RFC 7468) in order; undefined if one is malformed. Text between blocks is skipped. */
export function parsePem(text: string): PemBlock[] | undefined {
  const blocks: PemBlock[] = [];
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const label = BEGIN.exec(lines[i]?.trim() ?? '')?.[1];
    if (label === undefined) continue;
    const end = lines.findIndex((line, at) => at > i && line.trim() === `-----END ${label}-----`);
    const bytes =
      end < 0
        ? undefined
        : decodeBase64(
            lines
              .slice(i + 1, end)
              .join('')
              .replaceAll(/[ \t]/g, ''),
          );
    if (bytes === undefined || blocks.length === MAX_BLOCKS) return undefined;
    blocks.push({ label, bytes });
    i = end;
  }
  return blocks;
}

export function formatPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
