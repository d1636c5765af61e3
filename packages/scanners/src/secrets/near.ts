import { compileRule } from './compile.ts';
import type { CompiledRule, CompileOptions } from './compile.ts';
import type { Match } from './match.ts';
import { matchesAnywhere } from './match.ts';
import type { SecretRule } from './rule.ts';

/** Whether the second part that a rule asks for stands near enough to a match. */
export type NearCheck = (match: Match, bytes: Buffer) => boolean;

const MOST_BYTES_AWAY = 8192;
const NEWLINE = 0x0a;

export function createNearCheck(optionsOf: (rule: SecretRule) => CompileOptions): NearCheck {
  const compiled = new Map<SecretRule, CompiledRule>();
  return (match, bytes) => {
    const { rule } = match.compiled;
    if (rule.near === undefined) return true;
    let second = compiled.get(rule);
    if (second === undefined) {
      const { pattern, keywords } = rule.near;
      second = compileRule({ ...rule, pattern, keywords }, 0, optionsOf(rule)).compiled;
      compiled.set(rule, second);
    }
    const from = linesBack(bytes, match.start, rule.near.lines);
    const to = linesOn(bytes, match.end, rule.near.lines);
    const around = bytes.subarray(from, to);
    const lower = around.toString('latin1').toLowerCase();
    const isHinted = rule.near.keywords.length === 0 || rule.near.keywords.some((keyword) => lower.includes(keyword));
    return isHinted && matchesAnywhere(second, around).length > 0;
  };
}

function linesBack(bytes: Buffer, offset: number, lines: number): number {
  let at = offset;
  for (let count = 0; count <= lines && at > 0; count++) at = Math.max(0, bytes.lastIndexOf(NEWLINE, at - 1));
  return Math.max(at, offset - MOST_BYTES_AWAY);
}

function linesOn(bytes: Buffer, offset: number, lines: number): number {
  let at = offset;
  for (let count = 0; count <= lines && at < bytes.length; count++) {
    const next = bytes.indexOf(NEWLINE, at);
    at = next === -1 ? bytes.length : next + 1;
  }
  return Math.min(at, offset + MOST_BYTES_AWAY);
}
