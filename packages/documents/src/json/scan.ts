import { syntaxFailure } from '../result.ts';

/** Offset behind the white space (RFC 8259) at an offset. */
export function skipBlank(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

/** Offset behind the closing quote of a string whose opening quote is at an offset. */
export function skipString(text: string, offset: number): number {
  let at = offset + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at = skipEscape(text, at);
    else if (code >= 0x20) at += 1;
    else if (code < 0x20)
      throw syntaxFailure('JSON', 'a control character stands in a string; write it as an escape', at);
    else throw syntaxFailure('JSON', 'a string is not closed', offset);
  }
}

function skipEscape(text: string, offset: number): number {
  const code = text.charCodeAt(offset + 1);
  if (code === 0x75) {
    if (!/^[0-9a-fA-F]{4}$/.test(text.slice(offset + 2, offset + 6))) {
      throw syntaxFailure('JSON', 'four hexadecimal digits follow \\u', offset);
    }
    return offset + 6;
  }
  if (Number.isNaN(code) || !'"\\/bfnrt'.includes(text.charAt(offset + 1))) {
    throw syntaxFailure('JSON', 'no such escape in a string', offset);
  }
  return offset + 2;
}

/** Offset behind the number (RFC 8259, section 6) at an offset, or the offset itself where none stands there. */
export function skipNumber(text: string, offset: number): number {
  let at = text.charCodeAt(offset) === 0x2d ? offset + 1 : offset;
  const first = text.charCodeAt(at);
  if (first === 0x30) at += 1;
  else if (first > 0x30 && first <= 0x39) at = skipDigits(text, at + 1);
  else return offset;
  if (text.charCodeAt(at) === 0x2e) {
    const behind = skipDigits(text, at + 1);
    if (behind === at + 1) throw syntaxFailure('JSON', 'digits follow the point of a number', at);
    at = behind;
  }
  const exponent = text.charCodeAt(at);
  if (exponent !== 0x65 && exponent !== 0x45) return at;
  const sign = text.charCodeAt(at + 1);
  const digits = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
  const behind = skipDigits(text, digits);
  if (behind === digits) throw syntaxFailure('JSON', 'digits follow the exponent of a number', at);
  return behind;
}

function skipDigits(text: string, offset: number): number {
  let at = offset;
  for (let code = text.charCodeAt(at); code >= 0x30 && code <= 0x39; code = text.charCodeAt(at)) at += 1;
  return at;
}
