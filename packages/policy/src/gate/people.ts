/** Whether two names mean one person: case and space around do not make another one. */
export function samePerson(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
