/**
 * Whether the project's own sources import a package. `unknown`: nobody could look, or the sources load what they
 * compute. It may lower the order, it never hides.
 */
export type Imported = 'imported' | 'not imported' | 'unknown';
