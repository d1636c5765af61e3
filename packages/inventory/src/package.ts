import type { Range } from '@sallyport/documents';

/** Where a package is named. Paths use `/` and are relative to the target. */
export interface PackageLocation {
  readonly path: string;
  readonly range?: Range;
  /** Digest of the image layer that brought the path. */
  readonly layer?: string;
}

/** How a package got in: named by the project itself, brought by another package, or not said by the source. */
export type Relation = 'direct' | 'transitive' | 'unknown';

/**
 * Where a package's bytes come from. `registry`: a package registry; `git`: a repository at a revision;
 * `url`: an archive elsewhere; `file`: a path beside the project; `workspace`: a member of the project itself.
 */
export type ResolvedKind = 'registry' | 'git' | 'url' | 'file' | 'workspace';

/** Where the lock file says that the bytes come from. */
export interface ResolvedFrom {
  readonly kind: ResolvedKind;
  /** As written, credentials removed by the reader. */
  readonly url?: string;
  /** The commit of a git source. */
  readonly revision?: string;
}

/** What the manifest asks for, in the ecosystem's own range syntax (`^1.2.3`, `>=2,<3`), and where. */
export interface Declared {
  readonly range: string;
  /** The name under which it is asked for, where that is not the package's own: an alias, or a module that another one replaces. */
  readonly name?: string;
  readonly location?: PackageLocation;
  /** The manifest's field or group, `devDependencies`, `test`. */
  readonly group?: string;
}

/** The distribution's source package that a binary package was built from; advisories of distributions name this one. */
export interface SourcePackage {
  readonly name: string;
  /** Differs from the binary's version after a binary-only rebuild. */
  readonly version: string;
}

/** A licence as found: an SPDX expression where the text is one, else the raw text alone. */
export interface LicenceClaim {
  readonly raw: string;
  /** The normalised SPDX expression. */
  readonly expression?: string;
  /** `declared` by the package's own metadata, `concluded` by somebody who looked. */
  readonly kind: 'declared' | 'concluded';
}

/** One package of a target, as one lock file, manifest, package database or SBOM names it. */
export interface Package {
  /** Unique within its inventory; what `dependsOn` refers to. Equal to `purl` unless the same purl occurs twice. */
  readonly id: string;
  /** Canonical package URL with the version where it is known. */
  readonly purl: string;
  /** The OSV ecosystem, with the release of a distribution: `npm`, `PyPI`, `Debian:12`, `Alpine:v3.20`. Empty where OSV has none. */
  readonly ecosystem: string;
  /** As the ecosystem spells it: `@scope/name`, `group:artifact`, `vendor/package`, `github.com/a/b`. */
  readonly name: string;
  /** Absent where it cannot be known, as for a manifest without its lock file. */
  readonly version?: string;
  readonly relation: Relation;
  /** One shortest way from the project to this package: ids, the direct dependency first, this package last. Empty where not known. */
  readonly path: readonly string[];
  /** Ids of the packages that this one brings. */
  readonly dependsOn: readonly string[];
  /** The ranges in which this package itself asks for others, by their names, where the source says them. */
  readonly asks?: Readonly<Record<string, string>>;
  /** Needed only to develop or test the project. */
  readonly dev: boolean;
  /** Left out when it cannot be installed, or an extra. */
  readonly optional: boolean;
  /** The workspace member that asks for it, as a path relative to the target; the root is `.`. */
  readonly workspace?: string;
  readonly declared?: Declared;
  readonly location?: PackageLocation;
  readonly licences: readonly LicenceClaim[];
  /** As the lock file writes them: `sha512-…`, `sha256:…`, `h1:…`. */
  readonly integrity: readonly string[];
  readonly resolved?: ResolvedFrom;
  readonly source?: SourcePackage;
  /** Debian and RPM architecture, gem platform. */
  readonly arch?: string;
  /** RPM modularity label, `nodejs:18:…`. */
  readonly module?: string;
  /** The package runs code when it is installed. */
  readonly installScript?: boolean;
  /** Who made it, where the package database says so: vendor or maintainer. */
  readonly supplier?: string;
}

/** The operating system that a target holds, from its os-release file. */
export interface OperatingSystem {
  /** `debian`, `alpine`, `almalinux`, as in `ID=`. */
  readonly id: string;
  readonly version: string;
  readonly name?: string;
}

/** What the inventory is of. */
export interface InventorySubject {
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  /** CycloneDX component type. */
  readonly type: 'application' | 'container' | 'operating-system' | 'library' | 'file';
  /** `sha256:…` of an image. */
  readonly digest?: string;
}

/** The packages found in a target. */
export interface Inventory {
  readonly subject?: InventorySubject;
  readonly operatingSystem?: OperatingSystem;
  readonly packages: readonly Package[];
}
