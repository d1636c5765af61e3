/** The image that reads a Dockerfile instead of the builder, and the line that names it. */
export interface DockerSyntax {
  readonly image: string;
  readonly line: number;
}

/** What `# syntax=` at the head of a Dockerfile names, as BuildKit finds it: among directives only, behind `#` or `//`. */
export function dockerSyntax(text: string): DockerSyntax | undefined {
  const lines = text.replace(/^\uFEFF/, '').split('\n', 50);
  for (const [i, line] of lines.entries()) {
    if (i === 0 && line.startsWith('#!')) continue;
    const found = /^(?:#|\/\/)\s*(?<name>[a-z]\w*)\s*=\s*(?<value>\S+)/i.exec(line)?.groups;
    if (found === undefined) return undefined;
    if (found['name']?.toLowerCase() === 'syntax') return { image: found['value'] ?? '', line: i + 1 };
  }
  return undefined;
}
