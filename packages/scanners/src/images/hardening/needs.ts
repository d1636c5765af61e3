/** How sure a proposal is: seen in the image or the snapshot, taken for granted and to be tried, or kept since it is so now. */
type Basis = 'derived' | 'assumed' | 'kept';

/** One thing that an image or container needs, and why. */
export interface Need {
  readonly name: string;
  readonly basis: Basis;
  readonly why: string;
}

/** What the programs of an image show. */
export interface ProgramFacts {
  /** Files with capabilities of their own: path and names. */
  readonly fileCapabilities: readonly { readonly path: string; readonly names: readonly string[] }[];
  readonly setuid: readonly string[];
  /** Whether there are 32-bit programs. */
  readonly has32Bit: boolean;
  /** Functions of the C library that may be called; undefined with the reason where that cannot be told. */
  readonly calls:
    | {
        readonly state: 'known';
        readonly names: ReadonlySet<string>;
        readonly of: string;
        readonly startsOthers: boolean;
      }
    | { readonly state: 'unknown'; readonly reason: string };
}

/** What is to be hardened: an image, or a container with how it is started now. */
export interface Subject {
  /** The container's name, or one made from the image's. */
  readonly name: string;
  readonly image: string;
  readonly user: string;
  /** Entry point and command: the programs' names, without arguments. */
  readonly programs: readonly string[];
  /** Ports inside of the container. */
  readonly ports: readonly number[];
  readonly volumes: readonly string[];
  /** Absent where the layers were not looked at. */
  readonly facts?: ProgramFacts;
  /** How it is started now; absent for an image alone. */
  readonly present?: PresentSettings;
}

/** How a container is started now, as far as hardening changes it. */
export interface PresentSettings {
  readonly user?: string;
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOptions: readonly string[];
  readonly readOnlyRoot: boolean;
  readonly tmpfs: readonly string[];
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly writable: boolean }[];
  readonly networkMode: string;
  /** Paths that it has written; absent where that is not known. */
  readonly written?: readonly string[];
  readonly writtenPartly?: string;
}
