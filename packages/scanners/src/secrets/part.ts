/** Part of a text, in bytes. */
export interface Part {
  readonly from: number;
  readonly to: number;
}
