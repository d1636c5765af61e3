const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * The rows of the HTML tables whose head has all of `columns`, as texts by column name.
 * Made for reports that programs write: the wanted tables hold no tables.
 */
export function htmlTableRows(html: string, columns: readonly string[]): Record<string, string>[] {
  return html
    .split(/<table\b/i)
    .slice(1)
    .flatMap((rest) => {
      const end = rest.search(/<\/table>/i);
      const rows = (end === -1 ? rest : rest.slice(0, end)).split(/<tr\b/i).slice(1);
      const head = cellsOf(rows[0] ?? '', 'th');
      if (!columns.every((column) => head.includes(column))) return [];
      return rows.slice(1).flatMap((row) => record(head, cellsOf(row, 'td')));
    });
}

function record(head: readonly string[], cells: readonly string[]): Record<string, string>[] {
  if (cells.length === 0) return [];
  return [Object.fromEntries(head.map((name, index) => [name, cells[index] ?? '']))];
}

function cellsOf(row: string, tag: 'th' | 'td'): string[] {
  return row
    .split(tag === 'th' ? /<th\b/i : /<td\b/i)
    .slice(1)
    .map((cell) => textOf(cell.slice(cell.indexOf('>') + 1)));
}

function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(
      /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => entity(decimal, hex, name) ?? whole,
    )
    .trim();
}

function entity(decimal: string | undefined, hex: string | undefined, name: string | undefined): string | undefined {
  if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
