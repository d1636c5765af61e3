import type { Package } from '../package.ts';

/** Which node needs which, by reference, as an SBOM says it. Nodes that are no packages (lock files, groups) are passed through. */
export type DependencyGraph = ReadonlyMap<string, readonly string[]>;

export interface GraphFacts {
  readonly dependsOn: readonly string[];
  readonly relation: Package['relation'];
  readonly path: readonly string[];
}

/**
 * Relation and one shortest path of every package from the root, and its own dependencies.
 * Direct is what the root reaches without passing another package; what it does not reach is unknown.
 */
export function graphFacts(
  graph: DependencyGraph,
  packages: ReadonlySet<string>,
  root: string | undefined,
): ReadonlyMap<string, GraphFacts> {
  const paths = root === undefined ? new Map<string, readonly string[]>() : shortestPaths(graph, packages, root);
  return new Map(
    [...packages].map((id) => {
      const path = paths.get(id) ?? [];
      return [id, { dependsOn: nextPackages(graph, packages, id), relation: relationOf(path), path }];
    }),
  );
}

function relationOf(path: readonly string[]): Package['relation'] {
  if (path.length === 0) return 'unknown';
  return path.length === 1 ? 'direct' : 'transitive';
}

/** Breadth first, so that the first path found is a shortest one; each node is visited once, cycles included. */
function shortestPaths(
  graph: DependencyGraph,
  packages: ReadonlySet<string>,
  root: string,
): ReadonlyMap<string, readonly string[]> {
  const cameFrom = new Map<string, string | undefined>([[root, undefined]]);
  const queue = [root];
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return new Map([...packages].filter((id) => id !== root && cameFrom.has(id)).map((id) => [id, pathTo(id)]));

  function pathTo(id: string): string[] {
    const path: string[] = [];
    for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) {
      if (at !== root && packages.has(at)) path.push(at);
    }
    return path.reverse();
  }
}

/** The packages that a node needs, those behind nodes that are no packages included. */
function nextPackages(graph: DependencyGraph, packages: ReadonlySet<string>, from: string): string[] {
  const found = new Set<string>();
  const seen = new Set([from]);
  const queue = [from];
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (packages.has(next)) found.add(next);
      else queue.push(next);
    }
  }
  return [...found];
}
