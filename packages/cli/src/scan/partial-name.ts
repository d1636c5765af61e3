/** A name that nobody else has; it is opened so that nothing that is there is followed or overwritten. */
export function partialName(path: string): string {
  // oxlint-disable-next-line house/injected-clock -- nothing depends on its value
  return `${path}.${process.pid}-${process.hrtime.bigint().toString(36)}.partial`;
}
