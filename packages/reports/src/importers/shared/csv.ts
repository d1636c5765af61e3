/**
 * The rows of a CSV text (RFC 4180: quotes, doubled quotes, line ends inside quotes) as objects by column name.
 * The delimiter is the one of `,` and `;` that the head has more of.
 */
export function csvRecords(text: string): Record<string, string>[] {
  const firstLine = text.slice(0, text.indexOf('\n') === -1 ? text.length : text.indexOf('\n'));
  const delimiter = firstLine.split(';').length > firstLine.split(',').length ? ';' : ',';
  const [head = [], ...rows] = csvRows(text.replace(/^\uFEFF/, ''), delimiter);
  return rows
    .filter((row) => row.some((cell) => cell.trim() !== ''))
    .map((row) => Object.fromEntries(head.map((name, index) => [name.trim(), row[index] ?? ''])));
}

function csvRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let index = 0;
  while (index < text.length) {
    const cell = text[index] === '"' ? quotedCell(text, index) : plainCell(text, index, delimiter);
    row.push(cell.value);
    index = cell.end;
    if (text[index] === delimiter) {
      index += 1;
      continue;
    }
    rows.push(row);
    row = [];
    index = text[index] === '\r' && text[index + 1] === '\n' ? index + 2 : index + 1;
  }
  if (row.length > 0) rows.push([...row, '']);
  return rows;
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

function plainCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end), end };
}

function quotedCell(text: string, start: number): Cell {
  let value = '';
  let index = start + 1;
  while (index < text.length) {
    const quote = text.indexOf('"', index);
    if (quote === -1) return { value: value + text.slice(index), end: text.length };
    value += text.slice(index, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    index = quote + 2;
  }
  return { value, end: index };
}
