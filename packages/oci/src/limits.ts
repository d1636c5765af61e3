/** Bounds on what registries and archives hand out; each can be lowered or raised by who calls. */
export interface OciLimits {
  /** Largest manifest or index. Registries refuse more than 4 MiB. */
  readonly manifestBytes: number;
  /** Largest image configuration. */
  readonly configBytes: number;
  /** Most referrers of one subject that are listed. */
  readonly referrers: number;
  /** Most bytes of all pages of one listing together. */
  readonly listBytes: number;
  /** Most tags of one listing. */
  readonly tags: number;
  readonly redirects: number;
  /** A layer may unpack to this much whatever it comes from … */
  readonly layerFreeBytes: number;
  /** … beyond it to at most this many times its compressed size … */
  readonly layerRatio: number;
  /** … and never to more than this. */
  readonly layerBytes: number;
}

export const OCI_LIMITS: OciLimits = Object.freeze({
  manifestBytes: 4 * 1024 * 1024,
  configBytes: 16 * 1024 * 1024,
  referrers: 20_000,
  listBytes: 32 * 1024 * 1024,
  tags: 200_000,
  redirects: 8,
  layerFreeBytes: 1024 * 1024 * 1024,
  layerRatio: 250,
  layerBytes: 64 * 1024 * 1024 * 1024,
});
