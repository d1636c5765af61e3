/** The orders that versions have, each a rule of one ecosystem or shared by several. */
export type VersionScheme =
  | 'semver'
  | 'pypi'
  | 'maven'
  | 'go'
  | 'rubygems'
  | 'packagist'
  | 'nuget'
  | 'cran'
  | 'debian'
  | 'rpm'
  | 'alpine'
  | 'bitnami'
  | 'numeric';

/** Negative: `a` is older; zero: equal in order; positive: newer. Total, and never throws, whatever the text. */
export type CompareVersions = (a: string, b: string) => number;
